"""What is written about the PC."""

from __future__ import annotations

from pathlib import Path

from emulator.lab.pc.reports import KINDS
from emulator.lab.pc.verbs import VERBS

TEXT = (Path(__file__).parents[4] / "docs" / "computer.md").read_text(encoding="utf-8")


def test_every_verb_and_every_report_is_told_of() -> None:
    """By name."""
    assert [] == [name for name in (*(verb.name for verb in VERBS), *KINDS) if f"`{name}`" not in TEXT]


def test_versions_and_choices_are_those_of_the_verbs() -> None:
    """Spelled as they are typed."""
    choices = {choice for verb in VERBS for word in verb.words for choice in word.choices}
    assert set() == {choice for choice in choices - {"enabled", "disabled"} if choice not in TEXT}
