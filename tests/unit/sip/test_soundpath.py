"""Microphone and speaker follow the conversation from engine to engine."""

from __future__ import annotations

from emulator.sip.protocol import Command, Levels, Microphone, Pour, Signal, Speaker, Stream
from emulator.sip.soundpath import SoundPath
from emulator.sip.sounds import Recording, Silence, Unheard, tone

VOICE, FILE, BEEP = Microphone(tone(440)), Speaker(Recording("call.wav")), Signal(tone(350))


class Orders:
    """A sound path between engines that are letters, and what they were told."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Command]] = []
        self.path: SoundPath[str] = SoundPath(lambda engine, order: self.sent.append((engine, order)))

    def told(self) -> list[tuple[str, Command]]:
        sent, self.sent = self.sent, []
        return sent


def test_what_was_wanted_before_is_done_by_the_first_engine() -> None:
    """Orders wait for an engine; only those that differ from silence are given."""
    orders = Orders()
    orders.path.order(VOICE)
    orders.path.order(Levels(speaker=0.5))
    assert [] == orders.told()
    orders.path.move("a")
    assert [("a", VOICE), ("a", Levels(speaker=0.5))] == orders.told()


def test_later_orders_go_to_the_owner() -> None:
    """An engine that has the sound path gets each order at once."""
    orders = Orders()
    orders.path.move("a")
    orders.path.order(BEEP)
    assert [("a", BEEP)] == orders.told()
    orders.path.move("a")
    assert [] == orders.told()


def test_moving_silences_the_old_engine_first() -> None:
    """A device has one user: it is let go of before the next engine opens it."""
    orders = Orders()
    orders.path.move("a")
    orders.path.order(VOICE)
    orders.told()
    orders.path.move("b")
    assert [("a", Microphone()), ("b", VOICE)] == orders.told()


def test_a_recording_is_not_overwritten() -> None:
    """Each engine that takes the sound path over writes a file of its own."""
    orders = Orders()
    orders.path.order(FILE)
    for engine in "aba":
        orders.path.move(engine)
    sinks = [order.sink for _, order in orders.told() if isinstance(order, Speaker) and order != Speaker()]
    assert [Recording("call.wav"), Recording("call-2.wav"), Recording("call-3.wav")] == sinks


def test_a_dead_owner_is_told_nothing() -> None:
    """After its owner's death the sound path waits for the next engine."""
    orders = Orders()
    orders.path.move("a")
    orders.path.lost("b")
    orders.path.order(BEEP)
    assert [("a", BEEP)] == orders.told()
    orders.path.lost("a")
    orders.path.order(VOICE)
    assert [] == orders.told()
    orders.path.move("b")
    assert [("b", VOICE), ("b", BEEP)] == orders.told()


def test_signals_need_an_engine_only_if_somebody_listens() -> None:
    """A dial tone that goes nowhere is no reason to start an engine."""
    orders = Orders()
    audible = []
    for order in (BEEP, FILE, Signal(Silence()), BEEP, Speaker(Unheard())):
        orders.path.order(order)
        audible.append(orders.path.audible_signal)
    assert [False, True, False, True, False] == audible


def test_a_recording_that_is_ordered_again_is_written_anew() -> None:
    """Only moving to another engine gives a file another name, not the user who wants the same one."""
    orders = Orders()
    orders.path.move("a")
    for order in (FILE, Speaker(Unheard()), FILE):
        orders.path.order(order)
    assert [("a", FILE), ("a", Speaker(Unheard())), ("a", FILE)] == orders.told()


def test_sound_of_a_computer_needs_an_engine_and_follows_the_path() -> None:
    """It is sent where microphone and speaker are; while it is open, even without a call."""
    orders, sound = Orders(), Pour(bytes(640))
    orders.path.chirp(sound)
    assert (False, []) == (orders.path.audible_signal, orders.told())
    orders.path.order(Stream(playing=True))
    assert orders.path.audible_signal
    for engine in "ab":
        orders.path.move(engine)
        orders.path.chirp(sound)
    open_, shut = Stream(playing=True), Stream()
    assert [("a", open_), ("a", sound), ("a", shut), ("b", open_), ("b", sound)] == orders.told()
    orders.path.order(shut)
    assert not orders.path.audible_signal
