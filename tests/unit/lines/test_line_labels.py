"""The labels of line keys."""

from __future__ import annotations

import pytest

from tests.unit.hands import Hands
from tests.unit.world import site

NAMED = 'reg.1.lineKeys="3" reg.1.line.1.label="Front" reg.1.line.3.label="Back" reg.2.line.1.label="Lonely"'


@pytest.mark.parametrize(
    ("switch", "labels"),
    [("1", ["Front", "2001", "Back", "Reception"]), ("0", ["2001", "2001", "2001", "Reception"])],
)
def test_the_keys_of_a_line_may_have_labels_of_their_own(switch: str, labels: list[str]) -> None:
    """up.cfgUniqueLineLabel and reg.x.line.y.label, for lines with several keys alone."""
    hands = Hands(files={"site.cfg": site(more=f'{NAMED} up.cfgUniqueLineLabel="{switch}"')})
    hands.wait(5)
    assert labels == [key.label for key in hands.screen.line_keys if key.label]
    assert all(label in hands.text for label in labels)
