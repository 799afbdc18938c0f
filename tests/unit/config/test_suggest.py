"""Suggestions: what was probably meant, and nothing where that is far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.catalogue import catalogue, find
from emulator.config.suggest import suggest_name, suggest_value
from emulator.kernel.spelling import nearest


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("reg.3.adress", "reg.3.address"),
        ("reg.3.server.2.transprot", "reg.3.server.2.transport"),
        ("rge.3.address", "reg.3.address"),
        ("reg.x.address", "reg.1.address"),
        ("voIpProt.sevrer.1.port", "voIpProt.server.1.port"),
        ("feature.bluetooth.radioOn", "bluetooth.radioOn"),
        ("completely.else", ""),
        ("a" * 100, ""),
        ("", ""),
    ],
)
def test_names_that_are_near_are_found(written: str, meant: str) -> None:
    """A slip or two is mended, indices are kept; what is far from everything has no suggestion."""
    assert meant == suggest_name(written)


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("up.oneTouchVoiceMail", "True", "1"),
        ("up.oneTouchVoiceMail", "off", "0"),
        ("up.oneTouchVoiceMail", "maybe", ""),
        ("reg.x.server.y.transport", "tcponly", "TCPOnly"),
        ("reg.x.server.y.transport", "UDP", "UDPOnly"),
        ("reg.x.server.y.transport", "TCP", ""),
        ("reg.x.server.y.transport", "DNSnapt", "DNSnaptr"),
        ("up.idleTimeout", "soon", ""),
    ],
)
def test_values_that_are_near_are_found(name: str, written: str, meant: str) -> None:
    """Words in another case, cut short or misspelled lead to the permitted one if there is but one."""
    assert meant == suggest_value(catalogue()[name], written)


@pytest.mark.parametrize(
    ("word", "expected"), [("transprot", "transport"), ("transpor", "transport"), ("x", ""), ("tarnspotr", "transport")]
)
def test_swapped_letters_count_once(word: str, expected: str) -> None:
    """Two neighbours in the wrong order are one slip."""
    assert expected == nearest(word, ["transport", "port"])


@given(st.text(alphabet="regx.sv12", max_size=20))
def test_what_is_suggested_exists(name: str) -> None:
    """Whatever was written, a suggestion is a parameter of the catalogue."""
    suggested = suggest_name(name)
    assert not suggested or find(suggested) or suggested in catalogue()
