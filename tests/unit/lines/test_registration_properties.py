"""Whatever registrars answer, and whenever: a line never gets stuck."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.boot.model import Ready, ShuttingDown
from emulator.display.model import Plugged
from emulator.kernel.state import Effect, Event
from emulator.lines.model import (
    BindingExpired,
    Lines,
    RegisterAnswered,
    RegistrationDue,
    RegistrationVoided,
    SendRegister,
)
from tests.unit.calls.rig import Rig

VALUES = {
    "reg.1.address": "1001",
    "reg.1.server.1.address": "a.example",
    "reg.1.server.2.address": "b.example",
    "reg.1.server.1.registerRetry.maxTimeOut": "120",
}
LONGEST_RETRY = 120

answers = st.builds(
    RegisterAnswered,
    st.integers(1, 2),
    st.sampled_from([200, 302, 401, 403, 404, 408, 423, 500, 503, 603]),
    st.just(""),
    st.sampled_from([0, 1, 60, 3600]),
    st.sampled_from([0, 60, 7200]),
    st.integers(0, 2),
    st.sampled_from([0, 0, 30]),
)
events: st.SearchStrategy[Event | float] = st.one_of(
    answers,
    st.builds(RegistrationDue, st.just(1), st.integers(0, 2)),
    st.builds(BindingExpired, st.just(1), st.integers(0, 2)),
    st.builds(RegistrationVoided, st.just(1), st.integers(0, 2)),
    st.builds(Plugged, st.just("lan"), st.booleans()),
    st.just(ShuttingDown("Restart Phone")),
    st.just(Ready()),
    st.sampled_from([0.5, 4.0, 60.0, 4000.0]),
)


def serve(phone: Rig, effects: list[Effect]) -> None:
    """A registrar that works again answers everything that is sent from now on."""
    asked = [effect for effect in effects if isinstance(effect, SendRegister)]
    for effect in asked:
        serve(phone, phone.feed(RegisterAnswered(1, 200, "OK", effect.expires, server=effect.server)))


@settings(max_examples=150, deadline=None)
@given(st.lists(events, max_size=25))
def test_a_line_is_back_within_the_longest_retry(past: list[Event | float]) -> None:
    """Once the registrar works and the phone is up, the line is registered and stays so."""
    phone = Rig(VALUES, Lines())
    phone.feed(Ready())
    for event in past:
        if isinstance(event, float):
            phone.wait(event)
        else:
            phone.feed(event)
    for binding in phone[Lines].lines[0].bindings:
        if binding.state == "registering":  # what is on its way finds the registrar at work
            serve(phone, phone.feed(RegisterAnswered(1, 200, "OK", 3600, server=binding.server)))
    serve(phone, phone.feed(Ready()))
    for _ in range(LONGEST_RETRY + 4):
        serve(phone, phone.wait(1))
    states = ["registered", "registered"]
    assert states == [binding.state for binding in phone[Lines].lines[0].bindings]
    for _ in range(20):
        serve(phone, phone.wait(600))
        assert states == [binding.state for binding in phone[Lines].lines[0].bindings]
