"""Which engine gets a call, how long engines live, and who hears of their deaths; the engines are stand-ins."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from emulator.sip.pool import (
    BURST,
    BURST_SECONDS,
    ENGINE_DIED,
    KEPT_IDLE,
    MAX_ENGINES,
    NO_ENGINE,
    SEATS,
    Death,
)
from emulator.sip.protocol import (
    MAX_CALLS,
    Answer,
    Ended,
    Failed,
    Full,
    HangUp,
    Microphone,
    Ready,
    Shutdown,
    Signal,
    Speaker,
    Started,
    Talk,
)
from emulator.sip.sounds import Recording, tone
from tests.unit.sip.engines import Bench, invite


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(monkeypatch)


def test_no_engine_before_it_is_needed(bench: Bench) -> None:
    """An idle phone runs no engine; warming one up twice starts one."""
    assert [] == bench.engines
    bench.pool.warm()
    bench.pool.warm()
    assert 1 == len(bench.engines)


def test_engines_are_filled_one_after_another(bench: Bench) -> None:
    """The fourth call goes to a second engine, and a place that falls free in the first is used first."""
    first, *_ = bench.place(SEATS + 1)
    assert [1, 2, 3] == bench.legs_of(0)
    assert [4] == bench.legs_of(1)
    bench.engines[0].hear(Ended(first, 200, "OK"))
    bench.place()
    assert [1, 2, 3, 5] == bench.legs_of(0)


def test_a_burst_goes_to_the_next_engine(bench: Bench) -> None:
    """However short the calls are, no engine begins more legs in a while than its sockets allow."""
    for _ in range(BURST + 1):
        leg = bench.pool.new_leg()
        bench.pool.place(invite(leg))
        bench.engines[-1].hear(Ended(leg, 486, "Busy Here"))
        bench.real += BURST_SECONDS / (BURST + 1)
    assert [BURST, 1] == [len(bench.legs_of(0)), len(bench.legs_of(1))]
    bench.real += BURST_SECONDS
    bench.place()
    assert BURST + 1 == len(bench.legs_of(0))


def test_an_engine_that_has_less_room_than_it_seems(bench: Bench) -> None:
    """A call that the engine turns back goes to the next one, and the first is left alone for a while."""
    bench.place()
    bench.engines[0].hear(Full(1))
    bench.pool.place(invite(bench.pool.new_leg()))
    assert [1, 2] == bench.legs_of(1)
    bench.place()
    assert [1, 3] == bench.legs_of(0)
    assert [] == bench.told


def test_a_call_turned_back_after_it_was_hung_up(bench: Bench) -> None:
    """It goes nowhere, and ends."""
    bench.place()
    bench.pool.send(HangUp(1))
    bench.engines[0].hear(Full(1))
    assert 1 == len(bench.engines)
    assert [Ended(1, 487, "Request Terminated")] == bench.told


def test_the_place_of_a_call_hung_up_is_kept_for_a_while(bench: Bench) -> None:
    """The stack holds a call until the far side has agreed to its end; the next call does not bump into it."""
    bench.place(SEATS)
    bench.pool.send(HangUp(1))
    bench.engines[0].hear(Ended(1, 487, "Request Terminated"))
    bench.pool.place(invite(5))
    assert [5] == bench.legs_of(1)
    bench.place()
    assert SEATS + 1 == len(bench.legs_of(0))


def test_when_all_engines_are_full(bench: Bench) -> None:
    """One call more than all engines hold ends at once, and starts nothing."""
    legs = bench.place(MAX_ENGINES * MAX_CALLS + 1)
    assert MAX_ENGINES == len(bench.engines)
    assert [Ended(legs[-1], NO_ENGINE, "all call engines are taken")] == bench.told


def test_commands_reach_the_owner_only(bench: Bench) -> None:
    """A command about a leg goes to its engine; one about a leg that has ended goes nowhere."""
    legs = bench.place(SEATS + 1)
    bench.pool.send(Answer(legs[-1], 200))
    assert Answer(legs[-1], 200) == bench.engines[1].commands[-1]
    bench.engines[1].hear(Ended(legs[-1], 200, "OK"))
    bench.pool.send(HangUp(legs[-1]))
    assert Answer(legs[-1], 200) == bench.engines[1].commands[-1]


async def expecting(bench: Bench, leg: int) -> asyncio.Task[str | None]:
    """Begin to expect a call, and let the command go out."""
    task = asyncio.create_task(bench.pool.expect(leg))
    await asyncio.sleep(0)
    return task


async def test_an_incoming_call_is_expected_before_it_is_sent_on(bench: Bench) -> None:
    """The Request-URI is known once the engine is ready for the call, not before; `Ready` itself is not news."""
    task = await expecting(bench, 1)
    engine = bench.engines[0]
    engine.port = 5070
    engine.hear(Started(5070, 1))
    await asyncio.sleep(0)
    assert not task.done()
    engine.hear(Ready(1))
    assert "sip:leg1@127.0.0.1:5070" == await task
    assert {5070} == bench.pool.ports
    assert [] == bench.told


async def test_a_refused_call_leaves_its_place_at_once(bench: Bench) -> None:
    """A call that came in and was not answered is over for the stack with its refusal."""
    bench.place(SEATS - 1)
    waiting = await expecting(bench, 99)
    bench.pool.send(HangUp(99, 486))
    bench.engines[0].hear(Ended(99, 486, "Busy Here"))
    assert await waiting is None
    bench.pool.place(invite(100))
    assert 1 == len(bench.engines)


async def test_an_engine_that_cannot_expect_a_call(bench: Bench) -> None:
    """If the engine ends the leg at once, or dies, there is no place for the INVITE, and the leg was never news."""
    refused, lost = await expecting(bench, 1), await expecting(bench, 2)
    bench.engines[0].hear(Ended(1, 503, "no"))
    assert await refused is None
    bench.engines[0].die("SIGKILL")
    assert await lost is None
    assert [Death(None, (2,), "SIGKILL")] == bench.told


async def test_giving_up_while_the_engine_starts(bench: Bench) -> None:
    """Who stops waiting leaves nothing behind: the leg's end is then told as any other."""
    task = await expecting(bench, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    bench.pool.send(HangUp(1))
    assert HangUp(1) == bench.engines[0].commands[-1]
    bench.engines[0].hear(Ended(1, 487, "Request Terminated"))
    assert [Ended(1, 487, "Request Terminated")] == bench.told


def test_a_death_is_told_before_its_calls_end(bench: Bench) -> None:
    """The edge learns of it first; then every leg ends; the next call finds a new engine."""
    legs = bench.place(2)
    bench.engines[0].port = 5070
    bench.engines[0].die("SIGABRT")
    death, *ended = bench.told
    assert Death(5070, tuple(legs), "SIGABRT") == death
    assert [(leg, ENGINE_DIED) for leg in legs] == [(end.leg, end.code) for end in ended if isinstance(end, Ended)]
    bench.place()
    assert [3] == bench.legs_of(1)


def test_without_the_stack_no_engine_is_started_again(bench: Bench) -> None:
    """An engine that cannot load the SIP stack says so, once; later calls end at once."""
    bench.pool.warm()
    missing = Failed(0, "pjsua2", "the SIP stack cannot be loaded")
    bench.engines[0].hear(missing)
    bench.engines[0].die("exit status 3")
    bench.place()
    assert [missing, Death(None, (), "exit status 3")] == bench.told[:2]
    assert [1] == [end.leg for end in bench.told if isinstance(end, Ended)]
    assert 1 == len(bench.engines)


def test_a_system_without_room_for_a_process(bench: Bench) -> None:
    """If no process can be started the call ends and the reason is told; nothing is raised."""
    bench.out_of_processes = True
    bench.place()
    failed, ended = bench.told
    assert isinstance(failed, Failed)
    assert "no more processes" in failed.reason
    assert Ended(1, NO_ENGINE, "all call engines are taken") == ended


def test_idle_engines_are_ended_but_one(bench: Bench) -> None:
    """After a while without calls one engine is left; ending the others is no death."""
    legs = bench.place(SEATS + 1)
    for leg in legs:
        bench.engines[0 if leg <= SEATS else 1].hear(Ended(leg, 200, "OK"))
    bench.told.clear()
    bench.clock.advance(KEPT_IDLE - 1)
    assert not any(Shutdown() in engine.commands for engine in bench.engines)
    bench.clock.advance(2)
    assert 1 == sum(Shutdown() in engine.commands for engine in bench.engines)
    leaving = next(engine for engine in bench.engines if Shutdown() in engine.commands)
    leaving.die("exit status 0")
    assert [] == bench.told


def test_an_engine_in_use_again_is_kept(bench: Bench) -> None:
    """A call that comes before the time is up stops the clock for its engine."""
    legs = bench.place(SEATS + 1)
    bench.engines[1].hear(Ended(legs[-1], 200, "OK"))
    bench.clock.advance(KEPT_IDLE - 1)
    bench.place()
    bench.clock.advance(KEPT_IDLE)
    assert Shutdown() not in bench.engines[1].commands


def test_the_conversation_takes_the_sound_along(bench: Bench) -> None:
    """Microphone and speaker are in the engine of the first talking leg."""
    legs = bench.place(SEATS + 2)
    bench.pool.send(Microphone(tone(440)))
    bench.pool.send(Talk((legs[-1],)))
    assert [Talk((legs[-1],)), Microphone(tone(440))] == bench.engines[1].commands[-2:]
    bench.pool.send(Talk((legs[0],)))
    assert [Talk(()), Microphone()] == bench.engines[1].commands[-2:]
    assert [Talk((legs[0],)), Microphone(tone(440))] == bench.engines[0].commands[-2:]


def test_an_announcement_goes_where_the_sound_is(bench: Bench) -> None:
    """Into the fourth place of the engine that the user talks in; else its own engine is given the sound."""
    bench.pool.send(Speaker(Recording("heard.wav")))
    bench.place(SEATS)
    bench.pool.send(Talk((1,)))
    leg = bench.pool.new_leg()
    bench.pool.place(msgspec.structs.replace(invite(leg), direct=True))
    bench.pool.send(Talk((1,), announced=(leg,)))
    assert [1, 2, 3, leg] == bench.legs_of(0)
    assert Talk((1,), announced=(leg,)) == bench.engines[0].commands[-1]


def test_an_announcement_alone_has_the_sound(bench: Bench) -> None:
    """No call is needed for the loudspeaker."""
    bench.pool.send(Speaker(Recording("heard.wav")))
    leg = bench.pool.new_leg()
    bench.pool.place(msgspec.structs.replace(invite(leg), direct=True))
    bench.pool.send(Talk((), announced=(leg,)))
    assert Speaker(Recording("heard.wav")) in bench.engines[0].commands


def test_talk_may_be_asked_for_before_the_call(bench: Bench) -> None:
    """A leg that is to talk gets its sound as soon as it has an engine."""
    leg = bench.pool.new_leg()
    bench.pool.send(Talk((leg,)))
    bench.pool.place(invite(leg))
    assert Talk((leg,)) in bench.engines[0].commands


def test_an_audible_dial_tone_needs_an_engine(bench: Bench) -> None:
    """A signal somebody hears starts an engine; if that dies, the next signal starts another."""
    bench.pool.send(Signal(tone(350, 440)))
    assert [] == bench.engines
    bench.pool.send(Speaker(Recording("out.wav")))
    assert Signal(tone(350, 440)) in bench.engines[0].commands
    bench.engines[0].die("SIGKILL")
    assert 1 == len(bench.engines)
    bench.pool.send(Signal(tone(480, 620)))
    assert Signal(tone(480, 620)) in bench.engines[1].commands


async def test_closing_ends_all_and_tells_nothing(bench: Bench) -> None:
    """Close ends every engine, also one on its way out; calls do not end for the phone, waiters get no place."""
    bench.place(SEATS)
    waiting = await expecting(bench, 99)
    await bench.pool.close()
    assert all(engine.closed for engine in bench.engines)
    assert [] == bench.told
    assert await waiting is None
    bench.place()
    assert 2 == len(bench.engines)
