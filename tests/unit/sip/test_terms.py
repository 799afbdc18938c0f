"""What SIP says, in the phone's terms."""

from __future__ import annotations

import ssl

import pytest

from emulator.config.files import Setting
from emulator.config.layers import Configuration, Layer
from emulator.sip.terms import caller, readable, target_uri, trust


@pytest.mark.parametrize(
    ("wire", "text"), [(b"Jos\xc3\xa9", "José"), (b"Jos\xe9", "José"), (b"plain", "plain"), (b"\xff", "ÿ"), (b"", "")]
)
def test_text_in_any_encoding_is_readable(wire: bytes, text: str) -> None:
    """UTF-8 as it should be, Latin-1 as it often is."""
    assert text == readable(wire.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"Ann \\"A\\" Lee" <sip:1002@example.com>;tag=1', ("1002", 'Ann "A" Lee')),
        ("sip:1002@example.com;tag=1", ("1002", "")),
        ("<sip:gateway.example.com>", ("gateway.example.com", "")),
        ('"Jos\udce9" <sip:1@h>', ("1", "José")),
        ("<<<", ("", "")),
    ],
)
def test_who_calls(value: str, expected: tuple[str, str]) -> None:
    """Number and name, without what SIP puts around them; nothing of what cannot be read."""
    assert expected == caller(value)


@pytest.mark.parametrize(
    ("target", "uri"),
    [
        ("1002", "sip:1002@pbx"),
        ("*97#", "sip:*97%23@pbx"),
        ("ann@other", "sip:ann@other"),
        ("SIP:x@y;a=b", "SIP:x@y;a=b"),
        ("two words", "sip:two%20words@pbx"),
    ],
)
def test_whom_to_call(target: str, uri: str) -> None:
    """A number is somebody at the line's own domain; what SIP does not allow in it is escaped."""
    assert uri == target_uri(target, "pbx")


def test_authorities_of_a_configuration_stay_with_it() -> None:
    """They are not added to those that the user gave, for the boot server too; a broken one is passed over."""
    given = ssl.create_default_context()
    broken = Configuration(layers=(Layer("files", {"sec.TLS.customCaCert.1": Setting("no certificate")}),))
    assert given is trust(given, Configuration())
    own = trust(given, broken)
    assert own is not given
    assert set(given.get_ca_certs(binary_form=True)) <= set(own.get_ca_certs(binary_form=True))
