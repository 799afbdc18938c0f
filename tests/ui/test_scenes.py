"""What holds for the phones that the picture book shows."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio
from emulator.calls.model import Calls
from emulator.kernel.profile import load_profile
from tests.ui.pictures import Still
from tests.ui.scenes import scenes


@pytest.mark.parametrize("model", ["VVX_450", "CCX_500"])
def test_whoever_talks_hears_something(model: str) -> None:
    """A phone with a call has a way for its sound, and a handset that is used is out of its cradle."""
    profile = load_profile(model)
    for name, scene in scenes(profile).items():
        still = Still(profile, scene)
        state = still.device.core.state
        talks = any(call.state in ("connected", "conference") for call in state[Calls].open)
        assert (name, False) == (name, talks and state[Audio].state == "on-hook")
        assert (name, state[Audio].state == "handset") == (name, still.lifted)
