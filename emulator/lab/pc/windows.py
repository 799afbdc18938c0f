"""Windows: the user's session, the installer, what starts by itself, the cable, and the firewall."""

from __future__ import annotations

from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step
from emulator.lab.pc.actions import (
    Allow,
    AutoStart,
    Block,
    Install,
    JoinNetwork,
    LockPc,
    LogOff,
    LogOn,
    PlugCable,
    PullCable,
    Restart,
    Start,
    Uninstall,
    UnlockPc,
)
from emulator.lab.pc.model import (
    NETWORKS,
    SYSTEMS,
    VERSIONS,
    Connector,
    ConnectorRemoved,
    LockChanged,
    PathChanged,
    Refused,
    SessionBegan,
    SessionEnded,
    Setup,
    Windows,
)

WindowsStep = Step[Windows]

UNPAIR_FIRST = "Disable BToE on the phone and unpair it before uninstalling the connector."
NOT_INSTALLED = "The Polycom BToE Connector is not installed."

_HERE = ("unlocked", "locked")


def _lock(step: WindowsStep) -> None:
    step.tell(LockChanged(True))


def _unlock(step: WindowsStep) -> None:
    step.tell(LockChanged(False))


def _leave(step: WindowsStep) -> None:
    step.tell(SessionEnded())


def _begin(step: WindowsStep) -> None:
    step.tell(SessionBegan())


def _restart(step: WindowsStep) -> None:
    _leave(step)
    _begin(step)


def _nobody(step: WindowsStep) -> None:
    step.tell(Refused("Nobody is signed in to Windows."))


def _already(step: WindowsStep) -> None:
    step.tell(Refused("The computer is that already."))


SESSION: Machine[Windows] = Machine(
    "windows",
    ("unlocked", "locked", "signed-out"),
    (
        Row(LockPc, "unlocked", "locked", None, _lock),
        Row(UnlockPc, "locked", "unlocked", None, _unlock),
        Row(LogOff, _HERE, "signed-out", None, _leave),
        Row(LogOn, "signed-out", "unlocked", None, _begin),
        Row(Restart, _HERE, "unlocked", None, _restart),
        Row(Restart, "signed-out", "unlocked", None, _begin),
        Row(LockPc, "signed-out", None, None, _nobody),
        Row(UnlockPc, "signed-out", None, None, _nobody),
        Row(LogOff, "signed-out", None, None, _nobody),
        Row(LogOn, _HERE, None, None, _already),
    ),
)
"""The user's session; locking a locked computer does nothing, as on any."""


def _install(step: WindowsStep) -> None:
    version = step.event.version
    problem = _obstacle(step)
    step.do(Setup("install", version, problem))
    if problem:
        step.tell(Refused(f"The setup has failed: {problem}"))
        return
    step.change(connector=version, damaged=step.event.damage == "program", allowed=NETWORKS)
    step.tell(PathChanged())


def _obstacle(step: WindowsStep) -> str:
    """What the installer stumbles over."""
    if step.event.version not in VERSIONS:
        return f"there is no version {step.event.version}; there are {', '.join(VERSIONS)}."
    if step.own.system not in SYSTEMS:
        return f"it does not run on {step.own.system}, but on {', '.join(SYSTEMS)}."
    if step.event.damage == "package":
        return "the installation package is damaged; download it again."
    if step.phone[Connector].state != "stopped":
        return "the connector is running; exit it first."
    return ""


def _uninstall(step: WindowsStep) -> None:
    if not step.own.connector:
        step.tell(Refused(NOT_INSTALLED))
    elif step.phone[Connector].state == "paired":
        step.do(Setup("uninstall", step.own.connector, UNPAIR_FIRST))
        step.tell(Refused(UNPAIR_FIRST))
    else:
        step.do(Setup("uninstall", step.own.connector))
        step.change(connector="", damaged=False, auto_start=None, allowed=())
        step.tell(ConnectorRemoved())


def _started(step: WindowsStep) -> None:
    """From its first start on, the connector starts with the computer."""
    if step.own.connector and not step.own.damaged and step.own.auto_start is None:
        step.change(auto_start=True)


def _set_auto_start(step: WindowsStep) -> None:
    if not step.own.connector or step.own.auto_start is None:
        step.tell(Refused("The Polycom BToE Connector is not in the list: it has not been started yet."))
    else:
        step.change(auto_start=step.event.state == "enabled")


def _plug(step: WindowsStep) -> None:
    step.change(cable=step.event.phone)
    step.tell(PathChanged(plugged=True))


def _pull(step: WindowsStep) -> None:
    step.change(cable="")
    step.tell(PathChanged())


def _join(step: WindowsStep) -> None:
    step.change(network=step.event.network)
    step.tell(PathChanged())


def _allow(step: WindowsStep) -> None:
    if not step.own.connector:
        step.tell(Refused(f"{NOT_INSTALLED} It is not in the firewall's list."))
        return
    wanted = {*step.own.allowed, *step.event.networks}
    step.change(allowed=tuple(each for each in NETWORKS if each in wanted))
    step.tell(PathChanged())


def _block(step: WindowsStep) -> None:
    step.change(allowed=tuple(each for each in step.own.allowed if each not in step.event.networks))
    step.tell(PathChanged())


SLICE = Slice(
    Windows,
    {
        **dict.fromkeys({row.event for row in SESSION.rows}, SESSION.feed),
        Install: _install,
        Uninstall: _uninstall,
        Start: _started,
        AutoStart: _set_auto_start,
        PlugCable: _plug,
        PullCable: _pull,
        JoinNetwork: _join,
        Allow: _allow,
        Block: _block,
    },
    machines=(SESSION,),
)
