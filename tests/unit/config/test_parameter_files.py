"""Configuration files: what a phone takes from one, and what it logs."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.files import ParameterFile, Setting, missing, read_parameters

LINE_ENDS = st.sampled_from("\n\t")

SHARED = b"""<?xml version="1.0" encoding="UTF-8"?>
<polycomConfig xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="a.xsd">
  <reg reg.1.address="1001" reg.1.label="Reception"/>
  <anything reg.1.address="1002"/>
</polycomConfig>
"""


def test_the_first_attribute_of_a_name_counts() -> None:
    """Elements do not matter, schema attributes are passed over, and of repeated names the first is taken."""
    file = read_parameters("shared.cfg", SHARED)
    assert ("ok", len(SHARED)) == (file.status, file.size)
    assert {
        "reg.1.address": Setting("1001", "shared.cfg", 3, 8),
        "reg.1.label": Setting("Reception", "shared.cfg", 3, 29),
    } == file.settings
    (found,) = file.findings
    assert ("parameter-repeated", 4, 13, "reg.1.address") == (
        found.rule,
        found.line,
        found.column,
        found.parameter,
    )
    assert "reg.1.address was already set on line 3, and that value counts" == found.message


@pytest.mark.parametrize(
    ("attribute", "rule", "suggestion"),
    [
        ('reg.1.adress="1001"', "parameter-unknown", ""),
        ('reg.x.address="1001"', "parameter-unknown", ""),
        ('reg.1.Address="1001"', "parameter-case", "reg.1.address"),
        ('up.oneTouchVoiceMail="yes"', "value-invalid", ""),
        ('reg.1.server.1.transport="UDP"', "value-invalid", ""),
        ('up.idleTimeout="-1"', "value-out-of-range", ""),
    ],
)
def test_defects_of_one_setting_are_found(attribute: str, rule: str, suggestion: str) -> None:
    """An unknown name and a value that is not permitted are reported at the attribute."""
    (found,) = read_parameters("a.cfg", f"<a {attribute}/>".encode()).findings
    assert (rule, suggestion, 1, 4) == (found.rule, found.suggestion, found.line, found.column)


def test_a_refused_secret_is_not_shown() -> None:
    """What is wrong with a secret is said without it."""
    (found,) = read_parameters("a.cfg", b'<a device.wifi.psk.key="hunter2"/>').findings
    assert "value-out-of-range" == found.rule
    assert "hunter2" not in str(found)


def test_a_broken_file_counts_for_nothing() -> None:
    """A file that is not well-formed is unreadable as a whole, though half of it could be read."""
    file = read_parameters("a.cfg", b'<a reg.1.address="1001"/><b')
    assert ("unreadable", {}) == (file.status, file.settings)
    assert ["xml-not-well-formed"] == [found.rule for found in file.findings]


def test_a_missing_file_is_a_file_too() -> None:
    """A file that the server does not have is kept in the list, empty."""
    assert ParameterFile("a.cfg", status="missing") == missing("a.cfg")


@given(st.binary())
def test_any_bytes_give_a_file(data: bytes) -> None:
    """Whatever the bytes are, the answer is a file of that size."""
    assert len(data) == read_parameters("a.cfg", data).size


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][A-Za-z0-9_]{0,6}(\.[A-Za-z0-9_]{1,6}){1,3}", fullmatch=True),
        st.text(
            st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("\n\t")
        ),
    ),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
def test_what_is_written_is_read(settings: dict[str, str], encoding: str) -> None:
    """Settings survive being written as XML, read, and written again."""
    written = f"<PHONE_CONFIG><OVERRIDES {_attributes(settings)}/></PHONE_CONFIG>"
    read = {name: each.value for name, each in read_parameters("a.cfg", written.encode(encoding)).settings.items()}
    assert settings == read
    assert _attributes(settings) == _attributes(read)


def _attributes(settings: dict[str, str]) -> str:
    return " ".join(f"{name}={quoteattr(value)}" for name, value in settings.items())
