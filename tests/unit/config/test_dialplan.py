"""Dial plans: whose digit map counts, and for which ways of dialing."""

from __future__ import annotations

import pytest

from emulator.config.dialplan import Way, read_dial_plan
from emulator.config.files import read_parameters
from emulator.config.identity import Identity
from emulator.config.layers import Configuration, configure


def of(attributes: str) -> Configuration:
    """A phone with these settings."""
    return configure(Identity(model="VVX450"), files=[read_parameters("a.cfg", f"<a {attributes}/>".encode())])


def test_a_line_with_a_map_of_its_own_uses_its_own_plan() -> None:
    """The plan of a line counts as a whole where the line has a digit map, else that of all lines."""
    configuration = of(
        'dialplan.digitmap="1xx" dialplan.impossibleMatchHandling="1" dialplan.2.digitmap="2xx"'
        ' dialplan.2.impossibleMatchHandling="2" dialplan.3.impossibleMatchHandling="2"'
    )
    plans = [read_dial_plan(configuration, line) for line in (1, 2, 3)]
    assert [("dialplan", 1), ("dialplan.2", 2), ("dialplan", 1)] == [(plan.source, plan.impossible) for plan in plans]
    assert ["complete", "impossible"] == [plan.advance("101").state for plan in plans[:2]]


@pytest.mark.parametrize(
    ("way", "number", "sent"),
    [
        ("UserSend", "9123", "123"),
        ("UserSend", "9123#", "123"),
        ("CallListDial", "9123", "123"),
        ("DirectoryDial", "9123", "9123"),
        ("Forward", "9123#", "9123"),
        ("UserSend", "555", "555"),
        ("UserSend", "#", "#"),
    ],
)
def test_numbers_are_translated_where_the_plan_applies(way: Way, number: str, sent: str) -> None:
    """Each way of dialing has its switch; a # at the end is taken off in all of them."""
    assert sent == read_dial_plan(of('dialplan.digitmap="R9RRxxx"')).translate(number, way)


def test_the_number_sign_can_be_kept() -> None:
    """Where the end of dialing is part of the number, it is sent."""
    assert "123#" == read_dial_plan(of('dialplan.removeEndOfDial="0"')).translate("123#", "DirectoryDial")


def test_without_its_switch_the_map_does_not_dial() -> None:
    """Where the plan does not apply to digits pressed, the phone waits for the Dial key."""
    plan = read_dial_plan(of('dialplan.digitmap="xx" dialplan.applyToUserDial="0"'))
    assert ("partial", None) == (plan.advance("12").state, plan.advance("12").timeout)
