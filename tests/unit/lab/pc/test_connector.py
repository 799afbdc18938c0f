"""The connector: finding the phone, pairing, losing it, and what it tells the phone of the computer."""

from __future__ import annotations

import pytest

from emulator.btoe.wire import Client, Goodbye, Hello, PcLock, PhoneStatus, TooOld, Welcome
from emulator.kernel.state import Effect
from emulator.lab.pc.actions import PlugCable, PullCable
from emulator.lab.pc.connector import GREETING_TIME, NEEDS_CABLE, NOT_PAIRED, RETRY_AFTER, WARNINGS
from emulator.lab.pc.model import Browse, Connect, Disconnect, LinkLost, Note, NotReached, Reached
from tests.unit.lab.pc.desk import CCX, JANE, VVX, Desk, paired, started


def test_the_cable_alone_pairs() -> None:
    """Auto is how it comes out of the box: the connector goes to the phone, says who it is, and is welcome."""
    desk = started()
    desk.act(PlugCable(VVX.mac))
    assert [Connect(VVX.mac, "auto", plug=True)] == desk.took(Connect)
    desk.feed(Reached())
    assert [Hello("4.3.0", computer="DESKTOP-1", account=JANE)] == desk.said()
    desk.hear(VVX)
    assert ("paired", VVX) == (desk.pc.connector.state, desk.pc.connector.phone)


def test_a_code_pairs_over_any_network() -> None:
    """No cable is needed; with several phones the user says which."""
    desk = started()
    desk.do("pair", code="gNCYoV19", phone="VVX 450")
    assert [Connect("VVX 450", "manual", "gNCYoV19")] == desk.took(Connect)
    desk.feed(Reached())
    desk.hear(VVX)
    assert ("paired", "manual") == (desk.pc.connector.state, desk.pc.connector.mode)


@pytest.mark.parametrize("phone", [VVX, CCX], ids=["VVX", "CCX"])
def test_same_account_activates(phone: Welcome) -> None:
    """Paired says that a phone is there; activated that it is the user's own."""
    desk = paired(phone, "asmith@example.com")
    assert not desk.pc.connector.activated
    desk.hear(PhoneStatus(JANE, activated=True))
    assert (True, JANE) == (desk.pc.connector.activated, desk.pc.connector.account)
    assert ["BToE is activated"] == [note.text for note in desk.took(Note)]
    desk.hear(PhoneStatus("", activated=False, locked=True))
    assert (False, "", True) == (
        desk.pc.connector.activated,
        desk.pc.connector.account,
        desk.pc.connector.phone_locked,
    )


def test_what_the_dialog_needs() -> None:
    """A code or the Auto box; the Auto box wants a cable, and waits for it."""
    desk = started()
    assert "Enter the pairing code" in desk.refused("pair")
    desk.do("pair", auto=True)
    assert ("idle", NEEDS_CABLE) == (desk.pc.connector.state, desk.pc.connector.warning)
    desk.act(PlugCable(VVX.mac))
    assert "reaching" == desk.pc.connector.state


def test_an_old_connector_has_no_codes() -> None:
    """Manual pairing came with 3.8.0."""
    assert "3.8.0 or later" in started(version="3.5.0").refused("pair", code="gNCYoV19")
    desk = started(version="3.8.0")
    desk.do("pair", code="gNCYoV19")
    assert "reaching" == desk.pc.connector.state


def test_a_phone_may_want_a_newer_connector() -> None:
    """CCX phones want 4.3.0; trying again does not help."""
    desk = started(version="3.8.0")
    desk.act(PlugCable(CCX.mac))
    desk.feed(Reached())
    desk.hear(TooOld("4.3.0"))
    assert "idle" == desk.pc.connector.state
    assert "needs connector 4.3.0 or later, not 3.8.0" in desk.pc.connector.warning
    desk.took(Effect)
    desk.wait(60)
    assert [] == desk.took(Connect)


@pytest.mark.parametrize("reason", ["disabled", "busy", "mode", "cable", "time", "unreachable", "blocked"])
def test_by_cable_it_tries_again_until_the_phone_is_ready(reason: str) -> None:
    """The warning is written down once, however often it fails, and goes when the phone answers."""
    desk = started()
    desk.act(PlugCable(VVX.mac))
    desk.took(Effect)
    for _ in range(3):
        desk.feed(NotReached(reason))
        assert ("idle", WARNINGS[reason]) == (desk.pc.connector.state, desk.pc.connector.warning)
        desk.wait(RETRY_AFTER)
        assert [Connect(VVX.mac, "auto", plug=reason == "unreachable")] == desk.took(Connect)
    assert [WARNINGS[reason]] == [note.text for note in desk.took(Note)]
    desk.feed(Reached())
    desk.hear(VVX)
    assert "" == desk.pc.connector.warning


@pytest.mark.parametrize(("reason", "wanted"), [("code", "not correct"), ("wait", "30 seconds"), ("unsafe", "not the")])
def test_a_wrong_code_is_not_tried_again(reason: str, wanted: str) -> None:
    """The user must act."""
    desk = started()
    desk.do("pair", code="gNCYoV19")
    desk.took(Effect)
    desk.feed(NotReached(reason, 30))
    assert wanted in desk.pc.connector.warning
    desk.wait(60)
    assert [] == desk.took(Connect)


def test_a_phone_that_never_says_who_it_is_is_left() -> None:
    """After a while."""
    desk = started()
    desk.act(PlugCable(VVX.mac))
    desk.feed(Reached())
    desk.wait(GREETING_TIME)
    assert ("idle", WARNINGS["time"]) == (desk.pc.connector.state, desk.pc.connector.warning)
    assert [Disconnect()] == desk.took(Disconnect)


@pytest.mark.parametrize("by_word", [True, False])
def test_a_phone_that_is_gone_is_looked_for(by_word: bool) -> None:
    """Whether it said goodbye, or was not heard of any more."""
    desk = paired()
    if by_word:
        desk.hear(Goodbye("reboot"))
    else:
        desk.feed(LinkLost("silence"))
    assert ("idle", None, "") == (desk.pc.connector.state, desk.pc.connector.phone, desk.pc.sound.phone)
    desk.wait(RETRY_AFTER)
    assert [Connect(VVX.mac, "auto")] == desk.took(Connect)


def test_unpairing_lasts() -> None:
    """Until the cable is put in again, or Pair is clicked."""
    desk = paired()
    desk.do("unpair")
    assert [Disconnect("unpair")] == desk.took(Disconnect)
    desk.wait(60)
    assert [] == desk.took(Connect)
    desk.do("pair", auto=True)
    assert [Connect(VVX.mac, "auto")] == desk.took(Connect)


def test_the_cable_matters_by_cable_only() -> None:
    """Pulled, it ends an automatic pairing, not a manual one."""
    desk = paired()
    desk.act(PullCable())
    assert "idle" == desk.pc.connector.state
    manual = started()
    manual.act(PlugCable(VVX.mac))
    manual.do("pair", code="gNCYoV19")
    manual.feed(Reached())
    manual.hear(VVX)
    manual.act(PullCable())
    assert "paired" == manual.pc.connector.state


def test_a_cable_that_moves_to_another_phone_pairs_with_that() -> None:
    """The first one is left at once."""
    desk = paired(VVX)
    desk.act(PlugCable(CCX.mac))
    desk.wait(RETRY_AFTER)
    assert [Connect(CCX.mac, "auto")] == desk.took(Connect)


def test_pairing_with_another_phone_leaves_the_first() -> None:
    """One connector, one phone."""
    desk = paired()
    desk.do("pair", code="gNCYoV19")
    assert [Disconnect("pair")] == desk.took(Disconnect)
    assert ("reaching", None) == (desk.pc.connector.state, desk.pc.connector.phone)


def test_the_firewall_keeps_it_from_the_phone() -> None:
    """What is paired is cut off; a new try is blocked; allowed again, it pairs again."""
    desk = paired()
    desk.do("block")
    assert ("idle", WARNINGS["blocked"]) == (desk.pc.connector.state, desk.pc.connector.warning)
    desk.wait(RETRY_AFTER)
    assert [Connect(VVX.mac, "auto", blocked=True)] == desk.took(Connect)
    desk.feed(NotReached("blocked"))
    desk.do("allow")
    assert [Connect(VVX.mac, "auto")] == desk.took(Connect)


def test_the_phone_hears_of_the_lock_and_of_the_account() -> None:
    """At once, and with the first word if they were so before."""
    desk = paired()
    desk.do("lock")
    desk.do("sign-in", address="asmith@example.com")
    desk.do("sign-out")
    desk.do("unlock")
    assert [PcLock(True), Client("asmith@example.com"), Client(""), PcLock(False)] == desk.said()
    locked = started()
    locked.do("lock")
    locked.act(PlugCable(VVX.mac))
    locked.feed(Reached())
    assert [Hello("4.3.0", computer="DESKTOP-1", account=JANE, locked=True)] == locked.said()


def test_the_web_page_is_that_of_the_phone() -> None:
    """Launch CCX Web UI opens it; without a phone, or a page, it says so."""
    desk = paired(CCX)
    desk.do("web")
    assert [Browse("https://phone.example")] == desk.took(Browse)
    assert NOT_PAIRED == started().refused("web")


def test_a_phone_that_names_no_page_is_opened_where_it_is() -> None:
    """Its address is enough."""
    desk = started()
    desk.act(PlugCable(VVX.mac))
    desk.feed(Reached("192.0.2.7"))
    desk.hear(Welcome("VVX_450", "VVX", "0004f2aabb01", "5", "Polycom VVX Phone"))
    desk.do("web")
    assert [Browse("https://192.0.2.7/")] == desk.took(Browse)


def test_exit_ends_all() -> None:
    """The phone hears it, and nothing is tried any more; the program can be started again."""
    desk = paired()
    desk.do("exit")
    assert [Disconnect("exit")] == desk.took(Disconnect)
    desk.wait(60)
    assert ("stopped", []) == (desk.pc.connector.state, desk.took(Connect))
    desk.do("start")
    desk.wait(0)
    assert [Connect(VVX.mac, "auto")] == desk.took(Connect)


def test_a_code_is_nowhere_to_be_read() -> None:
    """Not in what is logged, nor in what is printed of orders."""
    desk = Desk()
    desk.do("install")
    desk.do("start")
    desk.do("pair", code="gNCYoV19")
    assert "gNCYoV19" not in "".join(map(repr, desk.took(Effect)))
