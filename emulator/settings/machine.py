"""The menus' slice: passwords, values that are chosen or typed, network settings that wait to be saved, actions."""

from __future__ import annotations

from emulator.boot.model import (
    ChangeSettings,
    EnterSetup,
    LeaveSetup,
    Power,
    Provisioning,
    ShuttingDown,
    config,
    running,
)
from emulator.boot.orders import Compare, Digest, FileUploaded
from emulator.config.catalogue import find
from emulator.display.model import Display, GoBack, GoHome, Noticed, OpenView, Plugged, ReturnDue
from emulator.kernel.slices import Flow, Slice, Step
from emulator.kernel.state import State
from emulator.lines.model import RegisterAnswered
from emulator.settings import alarms, contrast, credentials, csr, graphs, reach, ringing
from emulator.settings.actions import ACTIONS
from emulator.settings.diagnostics import darken, note_key, switch_lamps
from emulator.settings.menus import bounds
from emulator.settings.model import (
    ADMIN,
    DRAFTED,
    LOGIN,
    USER,
    AcceptCertificate,
    AdjustContrast,
    AskReset,
    BrightnessTested,
    CertificateFetched,
    ChangePassword,
    ClearIcon,
    Confirmed,
    CsrReady,
    DeleteCertificate,
    DropDraft,
    FetchCertificate,
    GenerateCsr,
    HopAnswered,
    KeyTested,
    LampsTested,
    Menus,
    Nameplate,
    OpenPage,
    PasswordChanged,
    PasswordChecked,
    PlayRinger,
    ProbeNetwork,
    RingerPlayed,
    Sampled,
    SaveDraft,
    SetParameter,
    SubmitPassword,
    unlocked,
)

MenusStep = Step[Menus]

LONGEST = 32
"""Characters of a password of the phone."""

_PLACES = {"admin": ADMIN, "user": USER, "login": LOGIN}


def _kept(phone: State, whose: str) -> str:
    """What the phone keeps of a password: a hash in flash, or the default in clear."""
    if whose == "mac":
        return phone[Nameplate].mac
    place = _PLACES[whose]
    return phone[Provisioning].device.get(place) or config(phone).text(place)


def _open_page(step: MenusStep) -> None:
    page, lock = step.event.page, step.event.lock
    if page in ("settings", "main"):
        step.change(unlocked="")
    if lock and not unlocked(step.phone, lock):
        step.change(wanted=page)
        step.tell(OpenView(f"password/{lock}"))
    else:
        step.tell(OpenView(f"page/{page}"))


def _enter_setup(step: MenusStep) -> None:
    """Setup in the countdown, or the keys for a factory reset: first the password."""
    step.change(wanted=step.event.wanted, unlocked="")
    step.tell(OpenView("password/reset" if step.event.wanted == "factory-reset" else "password/admin"))


def _check(step: MenusStep) -> None:
    """See whose password it is; the administrator's opens whatever the user's does."""
    lock = step.phone[Display].stack[-1].partition("/")[2]
    whose = {"user": ("admin", "user"), "admin": ("admin",), "reset": ("admin", "mac")}[lock]
    step.begin("menus/password", _checking(step.event.password, whose, [_kept(step.phone, each) for each in whose]))


def _checking(password: str, whose: tuple[str, ...], kept: list[str]) -> Flow:
    answer = yield Compare(password=password, candidates=tuple(kept))
    return PasswordChecked(whose[answer.hit] if answer.hit >= 0 else "")


def _let_in(step: MenusStep) -> None:
    whose, wanted = step.event.whose, step.own.wanted
    if not whose:
        _ask_again(step)
        return
    if wanted == "factory-reset":
        step.tell(OpenView("confirm/factory-reset", instead=True))
    else:
        step.change(unlocked=whose)
        step.tell(OpenView(f"page/{wanted}", instead=True))


def _ask_again(step: MenusStep) -> None:
    """The prompt once more, with nothing in it; unless somebody has gone on meanwhile."""
    (prompt,) = step.phone[Display].stack[-1:] or ("",)
    if prompt.startswith("password/"):
        step.tell(OpenView(prompt, instead=True))
        step.tell(Noticed("Sorry, please try again."))


def _set(step: MenusStep) -> None:
    """A value: saved at once, or kept with the other network settings until they are saved together."""
    name, value = step.event.parameter, step.event.value
    parameter = find(name)
    if value and parameter and parameter.read(value).value is None:
        step.tell(Noticed("\n".join(filter(None, ("Invalid value.", bounds(parameter))))))
        return
    if any(view in step.phone[Display].stack for view in DRAFTED):
        step.change(draft={**step.own.draft, name: value})
    else:
        step.tell(ChangeSettings({name: value, **step.event.also}))
    step.tell(GoBack())


def _save(step: MenusStep) -> None:
    step.tell(ChangeSettings(dict(step.own.draft)))
    step.change(draft={}, unlocked="")
    if step.phone[Power].state == "setup":
        step.tell(ACTIONS["reboot"].event)
    step.tell(GoHome())


def _drop(step: MenusStep) -> None:
    step.change(draft={}, unlocked="")
    step.tell(LeaveSetup() if step.phone[Power].state == "setup" else GoHome())


def _confirmed(step: MenusStep) -> None:
    if step.phone[Power].state != "setup":
        step.tell(GoBack())
    step.tell(ACTIONS[step.event.action].event)


def _change_password(step: MenusStep) -> None:
    complaint = _complaint(step.phone, step.event)
    if complaint:
        step.tell(Noticed(complaint))
        return
    whose = step.event.whose
    step.begin("menus/password", _changing(whose, step.event.old, step.event.new, _kept(step.phone, whose)))


def _complaint(phone: State, event: ChangePassword) -> str:
    """Why a new password cannot be taken, in the words of the device's dictionary."""
    if event.new != event.again:
        return "New passwords do not match."
    if len(event.new) < config(phone).number(f"sec.pwd.length.{event.whose}"):
        return "Sorry, password too short."
    return "Sorry, password too long." if len(event.new) > LONGEST else ""


def _changing(whose: str, old: str, new: str, kept: str) -> Flow:
    answer = yield Compare(password=old, candidates=(kept,))
    if answer.hit < 0:
        return Noticed("Old password is incorrect.")
    if whose == "login":
        return PasswordChanged(whose, new)
    made = yield Digest(password=new)
    return PasswordChanged(whose, made.hashed_password)


def _password_changed(step: MenusStep) -> None:
    whose = step.event.whose
    step.tell(ChangeSettings({_PLACES[whose]: step.event.hashed_password}))
    step.tell(GoBack())
    step.tell(Noticed("Admin password changed." if whose == "admin" else "User password changed."))


def _leave_tests(step: MenusStep) -> None:
    """Whatever was under test is so no more."""
    step.change(tested="", lamps=False, brightness=0, hops=())
    for flow in (reach.FLOW, graphs.FLOW):
        step.abandon(flow)


def _lock_up(step: MenusStep) -> None:
    """Leaving the menus locks them again, and forgets what was not saved."""
    _leave_tests(step)
    step.change(unlocked="", wanted="", draft={}, certificate="")


def _idle(step: MenusStep) -> None:
    if running(step.phone):
        _lock_up(step)


def _step_back(step: MenusStep) -> None:
    """Back out of Setup's first page, or out of its password, is back to the countdown."""
    stack = step.phone[Display].stack
    _leave_tests(step)
    if stack[-1:] == ("page/advanced",):
        step.change(unlocked="")
    if len(stack) <= 1 and step.phone[Power].state == "setup":
        _lock_up(step)
        step.tell(LeaveSetup())


SLICE: Slice[Menus] = Slice(
    Menus,
    {
        EnterSetup: _enter_setup,
        AskReset: _enter_setup,
        OpenPage: _open_page,
        SubmitPassword: _check,
        PasswordChecked: _let_in,
        SetParameter: _set,
        SaveDraft: _save,
        DropDraft: _drop,
        Confirmed: _confirmed,
        ClearIcon: alarms.clear,
        GenerateCsr: csr.generate,
        CsrReady: csr.send,
        FileUploaded: csr.keep,
        RegisterAnswered: alarms.forget,
        Plugged: alarms.forget,
        KeyTested: note_key,
        LampsTested: switch_lamps,
        BrightnessTested: darken,
        AdjustContrast: contrast.adjust,
        PlayRinger: ringing.play,
        RingerPlayed: ringing.stop,
        ProbeNetwork: reach.begin,
        HopAnswered: reach.note,
        OpenView: graphs.begin,
        Sampled: graphs.note,
        FetchCertificate: credentials.fetch,
        CertificateFetched: credentials.take,
        AcceptCertificate: credentials.accept,
        DeleteCertificate: credentials.delete,
        ChangePassword: _change_password,
        PasswordChanged: _password_changed,
        GoBack: _step_back,
        GoHome: _lock_up,
        ReturnDue: _idle,
        ShuttingDown: _lock_up,
    },
    kept=contrast.keep,
)
"""The slice of the menus."""
