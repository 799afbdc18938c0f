"""Reads forwarding out of the configuration, and writes it back as the user changes it.

Two families say where calls go. `divert.*` is what an administrator gives a line; `reg.x.fwd*` is what the user has
set on the phone, and is kept in the phone's override file. The user's word counts where there is one.
"""

from __future__ import annotations

from emulator.config.layers import Configuration
from emulator.features.model import KINDS, RING, Forwarding, Kind


def _kept(line: int, kind: Kind) -> tuple[str, str]:
    """The parameters of what the user has set: the switch, and where to."""
    match kind:
        case "always":
            return f"reg.{line}.fwdStatus", f"reg.{line}.fwdContact"
        case "busy":
            return f"reg.{line}.fwd.busy.status", f"reg.{line}.fwd.busy.contact"
    return f"reg.{line}.fwd.noanswer.status", f"reg.{line}.fwd.noanswer.contact"


def _given(line: int, kind: Kind) -> tuple[str, str]:
    """The parameters of what the administrator has given; without its own contact a kind uses divert.x.contact."""
    match kind:
        case "always":
            return f"divert.fwd.{line}.enabled", f"divert.{line}.contact"
        case "busy":
            return f"divert.busy.{line}.enabled", f"divert.busy.{line}.contact"
    return f"divert.noanswer.{line}.enabled", f"divert.noanswer.{line}.contact"


def _rings(line: int) -> str:
    return f"reg.{line}.fwd.noanswer.ringCount"


def read_forwardings(settings: Configuration, line: int) -> tuple[Forwarding, ...]:
    """All kinds of forwarding of a line."""
    return tuple(_read(settings, line, kind) for kind in KINDS)


def _read(settings: Configuration, line: int, kind: Kind) -> Forwarding:
    switch, where = _kept(line, kind)
    if settings.origin(switch).layer != "default":
        seconds = settings.number(_rings(line)) * RING if kind == "no answer" else 0
        return Forwarding(kind, settings.text(where).strip(), settings.flag(switch), seconds)
    switch, where = _given(line, kind)
    contact = settings.text(where).strip() or settings.text(f"divert.{line}.contact").strip()
    seconds = settings.number(f"divert.noanswer.{line}.timeout") if kind == "no answer" else 0
    return Forwarding(kind, contact, settings.flag(switch) and bool(contact), seconds)


def changes(line: int, forwarding: Forwarding) -> dict[str, str | None]:
    """The parameters that keep a forwarding which the user has set."""
    switch, where = _kept(line, forwarding.kind)
    values: dict[str, str | None] = {switch: "1" if forwarding.enabled else "0", where: forwarding.contact}
    return values | ({_rings(line): str(forwarding.rings)} if forwarding.kind == "no answer" else {})
