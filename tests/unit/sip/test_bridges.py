"""Conferences across engines: the calls that engines have with each other for them."""

from __future__ import annotations

import pytest

from emulator.sip.pool import MAX_ENGINES, SEATS
from emulator.sip.protocol import MAX_CALLS, Answer, Ended, Expect, HangUp, Incoming, Invite, Ready, Talk
from tests.unit.sip.engines import Bench


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A pool with stand-ins for engines."""
    return Bench(monkeypatch)


def test_engines_share_a_conversation_by_calling_each_other(bench: Bench) -> None:
    """The call between them is mixed in on both sides, is nobody's news, and ends with the conversation."""
    one, *_, two = bench.place(SEATS + 1)
    here, there = bench.engines
    here.port, there.port = 5070, 5071
    bench.pool.send(Talk((one, two), silent=(two,)))
    (expected,) = [each for each in there.commands if isinstance(each, Expect)]
    near, far = expected.leg - 1, expected.leg
    assert Talk((two, far), silent=(two,)) == there.commands[-1]
    there.hear(Ready(far))
    (asked,) = [each for each in here.commands if isinstance(each, Invite) and each.direct]
    assert (near, f"sip:leg{far}@127.0.0.1:5071") == (asked.leg, asked.target)
    there.hear(Incoming(far, "id", "INVITE"))
    assert Answer(far, 200) in there.commands
    assert Talk((one, near)) in here.commands
    bench.pool.send(Talk((), apart=(one, two)))
    assert Talk((), apart=(one, near)) == here.commands[-1]
    bench.pool.send(Talk((one,)))
    assert (HangUp(near), HangUp(far)) == (here.commands[-2], there.commands[-2])
    assert (Talk((one,)), Talk(())) == (here.commands[-1], there.commands[-1])
    for engine, leg in ((here, near), (there, far)):
        engine.hear(Ended(leg, 200, "OK"))
    assert [] == [each for each in bench.told if not isinstance(each, Ended)]


def test_a_full_phone_still_has_places_for_a_conversation_across_engines(bench: Bench) -> None:
    """Calls take the last place of an engine only when there are no more engines."""
    legs = bench.place(MAX_ENGINES * SEATS)
    assert [SEATS] * MAX_ENGINES == [len(bench.legs_of(engine)) for engine in range(MAX_ENGINES)]
    bench.place()
    assert MAX_CALLS == len(bench.legs_of(0))
    bench.pool.send(Talk((legs[-1], legs[-SEATS - 1])))
    assert MAX_CALLS == len(bench.legs_of(MAX_ENGINES - 2))


def test_a_bridge_waits_for_its_place(bench: Bench) -> None:
    """An engine that is full for a moment is asked again; what was begun is given up if nobody wants it any more."""
    one, *_, two = bench.place(SEATS + 1)
    here, there = bench.engines
    here.port, there.port = 5070, 5071
    bench.pool.send(Talk((one, two)))
    there.hear(Ready(6))
    bench.pool.send(Talk((one,)))
    here.hear(Ended(5, 200, "OK"))
    there.hear(Ended(6, 200, "OK"))
    bench.pool.send(Talk((one, two)))
    assert 1 == sum(isinstance(each, Expect) for each in there.commands)
    bench.real += 1
    bench.clock.advance(1)
    assert 2 == sum(isinstance(each, Expect) for each in there.commands)
    bench.pool.send(Talk((one,)))
    assert HangUp(bench.legs_of(1)[-1]) in there.commands
    bench.place(SEATS)
    assert 3 == len(bench.engines)


def test_a_bridge_that_fails_is_built_anew(bench: Bench) -> None:
    """As long as the conversation needs it."""
    one, *_, two = bench.place(SEATS + 1)
    here, there = bench.engines
    here.port, there.port = 5070, 5071
    bench.pool.send(Talk((one, two)))
    there.hear(Ended(6, 503, "no"))
    bench.clock.advance(1)
    assert 2 == sum(isinstance(each, Expect) for each in there.commands)
