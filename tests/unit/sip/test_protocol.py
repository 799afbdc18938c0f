"""Messages between a phone and its engines: each arrives as it was sent, and nothing else is taken for one."""

from __future__ import annotations

import contextlib
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.sip.frames import MAX_FRAME, Inbox, ProtocolError, frame
from emulator.sip.media import Codec
from emulator.sip.protocol import (
    Command,
    Configure,
    Ended,
    EngineMessage,
    Event,
    Expect,
    Flow,
    Incoming,
    Invite,
    Media,
    Microphone,
    Signal,
    Speaker,
    Statistics,
    Talk,
)
from emulator.sip.sounds import Beep, Device, Recording, Tones, Wav

COMMANDS = [
    Configure(
        "PolycomVVX-VVX_450-UA/6.4.3.5156", route="127.0.0.1:5070", codecs=(Codec("iLBC/8000/1", 110, 20, "mode=20"),)
    ),
    Invite(1, '"Ann" <sip:1001@pbx>', "sip:1002@pbx", "1001", "secret", headers=(("Alert-Info", "<ring>"),), srtp=2),
    Expect(2, "leg2"),
    Talk((1, 2), muted=True),
    Microphone(Wav("voice.wav", repeat=True)),
    Signal(Tones((Beep((440, 480), 2000, 4000),))),
    Speaker(Recording("heard.wav")),
    Speaker(Device("")),
]
EVENTS = [
    Incoming(2, "call@host", "INVITE sip:leg2@127.0.0.1 SIP/2.0\r\n\r\n"),
    Media(1, "local-hold", "G722", secure=True),
    Statistics(1, "PCMU", "127.0.0.1:4000", Flow(50, 8000, 1, 0, 300, 900), Flow(49, 7840, 0, 0, 0, 0), 1200),
    Ended(1, 486, "Busy Here"),
]


def commands() -> Inbox[Command]:
    return Inbox[Command](Command)  # type: ignore[arg-type]


def events() -> Inbox[Event]:
    return Inbox[Event](Event)  # type: ignore[arg-type]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_commands_arrive_as_sent(command: Command) -> None:
    """A command is the same value at the engine."""
    assert [command] == list(commands().feed(frame(command)))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_events_arrive_as_sent(event: Event) -> None:
    """An event is the same value at the phone."""
    assert [event] == list(events().feed(frame(event)))


def test_every_message_is_a_command_or_an_event() -> None:
    """No message is defined that neither side would understand."""
    assert set(EngineMessage.__subclasses__()) == set(get_args(Command)) | set(get_args(Event))


@given(st.lists(st.sampled_from(COMMANDS), max_size=6), st.lists(st.integers(1, 60), min_size=1))
def test_pieces_of_any_size(sent: list[Command], sizes: list[int]) -> None:
    """Messages are put together however the stream is cut."""
    stream = b"".join(frame(command) for command in sent)
    inbox, place = commands(), 0
    received: list[Command] = []
    while place < len(stream):
        size = sizes[place % len(sizes)]
        received += inbox.feed(stream[place : place + size])
        place += size
    assert sent == received


@given(st.binary(max_size=200))
def test_any_bytes_are_messages_or_one_error(data: bytes) -> None:
    """Whatever comes in, only ProtocolError is raised."""
    with contextlib.suppress(ProtocolError):
        assert all(isinstance(message, EngineMessage) for message in commands().feed(data))


@given(st.binary(max_size=100))
def test_a_frame_of_any_bytes_is_a_message_or_one_error(body: bytes) -> None:
    """A frame that is whole but holds something else raises ProtocolError, never anything of the decoder's."""
    with contextlib.suppress(ProtocolError):
        assert all(isinstance(message, EngineMessage) for message in events().feed(len(body).to_bytes(4) + body))


def test_oversized_frames_are_refused_before_they_are_read() -> None:
    """The length alone condemns a message: nothing is stored for it."""
    with pytest.raises(ProtocolError, match=str(MAX_FRAME + 1)):
        list(commands().feed((MAX_FRAME + 1).to_bytes(4)))


def test_messages_before_a_broken_one_are_delivered() -> None:
    """What came whole is not lost by what follows."""
    stream = commands().feed(frame(Talk(())) + (1).to_bytes(4) + b"\xc1")
    assert Talk(()) == next(stream)
    with pytest.raises(ProtocolError):
        next(stream)


@pytest.mark.parametrize(
    "wrong", [["Answer", "one", 200], ["Invite", 1], ["Started", 5060, 1], ["Expect", 1, "u", 3], {"leg": 1}, 7, None]
)
def test_wrong_fields_are_refused(wrong: object) -> None:
    """A message with a field missing, of another type or out of its range, or one for the other side, is none."""
    body = msgspec.msgpack.encode(wrong)
    with pytest.raises(ProtocolError):
        list(commands().feed(len(body).to_bytes(4) + body))


def test_bytes_that_are_no_text_become_question_marks() -> None:
    """A far side may put anything into a reason: it must neither end the engine nor be lost altogether."""
    (arrived,) = events().feed(frame(Ended(7, 486, "occup\udce9")))
    assert Ended(7, 486, "occup?") == arrived
