"""Somebody's account on the phone: their settings while they are signed in, and the phone lent to a guest."""

from __future__ import annotations

import msgspec

from emulator.boot.model import LocalFile, LocalFilesRead, Provisioning, RestartNeeded, Role, SettingsChanged
from emulator.boot.orders import Remember
from emulator.boot.provisioning.apply import consequence
from emulator.boot.provisioning.outbox import remember_local, send_waiting
from emulator.boot.provisioning.overrides import reconfigured
from emulator.boot.tables import text
from emulator.config.common_area import with_restrictions
from emulator.config.layers import with_account
from emulator.kernel.slices import Step

ProvisioningStep = Step[Provisioning]

LISTS: tuple[Role, ...] = ("calls", "directory")
"""The files of the phone's own that are personal to its host; settings are laid aside, and count all the same."""


def use_account(step: ProvisioningStep) -> None:
    """Run on an account's settings, or on none; what they change is in force at once."""
    before, event = step.own.configuration, step.event
    after = with_account(before, event.account, with_restrictions(before, event.policy))
    step.change(account=event.account, policy=event.policy, configuration=after)
    names, _ = consequence(before, after)
    if names:
        step.tell(SettingsChanged(names))


def drop_account(step: ProvisioningStep) -> None:
    """Nobody is signed in as the phone goes down; the lines that go down with it do so as they are."""
    step.change(account={}, policy={})
    if step.own.lent:
        _give_back(step)


def lend(step: ProvisioningStep) -> None:
    """Lay aside what is the host's own, in state and flash, so that a power cut brings it back."""
    own = step.own
    if own.lent:
        return
    host = tuple(file for file in own.local if file.role != "web")
    step.change(lent=True, host=host, local=tuple(file for file in own.local if file.role not in LISTS))
    step.do(Remember("host", msgspec.json.encode(host)))
    remember_local(step)
    _tell(step, own.local)


def give_back(step: ProvisioningStep) -> None:
    """Take up what was laid aside."""
    own = step.own
    if not own.lent:
        return
    _give_back(step)
    after = reconfigured(step.own)
    names, effect = consequence(own.configuration, after)
    step.change(configuration=after)
    if names:
        step.tell(SettingsChanged(names))
    if effect != "none":
        step.tell(RestartNeeded(text("applying"), effect == "reboot"))
    _tell(step, own.local)
    send_waiting(step)


def _give_back(step: ProvisioningStep) -> None:
    own = step.own
    step.change(lent=False, host=(), local=(*(file for file in own.local if file.role == "web"), *own.host))
    remember_local(step)
    step.do(Remember("host", msgspec.json.encode(None)))


def _tell(step: ProvisioningStep, was: tuple[LocalFile, ...]) -> None:
    before, now = ({file.role: file.body for file in files} for files in (was, step.own.local))
    roles = tuple(role for role in LISTS if before.get(role) != now.get(role))
    if roles:
        step.tell(LocalFilesRead(roles))
