"""What the phone says about pairing, in its languages, and what it writes into its log."""

from __future__ import annotations

import csv

import pytest

from emulator.boot.logs.form import is_recorded
from emulator.boot.orders import Log
from emulator.btoe import words
from emulator.kernel.data import read_data
from tests.unit.btoe.bench import Bench

SAID = {name: text for name, text in vars(words).items() if name.isupper()}


@pytest.mark.parametrize("language", ["German_Germany", "French_France"])
@pytest.mark.parametrize("text", [*SAID.values(), "Pairing Mode", "Manual", "Pause", "Paused"])
def test_what_is_said_is_translated(language: str, text: str) -> None:
    """Each message and label, into words that differ."""
    rows = csv.reader(read_data(f"strings/{language}.csv").decode().splitlines())
    translated = {row[0]: row[1] for row in rows}
    assert text in translated
    assert text == "Pause" or text != translated[text]


def test_german_on_the_pairing_screen() -> None:
    """Kopplungsmodus, where the language is German."""
    bench = Bench(settings='lcl.ml.lang="German_Germany"')
    bench.press("Home")
    bench.pick_tile("BToE")
    assert "Kopplungsmodus" in bench.text
    bench.pair()
    assert "Telefon ist gekoppelt" in bench.text


@pytest.mark.parametrize(("level", "recorded"), [("4", True), ("5", False)])
def test_pairings_are_in_the_log(level: str, recorded: bool) -> None:
    """Who was paired with what, and why no more, at log.level.change.btoe 4 and below."""
    bench = Bench(settings=f'log.level.change.btoe="{level}"')
    bench.pair()
    bench.leave()
    lines = [each for each in bench.did(Log) if each.component == "btoe" and each.level != "*"]
    assert ["paired with DESKTOP-1, Polycom BToE Connector 4.3.0", "no longer paired: connector"] == [
        each.text for each in lines
    ]
    assert [recorded] * 2 == [is_recorded(bench.device.core.state, each) for each in lines]
