"""Phone and computer of one user or of two: activation, sign-in via PC, and the computer's lock."""

from __future__ import annotations

import pytest

from emulator.btoe.model import Activated, AskPc, Deactivated, PcLocked, PcUnlocked, activated
from emulator.btoe.wire import AskCredentials, Client, Credentials, PcLock, PhoneStatus, SignInOutcome
from emulator.btoe.words import ACTIVATED, NOT_ACTIVATED, SIGN_IN_THERE
from emulator.display.model import OpenView
from emulator.signin.model import Account, OfferCredentials, SignIn, SignOut
from tests.unit.btoe.bench import ANN, BEN, Bench

# Accounts


def test_the_same_account_activates_btoe() -> None:
    """However it is written; with different ones, or without any, phone and computer are paired and no more."""
    bench = Bench()
    bench.sign_in()
    bench.pair("Ann@Lab.Example")
    assert activated(bench.device.core.state)
    assert (ACTIVATED, 1) == (bench.notices[-1], bench.facts_of(Activated))
    assert PhoneStatus("ann@lab.example", activated=True) == bench.said(PhoneStatus)[-1]
    bench.say(Client("ben@lab.example"))
    assert ("paired", 1, NOT_ACTIVATED) == (bench.btoe.state, bench.facts_of(Deactivated), bench.notices[-1])
    assert PhoneStatus("ann@lab.example", activated=False) == bench.said(PhoneStatus)[-1]


@pytest.mark.parametrize(
    ("user", "client"), [(None, ""), (None, "ann@lab.example"), (ANN, ""), (BEN, "ann@lab.example")]
)
def test_other_accounts_do_not(user: Account | None, client: str) -> None:
    """Nor does nobody's."""
    bench = Bench()
    if user:
        bench.sign_in(user)
    bench.pair(client)
    assert "paired" == bench.btoe.state


def test_signing_in_and_out_on_the_phone_counts_as_well() -> None:
    """Activated with it, and paired again without."""
    bench = Bench()
    bench.pair("ann@lab.example")
    bench.sign_in()
    assert "activated" == bench.btoe.state
    bench.sign_in(None)
    assert "paired" == bench.btoe.state


# Sign-in via PC


def test_a_phone_without_a_user_asks_the_computer() -> None:
    """What is typed there signs in here; the computer hears what came of it."""
    bench = Bench()
    bench.pair("ann@lab.example")
    assert [AskCredentials(guest=False)] == bench.said(AskCredentials)
    bench.feed(OpenView("btoe"))
    bench.wait(4)
    assert SIGN_IN_THERE in bench.text
    bench.say(Credentials("ann@lab.example", "ann", "lab", "hunter2"))
    assert [OfferCredentials("ann@lab.example", "ann", "lab", "hunter2")] == [
        each for each in bench.facts if isinstance(each, OfferCredentials)
    ]
    (failed,) = bench.said(SignInOutcome)  # for there is no server here
    assert (False, True) == (failed.success, bool(failed.message))
    bench.sign_in()
    assert SignInOutcome(success=True) == bench.said(SignInOutcome)[-1]
    assert not bench.btoe.asked


def test_a_dialog_that_is_dismissed_signs_nobody_in() -> None:
    """It can be asked for again: Sign In > Via PC."""
    bench = Bench()
    bench.pair()
    bench.say(Credentials())
    assert (0, False) == (bench.facts_of(OfferCredentials), bench.btoe.asked)
    bench.feed(AskPc())
    assert (2, True) == (len(bench.said(AskCredentials)), bench.btoe.asked)


def test_nobody_is_signed_in_over_somebody_else() -> None:
    """Credentials that come while the phone has a user are not taken."""
    bench = Bench()
    bench.sign_in(BEN)
    bench.pair("ann@lab.example")
    assert [] == bench.said(AskCredentials)
    bench.say(Credentials("ann@lab.example", "ann", "lab", "hunter2"))
    assert (0, False) == (bench.facts_of(OfferCredentials), bench.said(SignInOutcome)[-1].success)


def test_via_pc_without_a_computer_shows_how_to_pair() -> None:
    """The pairing screen."""
    bench = Bench()
    bench.feed(AskPc())
    assert "btoe" == bench.screen.name


def test_a_guest_signs_in_by_the_computer_as_well() -> None:
    """The dialog there says whom it is for."""
    bench = Bench()
    bench.sign_in()
    bench.pair("ben@lab.example")
    bench.sign_in(None)
    core = bench.device.core
    core.state = core.state.replaced(SignIn(state="pc", method="pc", role="guest", host=ANN))
    bench.feed(AskPc())
    assert AskCredentials(guest=True) == bench.said(AskCredentials)[-1]


@pytest.mark.parametrize(("follows", "signed_out"), [("1", 1), ("0", 0)])
def test_the_phone_may_follow_the_client(follows: str, signed_out: int) -> None:
    """With feature.lyncbtoe.autosignin.signoff.enabled, out with it and in with it."""
    bench = Bench(settings=f'feature.lyncbtoe.autosignin.signoff.enabled="{follows}"')
    bench.sign_in()
    bench.pair("ann@lab.example")
    bench.say(Client(""))
    assert signed_out == sum(each == SignOut("pc") for each in bench.facts)
    bench.sign_in(None)
    bench.say(Client("ann@lab.example"))
    assert signed_out == len(bench.said(AskCredentials))


def test_another_users_client_signs_nobody_out() -> None:
    """It was never the phone's own."""
    bench = Bench(settings='feature.lyncbtoe.autosignin.signoff.enabled="1"')
    bench.sign_in(BEN)
    bench.pair("ann@lab.example")
    bench.say(Client(""))
    assert 0 == bench.facts_of(SignOut)


# The computer's lock


def test_the_computers_lock_is_told() -> None:
    """Each change once."""
    bench = Bench()
    bench.pair()
    for locked in (True, True, False):
        bench.say(PcLock(locked))
    assert (1, 1) == (bench.facts_of(PcLocked), bench.facts_of(PcUnlocked))


@pytest.mark.parametrize(("locked", "expected"), [(True, (1, 0)), (False, (0, 1))])
def test_with_the_same_account_they_begin_in_step(locked: bool, expected: tuple[int, int]) -> None:
    """Over restarts of either (deployment guide of UCS with Skype for Business)."""
    bench = Bench()
    bench.sign_in()
    bench.pair("ann@lab.example", locked=locked)
    assert expected == (bench.facts_of(PcLocked), bench.facts_of(PcUnlocked))
