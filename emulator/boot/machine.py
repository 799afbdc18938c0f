"""The slices of the boot: power, provisioning, and the logs."""

from __future__ import annotations

from emulator.boot.blackout import left_of_power, left_of_provisioning
from emulator.boot.logs import chronicle, commands, keeping
from emulator.boot.logs.model import JobDue, LogFull, Logs, LogUploadDue, LogUploaded, PlanJobs
from emulator.boot.model import (
    ChangeSettings,
    ConfigurationRead,
    EnterProfile,
    ExtrasRead,
    LeaveProfile,
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
    Uploaded,
    UploadLogs,
)
from emulator.boot.orders import RememberFailed, UploadFile
from emulator.boot.power import POWER
from emulator.boot.provisioning.accounts import give_back, lend, use_account
from emulator.boot.provisioning.export import upload_configuration, upload_file
from emulator.boot.provisioning.outbox import keep_published, note_upload, send_due
from emulator.boot.provisioning.overrides import change_settings, reset
from emulator.boot.provisioning.profile import enter_profile, leave_profile, take_profile
from emulator.boot.provisioning.refresh import plan_by_clock, plan_poll, take_extras
from emulator.boot.provisioning.upkeep import (
    PROVISIONING,
    complain,
    note_software,
    poll,
    settings_changed,
    shut_down,
    take_configuration,
    take_up,
)
from emulator.boot.timers import PlanPoll, PollDue, UploadDue
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
        Ready: keeping.begin,
        LogUploadDue: keeping.upload_due,
        LogFull: keeping.upload_full,
        LogUploaded: keeping.note_upload,
        UploadLogs: keeping.upload_by_hand,
        SettingsChanged: keeping.change,
        ShuttingDown: keeping.end,
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
