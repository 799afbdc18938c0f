"""The busy lamp field: whom it shows, what they are doing, and what can be done about it."""

from __future__ import annotations

import msgspec

from emulator.boot.model import config
from emulator.calls.model import Calls, Dial, TransferTo
from emulator.kernel.state import Event, Part, State
from emulator.lines.model import line
from emulator.watching.model import Dialog

PICKUP, DIRECTED, RETRIEVE, PARK = "pickup", "directed-pickup", "retrieve-parked", "park"
"""The views behind the soft keys Pickup, Directed, Retrieve and Park."""

GROUP, LAST_CALL = "group", "lcr"
"""The ways of taking a call that ask for no number: one that rings in the group, and whoever called last."""

GROUP_PICKUP = "groupcallpickup"
"""Whom the phone calls for a call that rings in its group (remembered, as no public document tells it)."""

VIEW = "attendant"
"""The view of the calls of one resource; its index stands behind a slash."""

UNKNOWN = "unknown"
"""What stands in the place of callers who are not to be shown (UCS administrator guide, attendant.behaviors)."""

NATIVE, LEGACY = "native", "legacy"
"""The methods of picking up a call: by SIP itself, or by dialing a code."""


class Resource(msgspec.Struct, frozen=True):
    """Somebody or something on the busy lamp field: x in attendant.resourceList.x, or the place in the server's list.

    `kind` is normal for a phone, automata for a place such as a parking orbit. Without any news yet it is not `known`.
    `recipient` says that a call which is proceeding counts as one that rings there. `ignored` are the ids of ringing
    calls that the user does not want to hear of.
    """

    index: int
    address: str
    label: str
    call_address: str = ""
    kind: str = "normal"
    recipient: bool = False
    known: bool = False
    dialogs: tuple[Dialog, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def alert(self) -> Dialog | None:
        """The call that rings there."""
        ringing = ("early", "proceeding") if self.recipient else ("early",)
        return next((each for each in self.dialogs if each.direction != "initiator" and each.state in ringing), None)

    @property
    def state(self) -> str:
        """What lamp and icon tell: unknown, idle, busy, or alerting (a call rings, whatever else there is)."""
        if not self.known:
            return "unknown"
        if self.alert:
            return "alerting"
        return "busy" if self.dialogs else "idle"

    @property
    def number(self) -> str:
        """What to call."""
        return self.call_address or self.address


class Attendant(Part, frozen=True):
    """The busy lamp field, in the order of its keys."""

    resources: tuple[Resource, ...] = ()

    def find(self, index: int) -> Resource | None:
        """The resource of that index."""
        return next((each for each in self.resources if each.index == index), None)


class PressResource(Event, frozen=True):
    """The line key of a resource."""

    index: int


class PickUp(Event, frozen=True):
    """Take the call that rings at a resource, or that is parked there."""

    index: int


class ParkCall(Event, frozen=True):
    """Leave the active call at a parking place; without number, wherever the server puts it."""

    number: str


class AlertsChanged(Event, frozen=True):
    """Fact: other calls than before ring at those who are watched, or none."""


class IgnoreAlert(Event, frozen=True):
    """Show the call that rings at a resource no more."""

    index: int


# Questions


def attendant_line(phone: State) -> int:
    """The line whose account watches, and that calls go out from (attendant.reg)."""
    return config(phone).number("attendant.reg")


def may_pick_up(phone: State, resource: Resource) -> bool:
    """Whether there is a call to be taken, and taking is allowed (attendant.restrictPickup)."""
    waiting = resource.alert or (resource.kind == "automata" and resource.dialogs)
    return bool(waiting) and not config(phone).flag("attendant.restrictPickup")


def announced(phone: State) -> Resource | None:
    """The first resource whose ringing is shown by itself (attendant.behaviors.display.spontaneousCallAppearances)."""
    family = "attendant.behaviors.display.spontaneousCallAppearances"
    return next((each for each in _alerting(phone) if config(phone).flag(f"{family}.{each.kind}")), None)


def alerts(phone: State) -> bool:
    """Whether a call rings at somebody who is watched, and the user has not said to ignore it."""
    return bool(_alerting(phone))


def _alerting(phone: State) -> list[Resource]:
    alerting = [(each, each.alert) for each in phone[Attendant].resources]
    return [each for each, alert in alerting if alert and alert.id not in each.ignored]


def caller(phone: State, resource: Resource, dialog: Dialog) -> tuple[str, str]:
    """Name and number of the other party, as far as they may be shown (attendant.behaviors.display.remoteCallerID)."""
    if config(phone).flag(f"attendant.behaviors.display.remoteCallerID.{resource.kind}"):
        return dialog.name, dialog.number
    return UNKNOWN, UNKNOWN


def meaning(phone: State, resource: Resource) -> Event:
    """What pressing the key of a resource does now.

    A person is called, or the call that rings there is taken; a place gets the active call, or gives the one that it
    has (VVX Expansion Module addendum to the UCS 4.1 administrator guide, page 24).
    """
    active = phone[Calls].active
    if resource.kind == "automata" and active and active.state == "connected" and not active.pending:
        return TransferTo(resource.number)
    if may_pick_up(phone, resource):
        return PickUp(resource.index)
    return Dial(_short(phone, resource.number), attendant_line(phone))


def pick_up(phone: State, resource: Resource) -> Event:
    """The call that takes the one which rings at a resource, or is parked there."""
    family = "directedCallPickup" if resource.alert else "parkedCallRetrieve"
    settings, dialog = config(phone), resource.alert or resource.dialogs[0]
    method, code = settings.text(f"call.{family}Method").lower(), settings.text(f"call.{family}String")
    named = bool(dialog.call_id and dialog.local_tag and dialog.remote_tag and dialog.target)
    if method != LEGACY and named:
        headers = (("Replaces", replaces(dialog)),)
        return Dial(dialog.number, attendant_line(phone), target=_target(phone, dialog), headers=headers)
    return Dial(code + _user(resource.address), attendant_line(phone))


def _target(phone: State, dialog: Dialog) -> str:
    """Whom to call for a call that is taken: as the server tells, or (useCompleteUriForRetrieve) in the own domain."""
    index = attendant_line(phone)
    own = line(phone, index)
    names = (f"reg.{index}.useCompleteUriForRetrieve", "voIpProt.SIP.useCompleteUriForRetrieve")
    if own is None or all(map(config(phone).flag, names)):
        return dialog.target
    return f"sip:{_user(dialog.target)}@{own.settings.domain}"


def replaces(dialog: Dialog) -> str:
    """The place of a watched phone in its call, as the other party knows it (RFC 3891, section 3)."""
    early = ";early-only" if dialog.state != "confirmed" else ""
    return f"{dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}{early}"


def pickups(phone: State) -> tuple[str, ...]:
    """The ways of taking calls that are switched on."""
    settings = config(phone)
    switches = {
        GROUP: "groupCallPickup", DIRECTED: "directedCallPickup", RETRIEVE: "callPark", LAST_CALL: "lastCallReturn",
    }  # fmt: skip
    return tuple(way for way, feature in switches.items() if settings.flag(f"feature.{feature}.enabled"))


def _user(address: str) -> str:
    bare = address.partition(":")[2] if address.lower().startswith(("sip:", "sips:")) else address
    return bare.partition("@")[0]


def _short(phone: State, address: str) -> str:
    """An address in the line's own domain by its user alone, as one would dial it."""
    own = line(phone, attendant_line(phone))
    host = address.partition("@")[2].partition(":")[0].partition(";")[0]
    return _user(address) if own and host in ("", own.settings.domain) else address
