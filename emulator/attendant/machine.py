"""The busy lamp field: what configuration or the server's list puts on it, and what servers tell of it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from emulator.attendant.model import (
    PARK,
    AlertsChanged,
    Attendant,
    IgnoreAlert,
    ParkCall,
    PickUp,
    PressResource,
    Resource,
    attendant_line,
    may_pick_up,
    meaning,
    pick_up,
)
from emulator.boot.model import Ready, SettingsChanged, config
from emulator.calls.model import TransferTo
from emulator.display.model import GoBack, opened, showing
from emulator.kernel.slices import Slice, Step
from emulator.kernel.state import State
from emulator.watching.model import DialogsReported, WatchLost, Wish, Wished, after

OWNER, LIST = "attendant", "attendant/list"

AttendantStep = Step[Attendant]


def _configured(phone: State) -> Iterator[Resource]:
    """Whom configuration names (attendant.resourceList), unless the server keeps the list (attendant.uri)."""
    settings = config(phone)
    if settings.text("attendant.uri").strip():
        return
    for index in settings.indices("attendant.resourceList.x.address"):
        family = f"attendant.resourceList.{index}"
        address = settings.text(f"{family}.address").strip()
        if address:
            yield Resource(
                index,
                address,
                settings.text(f"{family}.label") or address.partition("@")[0].removeprefix("sip:"),
                settings.text(f"{family}.callAddress").strip(),
                "automata" if settings.text(f"{family}.type").strip().lower() == "automata" else "normal",
                settings.flag(f"{family}.proceedingIsRecipient"),
            )


def _wishes(phone: State, resources: tuple[Resource, ...]) -> Iterator[Wish]:
    uri, index = config(phone).text("attendant.uri").strip(), attendant_line(phone)
    if uri:
        yield Wish(LIST, index, "dialog", uri, many=True)
    else:
        yield from (Wish(f"{OWNER}/{each.index}", index, "dialog", each.address) for each in resources)


def _start(step: AttendantStep) -> None:
    """Read whom to watch; who is watched already keeps what is known of it."""
    fresh = tuple(_configured(step.phone))
    known = {} if isinstance(step.event, Ready) else {each.address: each for each in step.own.resources}
    step.change(resources=tuple(_merged(each, known.get(each.address)) for each in fresh))
    step.tell(Wished(OWNER, tuple(_wishes(step.phone, fresh))))


def _merged(fresh: Resource, before: Resource | None) -> Resource:
    if before is None:
        return fresh
    return msgspec.structs.replace(fresh, known=before.known, dialogs=before.dialogs, ignored=before.ignored)


def _changed(step: AttendantStep) -> None:
    if any(name.startswith("attendant.") for name in step.event.names):
        _start(step)


def _replace(step: AttendantStep, resource: Resource) -> None:
    others = (resource if each.index == resource.index else each for each in step.own.resources)
    step.change(resources=tuple(others))
    step.tell(AlertsChanged())


def _reported(step: AttendantStep) -> None:
    resource = _subject(step)
    if resource:
        dialogs = after(resource.dialogs, step.event.dialogs, full=step.event.full)
        ids = {each.id for each in dialogs}
        ignored = tuple(each for each in resource.ignored if each in ids)
        _replace(step, msgspec.structs.replace(resource, known=True, dialogs=dialogs, ignored=ignored))


def _subject(step: AttendantStep) -> Resource | None:
    """The resource that news is about; one of the server's list that is new joins the field."""
    key, entity = step.event.key, step.event.entity
    if key == LIST:
        found = next((each for each in step.own.resources if each.address == entity), None)
        return found or _joined(step, entity, step.event.name)
    owner, _, index = key.partition("/")
    return step.own.find(int(index)) if owner == OWNER else None


def _joined(step: AttendantStep, entity: str, name: str) -> Resource:
    label = name or entity.partition(":")[2].partition("@")[0]
    resource = Resource(len(step.own.resources) + 1, entity, label)
    step.change(resources=(*step.own.resources, resource))
    return resource


def _lost(step: AttendantStep) -> None:
    """Nothing is known any more of one of them, or of all on the server's list."""
    owner, _, name = step.event.key.partition("/")
    if owner == OWNER:
        forgotten = (
            msgspec.structs.replace(each, known=False, dialogs=(), ignored=())
            if name in ("list", str(each.index))
            else each
            for each in step.own.resources
        )
        step.change(resources=tuple(forgotten))
        step.tell(AlertsChanged())


def _pressed(step: AttendantStep) -> None:
    resource = step.own.find(step.event.index)
    if resource:
        step.tell(meaning(step.phone, resource))


def _picked_up(step: AttendantStep) -> None:
    resource = step.own.find(step.event.index)
    if opened(step.phone)[0] == OWNER:
        step.tell(GoBack())
    if resource and may_pick_up(step.phone, resource):
        step.tell(pick_up(step.phone, resource))


def _parked(step: AttendantStep) -> None:
    """The active call is transferred, without asking, to the code for parking and the number of the place."""
    if showing(step.phone, PARK):
        step.tell(GoBack())
    step.tell(TransferTo(config(step.phone).text("call.parkedCallString") + step.event.number))


def _ignored(step: AttendantStep) -> None:
    resource = step.own.find(step.event.index)
    if resource and resource.alert:
        _replace(step, msgspec.structs.replace(resource, ignored=(*resource.ignored, resource.alert.id)))


SLICE: Slice[Attendant] = Slice(
    Attendant,
    {
        Ready: _start,
        SettingsChanged: _changed,
        DialogsReported: _reported,
        WatchLost: _lost,
        PressResource: _pressed,
        PickUp: _picked_up,
        IgnoreAlert: _ignored,
        ParkCall: _parked,
    },
)
