"""Options of the whole test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes what is drawn now into the golden files, to be looked at before it is kept."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")
