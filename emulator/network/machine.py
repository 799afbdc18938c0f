"""The slices of the network: joining it, and keeping the time."""

from __future__ import annotations

from emulator.boot.model import (
    ConfigurationRead,
    Power,
    Provisioning,
    Ready,
    SettingsChanged,
    ShuttingDown,
    StageEntered,
    config,
)
from emulator.boot.orders import Log
from emulator.display.model import ClockSet
from emulator.kernel.machines import ANY, Machine, Row
from emulator.kernel.slices import Slice, Step
from emulator.network.joining import Newcomer, join
from emulator.network.model import (
    AccessRefused,
    AskTime,
    DhcpFailed,
    Network,
    NetworkUp,
    Redirecting,
    TimeDue,
    Timekeeping,
    TimeTold,
    TimeUnknown,
    flash_settings,
    found_server,
    time_servers,
)
from emulator.network.zones import TimeSource
from emulator.settings.model import Nameplate

NetworkStep = Step[Network]
TimeStep = Step[Timekeeping]

CERTIFIED = ("Factory installed", "Self-signed")
"""What Status says of a device certificate that can be shown."""

AGAIN = "timekeeping/again"
FIRST_RETRY = 60.0
"""Seconds after a failure until the servers are asked again; twice as long after each further one (RFC 4330, 10)."""


def _begins(step: NetworkStep) -> bool:
    return bool(step.event.stage == "network" and step.phone[Power].linked)


def _stops(step: NetworkStep) -> bool:
    return bool(step.event.stage == "network")


def _join(step: NetworkStep) -> None:
    phone = step.phone
    newcomer = Newcomer(
        flash_settings(phone),
        step.own.surroundings,
        phone[Provisioning].configuration.identity,
        f"FileTransport {step.profile.agent}/{step.profile.updater} Type/Updater",
        hurried=phone[Power].pace == "quick",
        fresh=not phone[Provisioning].kept,
        certified=phone[Nameplate].certificate in CERTIFIED,
        wireless=phone[Power].air,
    )
    step.begin("network/joining", join(newcomer))


def _leave(step: NetworkStep) -> None:
    step.abandon("network/joining")


def _take(step: NetworkStep) -> None:
    event = step.event
    step.change(
        lease=event.lease,
        informed=event.informed,
        vlan=event.vlan,
        vlan_by=event.vlan_by,
        redirected=event.redirected or step.own.redirected,
        redirect=event.redirected.get("device.prov.serverName", step.own.redirect),
        admitted=event.admitted,
    )


JOINING: Machine[Network] = Machine(
    "network",
    ("down", "joining", "refused", "failed", "redirecting", "up"),
    (
        Row(StageEntered, ANY, "joining", _begins, _join),
        Row(StageEntered, ANY, "down", _stops, _leave),
        Row(AccessRefused, "joining", "refused"),
        Row(DhcpFailed, "joining", "failed"),
        Row(Redirecting, ("joining", "failed"), "redirecting"),
        Row(NetworkUp, ("joining", "failed", "redirecting"), "up", None, _take),
    ),
)
"""From an unplugged phone to one with an address; each boot begins anew."""


def _note_server(step: NetworkStep) -> None:
    """Say in the log where the boot server comes from, before it is asked."""
    found = found_server(step.phone) if step.event.stage == "updater" else None
    if found is not None:
        step.do(Log("cfg", "3", f"Prov|Boot server {found.address} from {found.origin}"))


def _enter_stage(step: NetworkStep) -> None:
    JOINING.feed(step)
    _note_server(step)


def _settle(step: NetworkStep) -> None:
    """What the redirect service said is in flash from now on."""
    step.change(redirected={})


NETWORK = Slice(
    Network,
    {
        **dict.fromkeys((AccessRefused, DhcpFailed, Redirecting, NetworkUp), JOINING.feed),
        StageEntered: _enter_stage,
        ConfigurationRead: _settle,
    },
    machines=(JOINING,),
)


def _has_servers(step: TimeStep) -> bool:
    return bool(step.event.stage == "application" and time_servers(step.phone).servers)


def _has_others(step: TimeStep) -> bool:
    return time_servers(step.phone) != step.own.source


def _is_answer(step: TimeStep) -> bool:
    return bool(step.event.number == step.own.asked)


def _has_next(step: TimeStep) -> bool:
    return _is_answer(step) and step.own.tried < len(step.own.source.servers)


def _begin_round(step: TimeStep) -> None:
    step.change(source=time_servers(step.phone), tried=0)
    _ask_next(step)


def _ask_next(step: TimeStep) -> None:
    own = step.own
    host = own.source.servers[own.tried] if own.source.servers else ""
    step.disarm(AGAIN)
    step.change(tried=own.tried + 1, asked=own.asked + 1)
    step.do(AskTime(step.own.asked, host))


def _set_clock(step: TimeStep) -> None:
    step.change(rounds=0)
    step.tell(ClockSet(step.event.utc))
    if step.own.source.servers:
        step.arm(AGAIN, config(step.phone).number("tcpIpApp.sntp.resyncPeriod"), TimeDue())


def _complain(step: TimeStep) -> None:
    event = step.event
    if event.host:
        where = f"{event.host}({event.address})" if event.address else event.host
        step.do(Log("app1", "4", f"Could not load time from {where}."))


def _try_next(step: TimeStep) -> None:
    _complain(step)
    _ask_next(step)


def _give_up(step: TimeStep) -> None:
    """Wait longer after each failure, but never longer than between two answers; without DNS as long as it says."""
    _complain(step)
    step.change(rounds=step.own.rounds + 1)
    settings = config(step.phone)
    longest = settings.number("tcpIpApp.sntp.resyncPeriod")
    wait = min(FIRST_RETRY * 2.0 ** min(step.own.rounds - 1, 20), longest)
    if not step.event.address:
        wait = settings.number("tcpIpApp.sntp.retryDnsPeriod")
    step.arm(AGAIN, wait, TimeDue())


def _rest(step: TimeStep) -> None:
    step.disarm(AGAIN)
    step.change(source=TimeSource(), rounds=0)


TIMEKEEPING: Machine[Timekeeping] = Machine(
    "timekeeping",
    ("idle", "asking", "told", "silent"),
    (
        Row(StageEntered, "idle", "asking", _has_servers, _begin_round),
        Row(Ready, "idle", "asking", None, _begin_round),
        *(Row(event, ("asking", "told", "silent"), "asking", _has_others, _begin_round)
          for event in (Ready, SettingsChanged)),
        Row(TimeTold, "asking", "told", _is_answer, _set_clock),
        Row(TimeUnknown, "asking", "asking", _has_next, _try_next),
        Row(TimeUnknown, "asking", "silent", _is_answer, _give_up),
        Row(TimeDue, ("told", "silent"), "asking", None, _begin_round),
        Row(ShuttingDown, ANY, "idle", None, _rest),
    ),
)  # fmt: skip
"""The servers are asked in turn; where none is named the host's clock stands in, once."""

TIME = Slice(
    Timekeeping,
    dict.fromkeys({row.event for row in TIMEKEEPING.rows}, TIMEKEEPING.feed),
    machines=(TIMEKEEPING,),
)
SLICES = (NETWORK, TIME)
