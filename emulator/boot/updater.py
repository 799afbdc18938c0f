"""The updater's stage: other software is installed, and its log sent."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from emulator.boot.logs.uploads import update
from emulator.boot.model import Progressed, Provisioning, SoftwareInstalled, SoftwareOffered
from emulator.boot.orders import Fetch
from emulator.boot.provisioning.fetching import Session
from emulator.boot.provisioning.journey import Conversation, Journey
from emulator.boot.provisioning.software import is_legacy
from emulator.boot.tables import line
from emulator.kernel.slices import Flow, Pause
from emulator.kernel.state import Effect, Event

_STEPS = 10


def run_updater(
    session: Session | None,
    before: Provisioning,
    directory: str,
    pause: float,
    wanted: SoftwareOffered | None,
    writing: float,
) -> Flow:
    """Install what is `wanted`, which takes `writing` seconds; a boot ROM looks for it by itself. Then the log goes.

    The result is that of `update`.
    """
    if session is not None and is_legacy(session.identity):
        wanted = yield from _boot_rom(session, before)
    if session is not None and wanted is not None:
        yield from _install(session, wanted, writing)
    return (yield from update(session, directory, pause))


def _boot_rom(session: Session, before: Provisioning) -> Generator[Effect | Event, Any, SoftwareOffered | None]:
    """What a boot ROM asks for in turn: itself, the master file, the image (access log of a SoundPoint IP 335)."""
    journey = Journey(session, before)
    yield from journey.probe_image("bootrom.ld")
    journey.version = ""
    yield from journey.find_master()
    if journey.master is not None:
        yield from journey.probe_image(journey.master.application)
    return SoftwareOffered(journey.version, journey.image) if journey.offers_other else None


def _install(session: Session, wanted: SoftwareOffered, writing: float) -> Conversation:
    """Have the image's server see the request, and the user the progress; nothing is loaded."""
    request: Fetch = session.ask("image", "GET", wanted.image)
    yield request
    name = wanted.image.rpartition("/")[2]
    for step in range(_STEPS):
        yield Progressed(name, step * 100 // _STEPS)
        if writing:
            yield Pause(seconds=writing / _STEPS)
    yield line("installed", version=wanted.version)
    yield SoftwareInstalled(wanted.version)
