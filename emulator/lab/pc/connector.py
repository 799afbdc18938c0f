"""The connector: how it finds its phone, by the cable or with a code, and what it tells it of the computer."""

from __future__ import annotations

from emulator.btoe.wire import (
    MANUAL_SINCE,
    Client,
    Goodbye,
    Hello,
    PcLock,
    PhoneStatus,
    TooOld,
    Welcome,
    version_of,
)
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step
from emulator.lab.pc import model
from emulator.lab.pc.actions import Exit, Pair, Start, Unpair, Web
from emulator.lab.pc.model import (
    AccountChanged,
    Browse,
    Connect,
    Connector,
    ConnectorRemoved,
    Disconnect,
    GreetingOverdue,
    LinkLost,
    LockChanged,
    Note,
    NotReached,
    Paired,
    PathChanged,
    Reached,
    Refused,
    RetryDue,
    Said,
    Say,
    SessionBegan,
    SessionEnded,
    Unpaired,
    Windows,
)

ConnectorStep = Step[Connector]

RETRY = "connector/retry"
GREETING = "connector/greeting"

RETRY_AFTER = 2.0
"""Seconds between two tries."""

GREETING_TIME = 10.0
"""Seconds that a phone has to say who it is."""

NOT_RUNNING = "The Polycom BToE Connector is not running."
NOT_PAIRED = "No phone is paired with the computer."
NEEDS_CABLE = "Unable to pair: connect an Ethernet cable from the computer to the PC port of the phone."

WARNINGS = {
    "blocked": "Unable to pair: Windows Firewall does not let Polycom BToE Connector through.",
    "disabled": "Unable to pair: BToE is disabled on the phone.",
    "busy": "Unable to pair: the phone is paired with another computer.",
    "wait": "Unable to pair: too many wrong codes; try again in {seconds} seconds.",
    "mode": "Unable to pair: the phone is set to the other pairing mode.",
    "cable": NEEDS_CABLE,
    "code": "Unable to pair: the pairing code is not correct.",
    "version": "Unable to pair: the phone and the connector have no version in common.",
    "time": "Unable to pair: the phone did not answer in time.",
    "unreachable": "Unable to pair: the phone cannot be reached.",
    "several": "Unable to pair: there are several phones; say which one.",
    "unsafe": "Unable to pair: what answers is not the phone that shows this code.",
}
"""What the connector says when it could not pair, by reason."""

FINAL = ("code", "wait", "several", "unsafe", "version")
"""Reasons that do not go away by themselves."""


def _can_start(step: ConnectorStep) -> bool:
    windows = step.phone[Windows]
    return bool(windows.connector) and not windows.damaged and windows.state != "signed-out"


def _starts_by_itself(step: ConnectorStep) -> bool:
    return _can_start(step) and bool(step.phone[Windows].auto_start)


def _by_cable(step: ConnectorStep) -> bool:
    """Whether there is a cable to follow."""
    return step.own.mode == "auto" and bool(step.phone[Windows].cable)


def _start(step: ConnectorStep) -> None:
    step.do(Note(f"Polycom BToE Connector {step.phone[Windows].connector} started"))
    step.change(wanted=step.own.mode == "auto", warning="")
    if _by_cable(step):
        step.arm(RETRY, 0, RetryDue())


def _refuse_start(step: ConnectorStep) -> None:
    windows = step.phone[Windows]
    reason = "Nobody is signed in to Windows."
    if not windows.connector:
        reason = "The Polycom BToE Connector is not installed."
    elif windows.damaged:
        reason = "The Polycom BToE Connector has failed to start; uninstall it and install it again."
        step.do(Note("failed to start: the program is damaged", "ERROR"))
    step.tell(Refused(reason))


def _reach(step: ConnectorStep) -> None:
    own, windows = step.own, step.phone[Windows]
    phone = windows.cable if own.mode == "auto" else own.target
    step.do(Connect(phone, own.mode, own.code, own.plug, windows.blocks))


def _pair(step: ConnectorStep) -> None:
    """What the dialog Pair with Phone asks for; whatever was paired before is let go."""
    event = step.event
    if step.state in ("paired", "greeting", "reaching"):
        _let_go(step, "pair")
    mode = "auto" if event.auto else "manual"
    step.do(Note("Pairing by the cable" if event.auto else "Pairing with a code"))
    step.change(mode=mode, code="" if event.auto else event.code, target=event.phone, wanted=True, warning="")
    step.disarm(RETRY)


def _has_code(step: ConnectorStep) -> bool:
    new = version_of(step.phone[Windows].connector) >= MANUAL_SINCE
    return not step.event.auto and bool(step.event.code) and new


def _has_cable(step: ConnectorStep) -> bool:
    return bool(step.event.auto and step.phone[Windows].cable)


def _wants_auto(step: ConnectorStep) -> bool:
    return bool(step.event.auto)


def _pair_and_reach(step: ConnectorStep) -> None:
    _pair(step)
    _reach(step)


def _pair_later(step: ConnectorStep) -> None:
    _pair(step)
    _warn(step, NEEDS_CABLE)


def _refuse_pair(step: ConnectorStep) -> None:
    version = step.phone[Windows].connector
    if not step.event.code:
        step.tell(Refused("Enter the pairing code that the phone shows, or tick Auto."))
        return
    needed = ".".join(map(str, MANUAL_SINCE))
    step.tell(Refused(f"Connector {version} cannot pair with a code; install version {needed} or later."))


def _refuse_stopped(step: ConnectorStep) -> None:
    step.tell(Refused(NOT_RUNNING))


def _refuse_unpaired(step: ConnectorStep) -> None:
    step.tell(Refused(NOT_PAIRED))


def _greet(step: ConnectorStep) -> None:
    windows = step.phone[Windows]
    account = step.phone[model.Client].account
    hello = Hello(windows.connector, computer=windows.name, account=account, locked=windows.state == "locked")
    step.change(host=step.event.host, plug=False)
    step.do(Say(hello))
    step.arm(GREETING, GREETING_TIME, GreetingOverdue())


def _is_welcome(step: ConnectorStep) -> bool:
    return isinstance(step.event.message, Welcome)


def _is_too_old(step: ConnectorStep) -> bool:
    return isinstance(step.event.message, TooOld)


def _is_goodbye(step: ConnectorStep) -> bool:
    return isinstance(step.event.message, Goodbye)


def _is_status(step: ConnectorStep) -> bool:
    return isinstance(step.event.message, PhoneStatus)


def _welcome(step: ConnectorStep) -> None:
    phone: Welcome = step.event.message
    step.disarm(GREETING)
    step.change(phone=phone, account=phone.account, phone_locked=phone.locked, warning="")
    step.do(Note(f"Paired with {phone.name} ({phone.mac})"))
    step.tell(Paired(phone))


def _too_old(step: ConnectorStep) -> None:
    version = step.phone[Windows].connector
    _warn(step, f"Unable to pair: this phone needs connector {step.event.message.needs} or later, not {version}.")
    step.change(wanted=False)
    step.disarm(GREETING)
    step.do(Disconnect())


def _warn(step: ConnectorStep, text: str) -> None:
    if text != step.own.warning:
        step.do(Note(text, "WARN"))
    step.change(warning=text)


def _status(step: ConnectorStep) -> None:
    status: PhoneStatus = step.event.message
    if status.activated != step.own.activated:
        step.do(Note("BToE is activated" if status.activated else "BToE is not activated"))
    step.change(account=status.account, activated=status.activated, phone_locked=status.locked)


def _not_reached(step: ConnectorStep) -> None:
    reason = step.event.reason
    _warn(step, WARNINGS.get(reason, WARNINGS["unreachable"]).format(seconds=step.event.seconds))
    step.change(wanted=step.own.wanted and reason not in FINAL, plug=step.own.plug and reason == "unreachable")
    _try_again(step)


def _overdue(step: ConnectorStep) -> None:
    step.do(Disconnect())
    _warn(step, WARNINGS["time"])
    _try_again(step)


def _lost(step: ConnectorStep) -> None:
    _part(step)
    step.do(Note("The phone is gone", "WARN"))
    _try_again(step)


def _dismissed(step: ConnectorStep) -> None:
    """The phone has said goodbye."""
    step.do(Disconnect())
    _lost(step)


def _try_again(step: ConnectorStep) -> None:
    if step.own.wanted:
        step.arm(RETRY, RETRY_AFTER, RetryDue())


def _may_retry(step: ConnectorStep) -> bool:
    return step.own.wanted and (_by_cable(step) or step.own.mode == "manual")


def _part(step: ConnectorStep) -> None:
    """Forget the phone that was paired, or was about to be."""
    step.disarm(GREETING)
    if step.own.phone is not None:
        step.tell(Unpaired())
    step.change(phone=None, account="", activated=False, phone_locked=False)


def _let_go(step: ConnectorStep, reason: str) -> None:
    step.do(Disconnect(reason))
    _part(step)


def _unpair(step: ConnectorStep) -> None:
    _let_go(step, "unpair")
    step.disarm(RETRY)
    step.change(wanted=False, code="", warning="")
    step.do(Note("Unpaired"))


def _stop(step: ConnectorStep) -> None:
    _let_go(step, "exit")
    step.disarm(RETRY)
    step.change(wanted=False, code="", warning="")
    step.do(Note("Polycom BToE Connector stopped"))


def _path_leads(step: ConnectorStep) -> bool:
    return (step.own.wanted or step.event.plugged) and _by_cable(step)


def _follow(step: ConnectorStep) -> None:
    step.disarm(RETRY)
    step.change(plug=step.event.plugged, wanted=True)
    _reach(step)


def _path_broken(step: ConnectorStep) -> bool:
    windows, own = step.phone[Windows], step.own
    there = own.phone.mac if own.phone is not None else windows.cable
    return windows.blocks or (own.mode == "auto" and windows.cable != there)


def _break(step: ConnectorStep) -> None:
    _let_go(step, "cable")
    step.do(Note("The path to the phone is gone", "WARN"))
    if step.phone[Windows].blocks:
        _warn(step, WARNINGS["blocked"])
    _try_again(step)


def _restart_reaching(step: ConnectorStep) -> None:
    step.do(Disconnect())
    _follow(step)


def _tell_lock(step: ConnectorStep) -> None:
    step.do(Say(PcLock(step.event.locked)))


def _tell_account(step: ConnectorStep) -> None:
    step.do(Say(Client(step.event.account)))


def _browse(step: ConnectorStep) -> None:
    step.do(Note("Launching the web page of the phone"))
    step.do(Browse(step.own.page))


_RUNNING = ("idle", "reaching", "greeting", "paired")
_BUSY = ("reaching", "greeting", "paired")

CONNECTOR: Machine[Connector] = Machine(
    "connector",
    ("stopped", *_RUNNING),
    (
        Row(Start, "stopped", "idle", _can_start, _start),
        Row(Start, "stopped", None, None, _refuse_start),
        Row(SessionBegan, "stopped", "idle", _starts_by_itself, _start),
        Row(Exit, _RUNNING, "stopped", None, _stop),
        Row(Exit, "stopped", None, None, _refuse_stopped),
        Row(SessionEnded, _RUNNING, "stopped", None, _stop),
        Row(ConnectorRemoved, _RUNNING, "stopped", None, _stop),
        Row(Pair, _RUNNING, "reaching", _has_code, _pair_and_reach),
        Row(Pair, _RUNNING, "reaching", _has_cable, _pair_and_reach),
        Row(Pair, _RUNNING, "idle", _wants_auto, _pair_later),
        Row(Pair, _RUNNING, None, None, _refuse_pair),
        Row(Pair, "stopped", None, None, _refuse_stopped),
        Row(Unpair, _BUSY, "idle", None, _unpair),
        Row(Unpair, "idle", None, None, _unpair),
        Row(Unpair, "stopped", None, None, _refuse_stopped),
        Row(RetryDue, "idle", "reaching", _may_retry, _reach),
        Row(PathChanged, "idle", "reaching", _path_leads, _follow),
        Row(PathChanged, "reaching", "reaching", _path_leads, _restart_reaching),
        Row(PathChanged, ("greeting", "paired"), "idle", _path_broken, _break),
        Row(Reached, "reaching", "greeting", None, _greet),
        Row(NotReached, "reaching", "idle", None, _not_reached),
        Row(Said, "greeting", "paired", _is_welcome, _welcome),
        Row(Said, "greeting", "idle", _is_too_old, _too_old),
        Row(Said, ("greeting", "paired"), "idle", _is_goodbye, _dismissed),
        Row(Said, "paired", None, _is_status, _status),
        Row(GreetingOverdue, "greeting", "idle", None, _overdue),
        Row(LinkLost, ("greeting", "paired"), "idle", None, _lost),
        Row(LockChanged, "paired", None, None, _tell_lock),
        Row(AccountChanged, "paired", None, None, _tell_account),
        Row(Web, "paired", None, None, _browse),
        Row(Web, ("stopped", "idle", "reaching", "greeting"), None, None, _refuse_unpaired),
    ),
)
"""How the connector comes to its phone, and leaves it."""

SLICE = Slice(Connector, dict.fromkeys({row.event for row in CONNECTOR.rows}, CONNECTOR.feed), machines=(CONNECTOR,))
