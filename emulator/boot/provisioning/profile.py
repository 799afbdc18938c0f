"""User profiles: a user's files take the place of the phone's own ones, and give it back.

While somebody is signed in, <user>.cfg counts above the configuration files, and the overrides, directory and call
lists are the user's. Those of the phone lie aside; that the phone's overrides do not count meanwhile is a guess. All
files of a user are looked for, and put, in USER_PROFILES_DIRECTORY.
"""

from __future__ import annotations

import re

import msgspec

from emulator.boot.address import place
from emulator.boot.model import (
    LocalFile,
    LocalFilesRead,
    Power,
    ProfileEntered,
    ProfileFetched,
    ProfileRefused,
    Provisioning,
    RestartNeeded,
    SettingsChanged,
)
from emulator.boot.orders import Compare, Login, Remember
from emulator.boot.provisioning.apply import consequence
from emulator.boot.provisioning.assemble import assemble, kept_master, read_files
from emulator.boot.provisioning.fetching import Session, transfer
from emulator.boot.provisioning.journey import Journey
from emulator.boot.provisioning.outbox import remember_local
from emulator.boot.provisioning.sealing import sealed
from emulator.boot.provisioning.session import session_of
from emulator.boot.tables import text
from emulator.config.master import Master
from emulator.kernel.slices import Flow, Step

ProvisioningStep = Step[Provisioning]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")


def enter_profile(step: ProvisioningStep) -> None:
    """Fetch the files of somebody who signs in; ProfileEntered or ProfileRefused follows."""
    event, own = step.event, step.own
    session, master = session_of(step, "Application"), kept_master(step.own)
    if session is None or master is None or own.lent or not _NAME.fullmatch(event.user):
        step.tell(ProfileRefused(event.user))
        return
    if own.configuration.flag("prov.login.useProvAuth"):
        server = msgspec.structs.replace(session.server, login=Login(event.user, event.password))
        session = session._replace(server=server)
    step.begin("provisioning/profile", _fetch(session, own, master, event.user, event.password))


def _fetch(session: Session, before: Provisioning, master: Master, user: str, password: str) -> Flow:
    """The user's files, and whether the password is right: the server says so, or a parameter in them does."""
    mine = msgspec.structs.replace(before, user=user, profile=None, local=_shared(before.local))
    journey = Journey(session, mine)
    journey.master = master
    yield from journey.read_profile(master)
    if journey.profile is None:
        return ProfileRefused(user)
    yield from journey.read_overrides(master, ("phone",))
    local = tuple(journey.local.values())
    files = read_files(before.configuration.identity, before.kept)
    made = assemble(mine, files, local, profile=journey.profile, write_device=False).configuration
    if not before.configuration.flag("prov.login.useProvAuth"):
        answer = yield Compare(password=password, candidates=(made.text("prov.login.localPassword"),))
        if answer.hit < 0:
            return ProfileRefused(user)
    yield from journey.read_calls(master)
    yield from journey.read_directory(master)
    return ProfileFetched(user, journey.profile, tuple(journey.local.values()))


def take_profile(step: ProvisioningStep) -> None:
    """Run on the profile of a user who may sign in."""
    event, own = step.event, step.own
    was = own.local
    host = own.host if own.user else _personal(was)
    step.change(user=event.user, profile=event.profile, host=host, local=(*_shared(own.local), *_personal(event.local)))
    _remember(step)
    _reconfigure(step)
    _tell_lists(step, was)
    step.tell(ProfileEntered(event.user))


def leave_profile(step: ProvisioningStep) -> None:
    """Run on the phone's own settings again; what the user has changed at the last moment is still sent."""
    own = step.own
    if not own.user:
        return
    session, master = session_of(step, "Application"), kept_master(own)
    if session is not None and master is not None:
        for file in _personal(own.local):
            if file.waiting:
                step.begin(f"provisioning/farewell {file.role}", _send(session, own, master, file))
    _restore(step)
    _reconfigure(step)
    _tell_lists(step, own.local)


def forget_profile(step: ProvisioningStep) -> None:
    """Nobody is signed in any more, and the phone has nothing of its own: its files have been deleted."""
    step.change(user="", profile=None, host=())
    _remember(step)


def end_with_reboot(step: ProvisioningStep) -> None:
    """Sign the user out as the phone reboots, unless prov.login.persistent keeps users over reboots."""
    own = step.own
    step.abandon("provisioning/profile")
    if own.user and step.phone[Power].reboot and not own.configuration.flag("prov.login.persistent"):
        _restore(step)


def _restore(step: ProvisioningStep) -> None:
    own = step.own
    step.change(user="", profile=None, host=(), local=(*_shared(own.local), *own.host))
    _remember(step)


def _shared(files: tuple[LocalFile, ...]) -> tuple[LocalFile, ...]:
    """Those that belong to the phone, whoever uses it: what its web page has set."""
    return tuple(file for file in files if file.role == "web")


def _personal(files: tuple[LocalFile, ...]) -> tuple[LocalFile, ...]:
    return tuple(file for file in files if file.role != "web")


def _remember(step: ProvisioningStep) -> None:
    """Write into flash who is signed in, if that is to outlive a power cut.

    What the phone has of its own is laid aside before it is replaced, and put back before it is dropped.
    """
    own = step.own
    lasting = own.user and own.configuration.flag("prov.login.persistent")
    aside = Remember("host", msgspec.json.encode(own.host if own.user else None))
    if own.user:
        step.do(aside)
    step.do(Remember("profile", msgspec.json.encode(own.profile if lasting else None)))
    remember_local(step)
    if not own.user:
        step.do(aside)


def _reconfigure(step: ProvisioningStep) -> None:
    own = step.own
    files = read_files(own.configuration.identity, own.kept)
    made = assemble(own, files, own.local, profile=own.profile, write_device=False)
    names, effect = consequence(own.configuration, made.configuration)
    step.change(configuration=made.configuration, findings=made.findings)
    if names:
        step.tell(SettingsChanged(names))
    if effect != "none":
        step.tell(RestartNeeded(text("applying"), effect == "reboot"))


def _tell_lists(step: ProvisioningStep, was: tuple[LocalFile, ...]) -> None:
    """Let those who keep the directory and the call lists know that they are somebody else's."""
    before, now = ({file.role: file.body for file in files} for files in (was, step.own.local))
    roles = tuple(sorted(role for role in {*before, *now} if before.get(role) != now.get(role)))
    if roles:
        step.tell(LocalFilesRead(roles))


def _send(session: Session, own: Provisioning, master: Master, file: LocalFile) -> Flow:
    url = place(session.server.base, master.user_profiles, file.name)
    request = session.ask(file.role, "PUT", url, sealed(own.configuration, file.role, file.body))
    yield from transfer(session, file.role, file.name, request)
    return None
