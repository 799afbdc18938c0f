"""The core: events, timers, flows, facts and what happens when a reaction fails."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest

from emulator.kernel.core import DEPTH, Core, Fault
from emulator.kernel.machines import ANY, Machine, Row
from emulator.kernel.profile import DeviceProfile, Display
from emulator.kernel.slices import Flow, Slice, Step
from emulator.kernel.state import Effect, Event, Part, Request, Response, State

PROFILE = DeviceProfile(
    token="T_1", name="T 1", family="T", agent="T", part_number="0", firmware="1", updater="1",
    display=Display((1, 1), 1, 1, False, False, "keys"), line_keys=(0, 0), registrations=1, soft_keys=4, calls=1,
    calls_per_line_key=1, hard_keys=(), line_key_leds=False, led_rows=(), patterns={}, codecs=(),
)  # fmt: skip


class Press(Event, frozen=True):
    """A button."""


class Late(Event, frozen=True):
    """A timer."""

    tag: str = ""


class Fact(Event, frozen=True):
    """A fact."""

    text: str = ""


class Crash(Event, frozen=True):
    """Makes a reaction fail."""


class Ask(Request, frozen=True):
    """A question."""

    text: str = ""


class Answer(Response, frozen=True):
    """Its answer."""

    text: str = ""


class Lamp(Effect, frozen=True):
    """Something done."""

    on: bool


class Light(Part, frozen=True):
    """A lamp with a switch."""

    state: str = "off"
    presses: int = 0


class Log(Part, frozen=True):
    """Everything heard."""

    heard: tuple[str, ...] = ()
    light_seen: tuple[str, ...] = ()


def _count(step: Step[Light]) -> None:
    step.change(presses=step.own.presses + 1)


LIGHT = Machine[Light](
    "light",
    ("off", "on", "broken"),
    (
        Row(Press, "off", "on", lambda step: step.own.presses < 3, _count),
        Row(Press, "off", "broken", None, _count),
        Row(Press, "on", "off", None, _count),
        Row(Late, ANY, None, None, lambda step: step.tell(Fact(f"late {step.state}"))),
    ),
    enter={"on": lambda step: step.do(Lamp(True))},
    leave={"on": lambda step: step.do(Lamp(False))},
)


def _crash(step: Step[Light]) -> None:
    step.change(presses=99)
    step.do(Lamp(True))
    raise RuntimeError("boom")


def _hear(step: Step[Log]) -> None:
    step.change(heard=(*step.own.heard, step.event.text), light_seen=(*step.own.light_seen, step.phone[Light].state))


LIGHT_SLICE = Slice[Light](Light, {Press: LIGHT.feed, Late: LIGHT.feed, Crash: _crash}, (LIGHT,))
LOG_SLICE = Slice[Log](
    Log,
    {Fact: _hear, Press: lambda step: step.change(light_seen=(*step.own.light_seen, step.phone[Light].state))},
)


def core(*extra: Slice[Log]) -> Core:
    """A phone of a lamp and a log."""
    return Core([LIGHT_SLICE, *(extra or (LOG_SLICE,))], PROFILE)


def heard(phone: Core) -> tuple[str, ...]:
    return phone.state[Log].heard


def test_a_row_runs_action_leave_enter_and_its_guard_decides() -> None:
    """Rows are tried in order, and the state is the part's own."""
    phone = core()
    effects = [phone.feed(Press(), at) for at in range(5)]
    assert [[Lamp(True)], [Lamp(False)], [Lamp(True)], [Lamp(False)], []] == effects
    assert Light("broken", 5) == phone.state[Light]


def test_a_neighbour_sees_the_phone_as_it_was_when_the_event_came() -> None:
    """The log reads the lamp's state of before the press, whichever slice ran first."""
    slices: list[Slice[Any]] = [LIGHT_SLICE, LOG_SLICE]
    for order in itertools.permutations(slices):
        phone = Core(order, PROFILE)
        phone.feed(Press(), 0)
        assert ("off",) == phone.state[Log].light_seen


def test_a_failing_reaction_is_undone_and_reported() -> None:
    """Its changes and effects are dropped; observers hear of it; the phone carries on."""
    phone = core()
    seen: list[Event] = []
    phone.observers.append(seen.append)
    assert [] == phone.feed(Crash(), 0)
    assert Light() == phone.state[Light]
    assert [Fault("light", "Crash", "RuntimeError: boom"), Crash()] == seen
    assert [Lamp(True)] == phone.feed(Press(), 1)


def test_timers_fire_before_a_later_event_each_at_its_own_time() -> None:
    """Due timers go first, in order of due time, ties in order of arming."""

    def arm(step: Step[Log]) -> None:
        step.arm("log/b", 2, Fact("b"))
        step.arm("log/a", 1, Fact("a"))
        step.arm("log/c", 2, Fact("c"))
        step.arm("log/x", 1, Fact("never"))
        step.disarm("log/x")

    times: list[int] = []
    phone = core(Slice[Log](Log, {Late: arm, Fact: _hear}))
    phone.observers.append(lambda event: times.append(phone.now) if isinstance(event, Fact) else None)
    phone.feed(Late(), 0)
    assert 1_000_000 == phone.next_due
    phone.feed(Press(), 5_000_000)
    assert ("late off", "a", "b", "c") == heard(phone)
    assert [0, 1_000_000, 2_000_000, 2_000_000] == times
    assert 5_000_000 == phone.now


def test_arming_again_moves_a_timer() -> None:
    """A timer has one due time."""
    phone = core(Slice[Log](Log, {Press: lambda step: step.arm("log/t", 1, Fact("t")), Fact: _hear}))
    phone.feed(Press(), 0)
    phone.feed(Press(), 900_000)
    phone.advance(1_500_000)
    assert () == heard(phone)
    phone.advance(1_900_000)
    assert ("t",) == heard(phone)


def _conversation() -> Flow:
    first = yield Ask(text="name?")
    yield Fact(f"hello {first.text}")
    yield Lamp(True)
    second = yield Ask(text="age?")
    return Fact(f"{first.text} is {second.text}")


def test_a_flow_asks_and_its_answers_find_it() -> None:
    """Requests carry ids, effects and facts pass through, the result is a fact."""
    phone = core(Slice[Log](Log, {Press: lambda step: step.begin("talk", _conversation()), Fact: _hear}))
    effects = phone.feed(Press(), 0)
    assert [Ask(id=1, text="name?")] == [each for each in effects if isinstance(each, Ask)]
    assert [Lamp(True), Ask(id=2, text="age?")] == phone.feed(Answer(1, text="Ann"), 1)
    assert [] == phone.feed(Answer(1, text="late"), 2)
    assert [] == phone.feed(Answer(2, text="7"), 3)
    assert ("hello Ann", "Ann is 7") == heard(phone)


def test_a_flow_begun_again_forgets_its_first_life() -> None:
    """Answers to the closed conversation are dropped."""
    phone = core(Slice[Log](Log, {Press: lambda step: step.begin("talk", _conversation()), Fact: _hear}))
    phone.feed(Press(), 0)
    phone.feed(Press(), 1)
    assert [] == phone.feed(Answer(1, text="old"), 2)
    phone.feed(Answer(2, text="new"), 3)
    assert ("hello new",) == heard(phone)


def test_an_abandoned_flow_hears_nothing() -> None:
    """Leaving a stage closes its flow."""

    def toggle(step: Step[Log]) -> None:
        if step.now:
            step.abandon("talk")
        else:
            step.begin("talk", _conversation())

    phone = core(Slice[Log](Log, {Press: toggle, Fact: _hear}))
    phone.feed(Press(), 0)
    phone.feed(Press(), 1)
    phone.feed(Answer(1, text="Ann"), 2)
    assert () == heard(phone)


def test_a_failing_flow_is_reported() -> None:
    """An exception in a flow ends the flow, not the phone."""

    def failing() -> Flow:
        yield Ask(text="?")
        raise ValueError("no")

    seen: list[Event] = []
    phone = core(Slice[Log](Log, {Press: lambda step: step.begin("talk", failing())}))
    phone.observers.append(seen.append)
    phone.feed(Press(), 0)
    phone.feed(Answer(1), 1)
    assert Fault("talk", "Answer", "ValueError: no") in seen


def test_facts_that_chase_each_other_are_cut_off() -> None:
    """Two slices that answer each other for ever do not hang the phone."""
    seen: list[Event] = []
    phone = core(Slice[Log](Log, {Fact: lambda step: step.tell(Fact("again"))}))
    phone.observers.append(seen.append)
    phone.feed(Fact("first"), 0)
    assert DEPTH == sum(isinstance(each, Fact) for each in seen)
    assert isinstance(seen[-1], Fault)
    assert [Lamp(True)] == phone.feed(Press(), 1)


def test_the_whole_state_serialises() -> None:
    """Parts go to plain data and come back equal."""
    phone = core()
    phone.feed(Press(), 0)
    assert {"light": {"state": "on", "presses": 1}, "log": {"heard": (), "light_seen": ("off",)}} == phone.state.dump()
    assert phone.state[Light] == msgspec.convert(phone.state.dump()["light"], Light)
    assert State({Light: Light()}) != phone.state


def test_a_machine_tells_an_unknown_event_from_a_known_one() -> None:
    """`feed` says whether a row was taken."""
    step = Step(Crash(), core().state, Light, 0, PROFILE)
    assert not LIGHT.feed(step)
    assert "off" == LIGHT.initial


@pytest.mark.parametrize("key", [0, 2])
def test_one_table_serves_many_instances(key: int) -> None:
    """`read` and `write` find the instance by the step's key."""

    class Row3(Part, frozen=True):
        lamps: tuple[str, ...] = ("off", "off", "off")

    def write(part: Row3, index: int, value: str) -> Row3:
        return Row3(tuple(value if i == index else each for i, each in enumerate(part.lamps)))

    table = Machine[Row3](
        "lamps", ("off", "on"), (Row(Press, "off", "on"),), read=lambda part, index: part.lamps[index], write=write
    )
    phone = Core([Slice[Row3](Row3, {Press: lambda step: table.feed(step, key)})], PROFILE)
    phone.feed(Press(), 0)
    assert ["on" if i == key else "off" for i in range(3)] == list(phone.state[Row3].lamps)
