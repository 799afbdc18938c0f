"""What entries of kind `action` do, by the name that the menus give them."""

from __future__ import annotations

from typing import NamedTuple

from emulator.boot.model import (
    EnterSetup,
    ResetRequested,
    RestartRequested,
    UpdateConfiguration,
    UploadConfiguration,
    UploadLogs,
)
from emulator.contacts.model import ClearAll
from emulator.display.model import OpenView
from emulator.kernel.state import Event
from emulator.signin.model import SignOut, SwitchCommonAdmin


class Action(NamedTuple):
    """An event, and what the screen says that asks for it."""

    event: Event
    title: str


ACTIONS: dict[str, Action] = {
    "reboot": Action(RestartRequested("Reboot initiated"), "Reboot Phone"),
    "restart": Action(RestartRequested("Restart Phone", reboot=False), "Restart Phone"),
    "update-configuration": Action(UpdateConfiguration(), "Update Configuration"),
    "reset-local": Action(ResetRequested("local"), "Reset Local Configuration"),
    "reset-web": Action(ResetRequested("web"), "Reset Web Configuration"),
    "reset-device": Action(ResetRequested("device"), "Reset Device Settings"),
    "format": Action(ResetRequested("files"), "Format File System"),
    "reset-factory": Action(ResetRequested("factory"), "Reset to Factory"),
    "factory-reset": Action(ResetRequested("factory"), "Reset to Factory"),
    "upload-logs": Action(UploadLogs(), "Upload Logs"),
    "upload-all": Action(UploadConfiguration("all"), "All Sources"),
    "upload-config": Action(UploadConfiguration("config"), "Configuration Files"),
    "upload-phone": Action(UploadConfiguration("phone"), "Local"),
    "upload-web": Action(UploadConfiguration("web"), "Web"),
    "upload-sip": Action(UploadConfiguration("sip"), "SIP"),
    "clear-lists": Action(ClearAll(), "Clear Call Logs and Contacts"),
    "sign-out": Action(SignOut(), "Sign Out"),
    "cap-admin": Action(SwitchCommonAdmin(), "CAP Admin Mode"),
    "leave-setup": Action(OpenView("leave-setup"), "Exit"),
    "setup": Action(EnterSetup(), "Setup"),
}
"""Every action that menus may name."""
