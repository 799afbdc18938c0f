"""The slices of the boot: power, provisioning, and the logs."""

from __future__ import annotations

from emulator.boot import chronicle, commands, logkeeping
from emulator.boot.accounts import give_back, lend, use_account
from emulator.boot.blackout import left_of_power, left_of_provisioning
from emulator.boot.export import upload_configuration, upload_file
from emulator.boot.logmodel import JobDue, LogFull, Logs, LogUploadDue, LogUploaded, PlanJobs
from emulator.boot.model import (
    ChangeSettings,
    ConfigurationRead,
    EnterProfile,
    ExtrasRead,
    LeaveProfile,
    PlanPoll,
    PollDue,
    Power,
    ProfileFetched,
    Provisioning,
    Publish,
    Ready,
    ResetRequested,
    SettingsChanged,
    ShuttingDown,
    SoftwareInstalled,
    StageEntered,
    UploadConfiguration,
    UploadDue,
    Uploaded,
    UploadLogs,
)
from emulator.boot.orders import RememberFailed, UploadFile
from emulator.boot.outbox import keep_published, note_upload, send_due
from emulator.boot.overrides import change_settings, reset
from emulator.boot.power import POWER
from emulator.boot.profile import enter_profile, leave_profile, take_profile
from emulator.boot.refresh import plan_by_clock, plan_poll, take_extras
from emulator.boot.upkeep import (
    PROVISIONING,
    complain,
    note_software,
    poll,
    settings_changed,
    shut_down,
    take_configuration,
    take_up,
)
from emulator.display.model import ClockSet
from emulator.kernel.slices import Slice
from emulator.lines.model import LineConfigured, LineRegistered, LineUnregistered
from emulator.signin.model import LendPhone, ReturnPhone, UseAccount

POWER_SLICE = Slice(
    Power,
    dict.fromkeys({row.event for row in POWER.rows}, POWER.feed),
    machines=(POWER,),
    kept=left_of_power,
)
PROVISIONING_SLICE = Slice(
    Provisioning,
    {
        **dict.fromkeys({row.event for row in PROVISIONING.rows}, PROVISIONING.feed),
        ChangeSettings: change_settings,
        ResetRequested: reset,
        ConfigurationRead: take_configuration,
        Ready: take_up,
        ShuttingDown: shut_down,
        RememberFailed: complain,
        Publish: keep_published,
        UploadDue: send_due,
        UploadConfiguration: upload_configuration,
        UploadFile: upload_file,
        Uploaded: note_upload,
        SettingsChanged: settings_changed,
        PollDue: poll,
        PlanPoll: plan_poll,
        ClockSet: plan_by_clock,
        ExtrasRead: take_extras,
        EnterProfile: enter_profile,
        ProfileFetched: take_profile,
        LeaveProfile: leave_profile,
        SoftwareInstalled: note_software,
        UseAccount: use_account,
        LendPhone: lend,
        ReturnPhone: give_back,
    },
    machines=(PROVISIONING,),
    kept=left_of_provisioning,
)
LOGS_SLICE = Slice(
    Logs,
    {
        Ready: logkeeping.begin,
        LogUploadDue: logkeeping.upload_due,
        LogFull: logkeeping.upload_full,
        LogUploaded: logkeeping.note_upload,
        UploadLogs: logkeeping.upload_by_hand,
        SettingsChanged: logkeeping.change,
        ShuttingDown: logkeeping.end,
        JobDue: commands.run_job,
        ClockSet: commands.note_clock,
        PlanJobs: commands.plan_by_clock,
        ConfigurationRead: chronicle.write_levels,
        StageEntered: chronicle.write_discovery,
        LineConfigured: chronicle.write_line,
        LineRegistered: chronicle.write_registered,
        LineUnregistered: chronicle.write_removed,
    },
)
SLICES = (POWER_SLICE, PROVISIONING_SLICE, LOGS_SLICE)
