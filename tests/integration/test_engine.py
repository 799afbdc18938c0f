"""Real engines call one another on loopback, and the sound is looked at with a filter."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path
from typing import Any

import pytest

from emulator.sip.media import Codec
from emulator.sip.protocol import (
    MAX_CALLS,
    Answer,
    Command,
    Configure,
    Confirmed,
    Digit,
    Echo,
    Ended,
    Expect,
    Failed,
    Finished,
    Full,
    HangUp,
    Hold,
    Incoming,
    Invite,
    Levels,
    Measure,
    Media,
    Microphone,
    Play,
    Progress,
    Ready,
    Record,
    Resume,
    SendDigits,
    Signal,
    Speaker,
    Talk,
)
from emulator.sip.sounds import Beep, Device, Recording, Tones, Unheard, Wav, tone
from emulator.sip.tones import Recorded, completed, heard, read
from tests.integration.caller import Caller, Srtp, Start

QUIET = 1e-5
"""Loudness that a silent codec may have."""


def is_silent(recorded: Recorded) -> bool:
    """Whether there is nothing but the noise of a codec: no tone at all."""
    return recorded.loudness < QUIET and () == heard(recorded)


@pytest.fixture
async def pair(start: Start) -> tuple[Caller, Caller]:
    """Two engines in a call, leg 1; the caller's microphone hears 440 Hz, the other's 620 Hz, both talk."""
    ann, bob = start(), start()
    for caller, hz in ((ann, 440), (bob, 620)):
        caller.send(Microphone(tone(hz)), Talk((1,)))
    await ann.call(bob, 1)
    return ann, bob


async def test_sound_goes_both_ways(pair: tuple[Caller, Caller]) -> None:
    """Each side hears the other's tone and not its own."""
    ann, bob = pair
    assert (620,) == heard(await ann.listen(1))
    assert (440,) == heard(await bob.listen(1))


async def test_a_call_is_told_step_by_step(start: Start) -> None:
    """Ringing, answer and end reach both sides with code and reason; the callee gets the whole INVITE."""
    ann, bob = start(), start()
    bob.send(Expect(7, "leg7", direct=True))
    await bob.until(Ready, leg=7)
    target = f"sip:leg7@127.0.0.1:{bob.child.port}"
    headers = (("Alert-Info", "<http://127.0.0.1/ring>"),)
    ann.send(Invite(3, '"Ann" <sip:1001@pbx>', target, headers=headers, call_id="made-by-the-phone", direct=True))
    assert Ready(3, "made-by-the-phone") == await ann.until(Ready)
    incoming = await bob.until(Incoming)
    assert (7, "made-by-the-phone") == (incoming.leg, incoming.call_id)
    assert incoming.invite.startswith(f"INVITE {target} SIP/2.0\r\n")
    assert "Alert-Info: <http://127.0.0.1/ring>\r\n" in incoming.invite
    assert "User-Agent: Caller/1\r\n" in incoming.invite
    bob.send(Answer(7, 180, "Ringing you"))
    assert Progress(3, 180, "Ringing you") == await ann.until(Progress)
    bob.send(Answer(7, 200))
    await asyncio.gather(ann.until(Confirmed, leg=3), bob.until(Confirmed, leg=7))
    assert Media(3, "active", "G722") == await ann.until(Media)
    bob.send(HangUp(7))
    assert 200 == (await ann.until(Ended, leg=3)).code
    assert 200 == (await bob.until(Ended, leg=7)).code


@pytest.mark.parametrize("code", [404, 480, 486, 603])
async def test_refusals(start: Start, code: int) -> None:
    """A refusal reaches the caller with its code and reason."""
    ann, bob = start(), start()
    await ann.ring(bob, 1)
    bob.send(HangUp(1, code, "No"))
    assert Ended(1, code, "No") == await ann.until(Ended)
    assert code == (await bob.until(Ended)).code


async def test_the_caller_gives_up(start: Start) -> None:
    """A call hung up while it rings ends with 487 on both sides."""
    ann, bob = start(), start()
    await ann.ring(bob, 1)
    bob.send(Answer(1, 180))
    await ann.until(Progress)
    ann.send(HangUp(1))
    assert (487, 487) == ((await ann.until(Ended)).code, (await bob.until(Ended)).code)


async def test_early_media(start: Start) -> None:
    """A 183 with a description of the sound opens it before the answer."""
    ann, bob = start(), start()
    ann.send(Talk((1,)))
    bob.send(Microphone(tone(440)), Talk((1,)))
    await ann.ring(bob, 1)
    bob.send(Answer(1, 183))
    assert (await ann.until(Progress, code=183)).early_media
    assert (440,) == heard(await ann.listen(1))


async def test_hold_and_resume(pair: tuple[Caller, Caller]) -> None:
    """Who is held hears nothing and is not heard; after resume the tones are back, both ways."""
    ann, bob = pair
    ann.send(Hold(1))
    await asyncio.gather(ann.until(Media, state="local-hold"), bob.until(Media, state="remote-hold"))
    assert is_silent(await bob.listen(1))
    assert 0 == len((await ann.listen(1, bob.packets(1))).samples)
    ann.send(Resume(1))
    await asyncio.gather(ann.until(Media, state="active"), bob.until(Media, state="active"))
    assert (440,) == heard(await bob.listen(1))
    assert (620,) == heard(await ann.listen(1))


async def test_both_sides_hold(pair: tuple[Caller, Caller]) -> None:
    """Holds from both sides at once, and both resumed at once, end where they should: collisions are sorted out."""
    ann, bob = pair
    ann.send(Hold(1), Resume(1), Hold(1))
    bob.send(Hold(1))
    await asyncio.gather(ann.until(Media, state="local-hold"), bob.until(Media, state="local-hold"))
    ann.send(Resume(1))
    bob.send(Resume(1))
    await asyncio.gather(ann.until(Media, state="active"), bob.until(Media, state="active"))
    assert (440,) == heard(await bob.listen(1))


async def test_mute_and_levels(pair: tuple[Caller, Caller]) -> None:
    """A muted microphone sends silence, the speaker goes on; levels are factors."""
    ann, bob = pair
    plain = (await bob.listen(1)).part(0.1)
    ann.send(Talk((1,), muted=True))
    assert is_silent(await bob.listen(1))
    assert (620,) == heard(await ann.listen(1))
    ann.send(Talk((1,)), Levels(microphone=0.5))
    quarter = (await bob.listen(1)).part(0.1)
    assert quarter.loudness == pytest.approx(plain.loudness / 4, rel=0.1)


async def test_a_leg_that_does_not_talk_is_cut_off(pair: tuple[Caller, Caller]) -> None:
    """Without `Talk` a leg neither hears the microphone nor is heard."""
    ann, bob = pair
    ann.send(Talk(()))
    ann.send(Speaker(Recording(path := ann.new_file())))
    assert is_silent(await bob.listen(1))
    ann.send(Speaker(Unheard()))
    await completed(path)
    assert 0 == len(read(path).samples)


async def test_conference(start: Start) -> None:
    """Two legs in one conversation hear the phone and each other."""
    ann, bob, eve = start(), start(), start()
    for caller, hz, legs in ((ann, 440, (1, 2)), (bob, 620, (1,)), (eve, 860, (2,))):
        caller.send(Microphone(tone(hz)), Talk(legs))
    await ann.call(bob, 1)
    await ann.call(eve, 2)
    assert [620, 860] == sorted(heard(await ann.listen(1)))
    assert [440, 860] == sorted(heard(await bob.listen(1)))
    assert [440, 620] == sorted(heard(await eve.listen(2)))


async def test_services_of_one_leg(pair: tuple[Caller, Caller]) -> None:
    """A voice box: an announcement to one leg until its end, a recording of that leg alone, an echo."""
    ann, bob = pair
    greeting, message = await bob.listen(1), bob.new_file()
    assert greeting.seconds > 0.2
    box = bob.folder / f"{id(bob)}-1.wav"
    ann.send(Talk((1,), muted=True))
    bob.send(Talk(()), Play(1, Wav(str(box))), Record(1, Recording(message)))
    assert (440,) == heard(await ann.listen(1))
    await bob.until(Finished, leg=1)
    ann.send(Talk((1,)))
    await bob.packets(1)
    bob.send(Record(1, Unheard()), Echo(1))
    assert (440,) == heard(await ann.listen(1))
    bob.send(Echo(1, on=False))
    assert (await ann.listen(1)).loudness < QUIET
    assert (440,) == heard(read(message).part(-0.3))


async def test_music_while_held(pair: tuple[Caller, Caller]) -> None:
    """What is played to a leg goes on while it is held, the microphone does not."""
    ann, bob = pair
    ann.send(Play(1, tone(1000)), Hold(1))
    await bob.until(Media, state="remote-hold")
    assert (1000,) == heard(await bob.listen(1))


async def test_signals_are_for_the_speaker_alone(pair: tuple[Caller, Caller]) -> None:
    """A chord of four frequencies is heard at the phone, besides the call, and not at the far side."""
    ann, bob = pair
    ann.send(Signal(Tones((Beep((1000, 1400, 1800, 2200), 5000),))))
    assert [620, 1000, 1400, 1800, 2200] == sorted(heard(await ann.listen(1)))
    assert (440,) == heard(await bob.listen(1))


async def test_signals_without_a_call(start: Start) -> None:
    """A dial tone sounds in its cadence, though there is no call."""
    ann = start()
    path = ann.new_file()
    ann.send(Speaker(Recording(path)), Signal(Tones((Beep((350, 440), 100, 100),), repeat=False)))
    assert Finished(0) == await ann.until(Finished)
    chime = ann.new_file()
    with wave.open(chime, "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(16_000))
    ann.send(Signal(Wav(chime)))
    assert Finished(0) == await ann.until(Finished)
    ann.send(Speaker(Unheard()))
    await completed(path)
    sound = read(path)
    assert [360, 440] == sorted(heard(sound.part(0, 0.1)))
    assert 0 == sound.part(0.12, 0.2).loudness


@pytest.mark.parametrize("method", ["rfc2833", "info"])
async def test_digits(pair: tuple[Caller, Caller], method: Any) -> None:
    """All keys of a telephone arrive, in order, by either method."""
    ann, bob = pair
    ann.send(SendDigits(1, "0123", method), SendDigits(1, "9*#", method))
    assert list("0123" + "9*#") == [(await bob.until(Digit, leg=1, method=method)).digit for _ in range(7)]


@pytest.mark.parametrize(("ours", "theirs", "secure"), [(0, 0, False), (1, 1, True), (2, 2, True), (1, 0, False)])
async def test_srtp(start: Start, ours: Srtp, theirs: Srtp, secure: bool) -> None:
    """Secure sound where both sides can, plain where one only offers it."""
    ann, bob = start(), start()
    ann.send(Microphone(tone(440)), Talk((1,)))
    bob.send(Talk((1,)))
    assert secure == (await ann.call(bob, 1, ours, theirs)).secure
    assert (440,) == heard(await bob.listen(1))


async def test_srtp_demanded_of_one_who_has_none(start: Start) -> None:
    """A call that must be secure is not made plain: it ends with 488."""
    ann, bob = start(), start()
    bob.send(Expect(1, "leg1", direct=True))
    await bob.until(Ready)
    ann.send(Invite(1, "<sip:a@pbx>", f"sip:leg1@127.0.0.1:{bob.child.port}", srtp=2, direct=True))
    assert (488, 488) == ((await ann.until(Ended)).code, (await bob.until(Ended)).code)


@pytest.mark.parametrize("codec", ["PCMU/8000/1", "PCMA/8000/1", "G722/16000/1", "iLBC/8000/1"])
async def test_codecs(start: Start, codec: str) -> None:
    """The codec that is wanted most carries the tone."""
    others = Codec("PCMU/8000/1"), Codec("PCMA/8000/1")
    ann, bob = start(codecs=(Codec(codec), others[0])), start(codecs=(*others, Codec(codec)))
    ann.send(Microphone(tone(440)), Talk((1,)))
    bob.send(Talk((1,)))
    assert codec.split("/")[0] == (await ann.call(bob, 1)).codec
    assert (440,) == heard(await bob.listen(1))


async def test_a_fifth_call_is_refused(start: Start) -> None:
    """The fifth leg is turned back before the stack hears of it, the four go on; after one ended there is room."""
    ann, bob = start(), start()
    for leg in range(1, MAX_CALLS + 1):
        await ann.call(bob, leg)
    for caller, order in ((ann, Invite(5, "<sip:a@pbx>", "sip:b@127.0.0.1")), (bob, Expect(5, "leg5"))):
        caller.send(order)
        assert Full(5) == await caller.until(Full)
    ann.send(HangUp(2))
    await asyncio.gather(ann.until(Ended, leg=2), bob.until(Ended, leg=2))
    await ann.call(bob, 6)


@pytest.mark.parametrize(
    "command",
    [
        Answer(9, 200),
        Hold(9),
        Measure(9),
        Play(9, tone(440)),
        Configure("again"),
        Microphone(Wav("/nowhere/voice.wav")),
        Microphone(Device("no such device")),
        Speaker(Recording("/nowhere/heard.wav")),
        Signal(Tones(())),
        Signal(Tones((Beep((440,), 40_000),))),
        Signal(Tones((Beep((440,), 100, level=6.0),))),
    ],
    ids=repr,
)
async def test_what_cannot_be_done_is_told(start: Start, command: Command) -> None:
    """A command that cannot be obeyed is answered with the reason, and the engine goes on."""
    ann = start()
    ann.send(command)
    failed = await ann.until(Failed)
    assert (type(command).__name__, getattr(command, "leg", 0)) == (failed.what, failed.leg)
    assert failed.reason
    ann.send(Expect(1, "leg1"))
    await ann.until(Ready)


@pytest.mark.parametrize("content", [b"", b"not a sound", b"RIFF\x00\x00\x00\x00WAVE"])
async def test_files_that_are_no_sound(start: Start, tmp_path: Path, content: bytes) -> None:
    """A microphone that is not a WAV file is refused."""
    ann, path = start(), tmp_path / "voice.wav"
    path.write_bytes(content)
    ann.send(Microphone(Wav(str(path))))
    assert "Microphone" == (await ann.until(Failed)).what
