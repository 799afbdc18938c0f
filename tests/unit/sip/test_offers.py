"""Hold and resume of one call: one offer at a time, and the last wish wins."""

from __future__ import annotations

import pytest

from emulator.sip.engine.offers import BUSY_PAUSE, GLARE_PAUSE, Offers


class Call:
    """A call whose stack takes offers, or is busy; time is moved by hand."""

    def __init__(self, *, calling: bool = True) -> None:
        self.sent: list[bool] = []
        self.refusals: list[str] = []
        self.busy = False
        self.now = 100.0
        self.offers = Offers(self._send, self.refusals.append, calling=calling)

    def _send(self, hold: bool) -> bool:
        if not self.busy:
            self.sent.append(hold)
        return not self.busy

    def later(self, seconds: float = 0.001) -> list[bool]:
        self.now += seconds
        self.offers.tend(self.now)
        sent, self.sent = self.sent, []
        return sent


def test_hold_and_resume() -> None:
    """A wish becomes one offer, agreed to by a 200, and nothing is sent while all is as wanted."""
    call = Call()
    assert [] == call.later()
    call.offers.want(True)
    assert [True] == call.later()
    call.offers.answered(200, "OK")
    assert call.offers.held
    assert [] == call.later()
    call.offers.want(False)
    assert [False] == call.later()
    call.offers.answered(200, "OK")
    assert not call.offers.held


def test_a_second_wish_waits_for_the_answer() -> None:
    """While an offer is under way no other is made; then the last wish counts."""
    call = Call()
    call.offers.want(True)
    call.later()
    for wish in (False, True, False):
        call.offers.want(wish)
        assert [] == call.later()
    call.offers.answered(200, "OK")
    assert [False] == call.later()


def test_a_wish_taken_back_in_time_sends_nothing() -> None:
    """Hold and resume before the first offer went out leave the call alone."""
    call = Call()
    call.offers.want(True)
    call.offers.want(False)
    assert [] == call.later()


def test_a_busy_stack_is_asked_again() -> None:
    """Where the far side's offer is under way, ours follows a moment later."""
    call = Call()
    call.busy = True
    call.offers.want(True)
    assert [] == call.later()
    call.busy = False
    assert [] == call.later(BUSY_PAUSE / 2)
    assert [True] == call.later(BUSY_PAUSE)


@pytest.mark.parametrize("calling", [True, False])
def test_glare(calling: bool) -> None:
    """After 491 the calling side waits longer than the called one, and both try again."""
    call = Call(calling=calling)
    call.offers.want(True)
    call.later()
    call.offers.answered(491, "Request Pending")
    call.later()
    assert [] == call.later(GLARE_PAUSE[calling] - 0.01)
    assert [True] == call.later(0.02)
    assert [] == call.refusals


def test_refusal_gives_the_wish_up() -> None:
    """After 488 the call stays as it was, the phone hears of it, and no further offer is made."""
    call = Call()
    call.offers.want(True)
    call.later()
    call.offers.answered(488, "Not Acceptable Here")
    assert ["488 Not Acceptable Here"] == call.refusals
    assert [] == call.later(10)
    assert not call.offers.held


def test_challenge() -> None:
    """The stack answers a challenge itself, once; a second one is a refusal."""
    call = Call()
    call.offers.want(True)
    call.later()
    call.offers.answered(407, "Proxy Authentication Required")
    assert [] == call.later()
    assert [] == call.refusals
    call.offers.answered(407, "Proxy Authentication Required")
    assert ["407 Proxy Authentication Required"] == call.refusals


def test_answers_to_other_requests_mean_nothing() -> None:
    """The end of the INVITE that began the call, or its end told twice, changes nothing."""
    call = Call()
    call.offers.answered(200, "OK")
    assert not call.offers.held
    call.offers.want(True)
    call.later()
    call.offers.answered(200, "OK")
    call.offers.answered(200, "OK")
    assert call.offers.held
