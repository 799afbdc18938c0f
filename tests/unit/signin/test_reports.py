"""What a run says of the sign-in: JSON reports, their words, and the conditions to wait for."""

from __future__ import annotations

import argparse
from types import SimpleNamespace
from typing import Any

import pytest

from emulator.cli import run
from emulator.conditions import parse_condition
from emulator.reports import Report, Reporter, describe
from emulator.signin.model import SignOut, status_word
from tests.unit.signin.desk import Desk
from tests.unit.signin.server import ADDRESS


def told(desk: Desk) -> list[Report]:
    """The reports of kind signin from now on."""
    found: list[Report] = []
    reporter = Reporter(desk.device)
    desk.device.core.observers.append(lambda event: found.extend(reporter.after(event)))
    return found


def test_each_stage_is_reported() -> None:
    """State, user, role, method and message."""
    desk = Desk()
    reports = told(desk)
    desk.sign_in()
    mine = [report for report in reports if report["kind"] == "signin"]
    stages = list(dict.fromkeys(report["state"] for report in mine))
    assert ["discovering", "authenticating", "certificate", "registering", "policy", "in"] == stages
    last = {"kind": "signin", "state": "in", "user": ADDRESS, "role": "host", "method": "user", "message": ""}
    assert last == mine[-1]
    assert f"sign-in: in, {ADDRESS}" == describe(mine[-1])


def test_a_failure_is_reported_with_its_words() -> None:
    """The message of the screen."""
    desk = Desk()
    reports = told(desk)
    desk.sign_in(password="wrong")
    last = [report for report in reports if report["kind"] == "signin"][-1]
    assert ("out", "Invalid login credentials.") == (last["state"], last["message"])
    assert "sign-in: out (Invalid login credentials.)" == describe(last)


def holds(desk: Desk, condition: str) -> bool | None:
    """What a condition says of the phone."""
    seen: Any = SimpleNamespace(state=desk.device.core.state)
    return parse_condition(condition)(seen)


def test_conditions() -> None:
    """signed-in and signed-out; neither on the way."""
    desk = Desk()
    before = holds(desk, "signed-in"), holds(desk, "signed-out")
    desk.sign_in()
    after = holds(desk, "signed-in"), holds(desk, "signed-out")
    desk.feed(SignOut())
    assert ((None, True), (True, None), True) == (before, after, holds(desk, "signed-out"))


def test_the_words_of_the_devices_web_page() -> None:
    """As its status request (lyncSignInStatus) gives them."""
    desk = Desk()
    words = [status_word(desk.device.core.state)]
    desk.sign_in()
    words.append(status_word(desk.device.core.state))
    assert ["UNREGISTERED", "SIGNED_IN"] == words


def parser() -> argparse.ArgumentParser:
    """The parser of `vphone run`."""
    made = argparse.ArgumentParser(exit_on_error=False)
    run.arguments(made)
    return made


@pytest.mark.parametrize("place", ["127.0.0.1", "host:", ":443", "host:0", "host:65536", "host:x"])
def test_a_place_is_a_host_and_a_port(place: str) -> None:
    """Anything else after --lyncdiscover is wrong usage."""
    with pytest.raises(argparse.ArgumentError, match="is not HOST:PORT"):
        parser().parse_args(["--lyncdiscover", place])


def test_where_discovery_leads() -> None:
    """--lyncdiscover is taken as it is."""
    assert "127.0.0.1:8443" == parser().parse_args(["--lyncdiscover", "127.0.0.1:8443"]).lyncdiscover
