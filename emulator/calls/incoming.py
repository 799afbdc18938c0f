"""What becomes of a call that comes in, before anybody hears of it: it rings, is sent on, or is refused."""

from __future__ import annotations

from typing import NamedTuple

from emulator.boot.model import config
from emulator.calls.model import Call, Calls
from emulator.calls.numbers import as_sent
from emulator.calls.orders import Redirect
from emulator.calls.rules import refusal, reject_code
from emulator.config.ringing import SILENT, RingClass, class_of, read_ring_class
from emulator.contacts.model import known
from emulator.features.model import (
    acts_itself,
    diversion_off,
    diverts_to,
    do_not_disturb,
    forwarding,
    shared,
)
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import State
from emulator.lines.model import line
from emulator.lock.model import quiet

BUSY, MOVED = 486, 302


class Verdict(NamedTuple):
    """How an INVITE is answered at once: 0 lets it ring. `missed` says that the user should know of it."""

    code: int = 0
    redirect: Redirect | None = None
    missed: bool = False


def verdict(phone: State, calls: Calls, profile: DeviceProfile, called: int, caller: str) -> Verdict:
    """What becomes of a call to the line `called`.

    What the directory says of the caller goes before forwarding, that before do not disturb, that before busy.
    """
    code = refusal(phone, calls, profile, called)
    if code not in (0, BUSY):
        return Verdict(code)
    theirs = _wanted_for(phone, called, caller)
    if theirs.code:
        return theirs
    always = diverts_to(phone, called, "always")
    if always:
        return _moved(phone, called, always, "unconditional")
    if _undisturbed(phone, called):
        return _turned_away(phone, called)
    busy = diverts_to(phone, called, "busy")
    if busy and (code or _one_call_is_busy(phone, calls, called)):
        return _moved(phone, called, busy, "user-busy")
    return Verdict(code)


def _wanted_for(phone: State, called: int, caller: str) -> Verdict:
    """What the directory wants for calls from a contact: sent on (divert.x.autoOnSpecificCaller), or rejected."""
    contact = known(phone, caller)
    if contact is None:
        return Verdict()
    settings = config(phone)
    may_divert = settings.flag(f"divert.{called}.autoOnSpecificCaller") and not diversion_off(settings, called)
    if contact.auto_divert and contact.divert and may_divert:
        return _moved(phone, called, contact.divert, "deflection")
    return Verdict(reject_code(phone)) if contact.auto_reject else Verdict()


def _moved(phone: State, called: int, contact: str, reason: str, *, missed: bool = False) -> Verdict:
    return Verdict(MOVED, redirect(phone, called, contact, reason), missed)


def redirect(phone: State, called: int, contact: str, reason: str) -> Redirect | None:
    """Where a call to a line is sent on to, in the form that dialplan.applyToForward gives the number."""
    found = line(phone, called)
    if found is None:
        return None
    told = config(phone).flag("voIpProt.SIP.header.diversion.enable")
    return Redirect(found.settings, as_sent(phone, called, contact, "Forward"), reason, told)


def _undisturbed(phone: State, called: int) -> bool:
    return quiet(phone) or (do_not_disturb(phone, called) and acts_itself(config(phone), called, "dnd"))


def _turned_away(phone: State, called: int) -> Verdict:
    """Do not disturb: elsewhere, busy, or let in without a sound; a shared line is never busy for the others."""
    settings = config(phone)
    contact = settings.text(f"divert.dnd.{called}.contact") or settings.text(f"divert.{called}.contact")
    if settings.flag(f"divert.dnd.{called}.enabled") and contact.strip() and not diversion_off(settings, called):
        return _moved(phone, called, contact.strip(), "do-not-disturb", missed=True)
    if settings.flag("call.rejectBusyOnDnd") and not shared(settings, called):
        return Verdict(BUSY, missed=True)
    return Verdict()


def _one_call_is_busy(phone: State, calls: Calls, called: int) -> bool:
    one = config(phone).flag(f"divert.busy.{called}.oneCallBusy")
    return one and any(call.line == called for call in calls.open)


def announced(phone: State, called: int, alert_info: str) -> RingClass:
    """How a call that is let in is announced."""
    if _undisturbed(phone, called):
        return read_ring_class(config(phone), SILENT)
    return class_of(config(phone), called, alert_info)


def ringing_time(phone: State, call: Call) -> tuple[int, str]:
    """Seconds for which a call rings (0: until the caller gives up), and where it is sent on to then, if anywhere."""
    limit = config(phone).number("call.offeringTimeOut")
    contact = diverts_to(phone, call.line, "no answer")
    seconds = max(1, forwarding(phone, call.line, "no answer").seconds)
    return (seconds, contact) if contact and (not limit or seconds <= limit) else (limit, "")
