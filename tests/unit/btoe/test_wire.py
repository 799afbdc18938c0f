"""The wire between phone and connector: who gets in, what is understood, and what meddling comes to."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.btoe.channel import Established, Knock, PcChannel, PhoneChannel, WrongCode
from emulator.btoe.handshake import Exchange
from emulator.btoe.wire import (
    Answer,
    Credentials,
    Heartbeat,
    Open,
    Refuse,
    WireError,
    decode_greeting,
    encode,
    frame,
)
from tests.unit.btoe.wires import CODE, TALK, Pair, frames, paired


def test_who_knows_the_code_gets_in() -> None:
    """Both ends know it of each other, and say what they like."""
    pair = Pair()
    pair.settle()
    assert [Knock("manual", False), Established(1)] == pair.at_phone
    assert [Established(1)] == pair.at_pc
    for message in TALK:
        pair.pc.send(message)
    pair.phone.send(Heartbeat())
    pair.settle()
    assert list(TALK) == pair.at_phone[2:]
    assert [Heartbeat()] == pair.at_pc[1:]


@pytest.mark.parametrize("typed", ["gNCYoV18", "gncyov19", "", "gNCYoV19 "])
def test_who_does_not_is_refused(typed: str) -> None:
    """A code that is not quite the same: the phone says so, and neither end has keys."""
    pair = Pair(typed=typed)
    pair.settle()
    assert [Knock("manual", False), WrongCode()] == pair.at_phone
    assert [Refuse("code")] == pair.at_pc
    assert (False, False) == (pair.pc.established, pair.phone.established)


def test_nothing_is_said_before_the_code_is_proved() -> None:
    """Neither end can send, and the phone proves nothing to somebody who has not."""
    pair = Pair()
    for end in (pair.pc, pair.phone):
        with pytest.raises(WireError):
            end.send(Heartbeat())
    list(pair.phone.receive(pair.pc.take()))
    pair.phone.admit(CODE)
    answers = [decode_greeting(each[4:]) for each in frames(pair.phone.take())]
    assert [Answer] == [type(each) for each in answers]


def test_a_phone_without_a_code_lets_nobody_in() -> None:
    """Not even those who know that there is none."""
    pair = Pair(typed="", shown="")
    with pytest.raises(WireError):
        pair.settle()
    assert not pair.phone.established


def test_a_code_can_be_guessed_only_at_the_phone() -> None:
    """What an eavesdropper has of a handshake fits every code: shares are other ones each time."""
    first, second = (set(frames(PcChannel("manual", CODE).take())) for _ in range(2))
    assert not first & second
    assert Exchange(CODE, phone=True).share != Exchange(CODE, phone=True).share


class Between:
    """Somebody between computer and phone, who plays the other end to each and guesses at the code."""

    def __init__(self, guess: str) -> None:
        self.phone = PhoneChannel()
        self.pc = PcChannel("manual", guess)
        self.guess = guess
        self.got_in = False

    def up(self, data: bytes) -> bytes:
        """Hear the computer out; the phone hears somebody else."""
        for happening in self.phone.receive(data):
            if isinstance(happening, Knock):
                self.phone.admit(self.guess)
            self.got_in |= isinstance(happening, Established)
        return self.pc.take()

    def down(self, data: bytes) -> bytes:
        """Hear the phone out; the computer hears somebody else."""
        for happening in self.pc.receive(data):
            self.got_in |= isinstance(happening, Established)
        return self.phone.take()


def test_who_sits_between_without_the_code_learns_nothing() -> None:
    """Both ends find out; nobody has keys."""
    between = Between("AAAAAAAA")
    pair = Pair(up=between.up, down=between.down)
    pair.settle()
    assert (False, False, False) == (between.got_in, pair.pc.established, pair.phone.established)
    assert [Refuse("code")] == pair.at_pc
    assert WrongCode() in pair.at_phone


def test_a_handshake_is_not_to_be_mirrored() -> None:
    """A phone that sends a computer's own words back is none: its share is of the wrong side."""
    pc = PcChannel("manual", CODE)
    opening = decode_greeting(pc.take()[4:])
    assert isinstance(opening, Open)
    with pytest.raises(WireError):
        list(pc.receive(frame(encode(Answer(1, opening.share)))))


def test_the_best_common_version_is_spoken() -> None:
    """A computer of tomorrow offers today's version as well."""
    pair = Pair(versions=(1, 2))
    pair.settle()
    assert [Established(1)] == pair.at_pc


def test_without_a_common_version_there_is_no_pairing() -> None:
    """The phone says why."""
    pair = Pair(versions=(2, 3))
    pair.settle()
    assert ([], [Refuse("version")]) == (pair.at_phone, pair.at_pc)


def test_versions_cannot_be_struck_out_on_the_way() -> None:
    """The keys hang on what was offered: a changed offer looks like a wrong code."""

    def strike(data: bytes) -> bytes:
        changed = b""
        for each in frames(data):
            greeting = decode_greeting(each[4:])
            offer = isinstance(greeting, Open)
            changed += frame(encode(msgspec.structs.replace(greeting, versions=(1,)))) if offer else each
        return changed

    pair = Pair(up=strike, versions=(1, 2))
    pair.settle()
    assert WrongCode() in pair.at_phone
    assert not pair.pc.established


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_handshake_with_a_changed_bit_pairs_nobody(data: st.DataObject) -> None:
    """Whichever bit of whichever frame is turned over: no end takes the other for the right one afterwards."""
    direction = data.draw(st.sampled_from(["up", "down"]))
    which = data.draw(st.integers(0, 1))
    seen = 0

    def turn(stream: bytes) -> bytes:
        nonlocal seen
        whole = b""
        for each in frames(stream):
            if seen == which:
                bit = data.draw(st.integers(32, 8 * len(each) - 1))
                changed = bytearray(each)
                changed[bit // 8] ^= 1 << bit % 8
                each = bytes(changed)
            seen += 1
            whole += each
        return whole

    pair = Pair(**{direction: turn})  # type: ignore[arg-type]
    with contextlib.suppress(WireError):
        pair.settle()
    assert not pair.pc.established


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2), st.data())
def test_a_message_with_a_changed_bit_is_not_heard(which: int, data: st.DataObject) -> None:
    """The messages before it are; then the phone hears nothing any more."""
    pair = paired()
    for message in TALK:
        pair.pc.send(message)
    sealed = frames(pair.pc.take())
    bit = data.draw(st.integers(32, 8 * len(sealed[which]) - 1))
    changed = bytearray(sealed[which])
    changed[bit // 8] ^= 1 << bit % 8
    sealed[which] = bytes(changed)
    hearing = pair.phone.receive(b"".join(sealed))
    assert list(TALK[:which]) == [next(hearing) for _ in range(which)]
    with pytest.raises(WireError):
        next(hearing)
    assert [] == list(pair.phone.receive(b"".join(sealed)))


@pytest.mark.parametrize("order", [(0, 0), (1, 0), (1, 2), (0, 2)], ids=str)
def test_messages_repeated_moved_or_left_out_are_not_heard(order: tuple[int, int]) -> None:
    """Each has its number."""
    pair = paired()
    for message in TALK:
        pair.pc.send(message)
    sealed = frames(pair.pc.take())
    with pytest.raises(WireError):
        list(pair.phone.receive(b"".join(sealed[each] for each in order)))


class Tape:
    """Keeps what goes by."""

    def __init__(self) -> None:
        self.whole = b""

    def __call__(self, data: bytes) -> bytes:
        self.whole += data
        return data


def test_a_recorded_pairing_cannot_be_played_again() -> None:
    """What a computer sent to one phone means nothing to the next handshake with the same code."""
    tape = Tape()
    pair = Pair(up=tape)
    pair.settle()
    pair.pc.send(Credentials("ann@lab.example", "ann", "lab", "hunter2"))
    pair.settle()
    again = PhoneChannel()
    heard = []
    for happening in again.receive(tape.whole):
        heard.append(happening)
        if isinstance(happening, Knock):
            again.admit(CODE)
    assert [Knock("manual", False), WrongCode()] == heard


def test_words_cannot_be_sent_back_to_who_said_them() -> None:
    """Each direction has a key of its own."""
    pair = paired()
    pair.pc.send(Heartbeat())
    with pytest.raises(WireError):
        list(pair.pc.receive(pair.pc.take()))


def test_nothing_of_what_is_said_is_to_be_read_on_the_way() -> None:
    """Neither the code nor a password nor a name."""
    tape = Tape()
    pair = Pair(up=tape, down=tape)
    pair.settle()
    pair.pc.send(Credentials("ann@lab.example", "ann", "lab", "hunter2"))
    pair.settle()
    assert [] == [word for word in (CODE, "hunter2", "ann@lab.example") if word.encode() in tape.whole]
    assert "hunter2" not in repr(pair.at_phone[-1])
