"""Phones for the faces, and pictures of the faces to compare with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.fake import FakePhone

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture
def phone() -> FakePhone:
    """An idle VVX 450."""
    return FakePhone()


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name; with --update-golden, write the file instead."""

    def check(name: str, text: str) -> None:
        path = SNAPSHOTS / f"{name}.txt"
        if request.config.getoption("--update-golden"):
            path.write_text(text + "\n", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text + "\n"

    return check
