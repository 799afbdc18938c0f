"""Signing in, as a table: by what was typed, by computer or web page, by itself; host, guest, and out again."""

from __future__ import annotations

from collections.abc import Callable

from emulator.boot.model import Provisioning, Ready, ResetRequested, SettingsChanged, ShuttingDown, config, running
from emulator.calls.model import CallEnded, Calls
from emulator.display.model import Chorded, GoBack, HookMoved, KeyPressed, Swiped, TextTyped, Touched, showing
from emulator.kernel.machines import ANY, Machine, Row
from emulator.kernel.slices import Slice
from emulator.lines.model import LineRegistered, LineUnregistered, RegisterAnswered
from emulator.signin import account as accounts
from emulator.signin import guests, leaving, setup, steps
from emulator.signin.events import (
    Admitted,
    CancelSignIn,
    CodeGiven,
    GuestIdle,
    GuestStays,
    Held,
    LeavingDue,
    LetGuestIn,
    NextSetupPage,
    Reached,
    Refused,
    Resume,
    SignInByPc,
    SignInByWeb,
    SignInWith,
    SkipSetup,
    Stage,
    SubmitPassword,
    Vacated,
)
from emulator.signin.model import (
    ACCOUNT_LINE,
    ASKING,
    BUSY,
    FORMS,
    CheckPassword,
    OfferCredentials,
    SignedOut,
    SignIn,
    SignOut,
    SwitchCommonAdmin,
    Vacating,
    offers_guest,
    offers_sign_in,
)
from emulator.signin.orders import PolicyTold
from emulator.signin.steps import SignInStep

ENTERED = ("in", "changed")
FLOWING = ("discovering", "authenticating", "certificate", "waiting")
REJECTED = (401, 407)
TROUBLE = {408: "timeout", 503: "unavailable", 504: "timeout"}

# Guards


def _skype(step: SignInStep) -> bool:
    return running(step.phone) and config(step.phone).base_profile != "Generic"


def _offered(step: SignInStep) -> bool:
    return running(step.phone) and offers_sign_in(step.phone)


def _by_own_server(step: SignInStep) -> bool:
    has_line = bool(config(step.phone).text("reg.1.address").strip())
    return _has_proof(step) and accounts.has_own_server(step.phone) and has_line


def _own_line(step: SignInStep) -> bool:
    return _first_line(step) and _by_own_server(step)


def _has_proof(step: SignInStep) -> bool:
    return _skype(step) and accounts.given_proof(step.phone) is not None


def _has_certificate(step: SignInStep) -> bool:
    kept = step.own.kept
    return _skype(step) and kept.active and kept.method == "web" and bool(kept.line_password)


def _enters_password(step: SignInStep) -> bool:
    """The password under Login Credentials, for a line that is hidden since its user signed out."""
    name = "device.logincred.password"
    hidden = step.phone[Provisioning].account == accounts.HIDDEN
    return hidden and name in step.event.names and bool(config(step.phone).text(name))


def _reaches(stage: Stage) -> Callable[[SignInStep], bool]:
    def holds(step: SignInStep) -> bool:
        return bool(step.event.stage == stage)

    holds.__name__ = f"_reaches_{stage}"
    return holds


def _first_line(step: SignInStep) -> bool:
    return bool(step.event.line == ACCOUNT_LINE)


def _refused_by_web(step: SignInStep) -> bool:
    """The password of before is not right any more: nobody has typed another."""
    wrong = step.event.outcome in ("wrong-password", "password-expired", "IncorrectPin", "PinExpired")
    return wrong and not step.own.attended and step.own.role == "host" and step.own.kept.active


def _refused_to_pc(step: SignInStep) -> bool:
    return step.own.method == "pc"


def _rejected(step: SignInStep) -> bool:
    return _first_line(step) and step.event.code in REJECTED


def _as_before(step: SignInStep) -> bool:
    return _rejected(step) and step.own.method == "cached"


def _unwanted(step: SignInStep) -> bool:
    return _first_line(step) and step.event.code in steps.REFUSALS


def _gives_up(step: SignInStep) -> bool:
    """A SIP server in trouble: who waits for it is told, and may try again."""
    return _first_line(step) and step.event.code in TROUBLE and step.own.attended


def _refreshed(step: SignInStep) -> bool:
    return _first_line(step) and 200 <= step.event.code < 300 and step.event.expires > 0


def _no_calls(step: SignInStep) -> bool:
    return not step.phone[Calls].open


def _may_lend(step: SignInStep) -> bool:
    return running(step.phone) and offers_guest(step.phone)


def _is_guest(step: SignInStep) -> bool:
    return step.own.role == "guest"


def _for_guest(step: SignInStep) -> bool:
    return step.own.leaving == "guest" and step.own.role == "host"


def _is_entered(step: SignInStep) -> bool:
    return step.own.entered


def _is_somebody_else(step: SignInStep) -> bool:
    own = step.own
    known = own.account.address if own.account else ""
    return own.entered and known.lower() != step.event.admission.account.address.lower()


def _leaves_web_again(step: SignInStep) -> bool:
    return _closes_web(step) and step.own.entered


def _closes_web(step: SignInStep) -> bool:
    return showing(step.phone, f"{FORMS}/web")


# Actions


def _refuse_line(step: SignInStep) -> None:
    steps.fail_to_register(step, {**steps.REFUSALS, **TROUBLE}[step.event.code])


def _is_unwanted_again(step: SignInStep) -> bool:
    return step.own.entered and _unwanted(step)


USES = (KeyPressed, Chorded, Swiped, TextTyped, Touched, HookMoved, CallEnded, GuestStays)
"""What shows that a guest is still there."""

SIGN_IN: Machine[SignIn] = Machine(
    "sign-in",
    (*ASKING, *BUSY, *ENTERED, "cancelling", "leaving"),
    (
        *(
            row
            for event in (Ready, Resume)
            for row in (
                Row(event, "out", "registering", _has_certificate, steps.register_as_before),
                Row(event, "out", "registering", _by_own_server, steps.watch_line),
                Row(event, "out", "discovering", _has_proof, steps.resume),
            )
        ),
        Row(SignInWith, ASKING, "discovering", _offered, steps.sign_in_with),
        Row(SignInByPc, ASKING, "pc", _offered, steps.wait_for_pc),
        Row(SignInByWeb, ASKING, "web", _offered, steps.ask_code),
        Row(OfferCredentials, ASKING, "discovering", _skype, steps.sign_in_with),
        Row(CodeGiven, "web", None, None, steps.show_code),
        Row(Reached, ("web", *FLOWING), "discovering", _reaches("discovering")),
        Row(Reached, FLOWING, "authenticating", _reaches("authenticating")),
        Row(Reached, FLOWING, "certificate", _reaches("certificate")),
        Row(Held, FLOWING, "waiting", None, steps.hold),
        Row(Admitted, FLOWING, "changed", _is_somebody_else, steps.refuse_other),
        Row(Admitted, FLOWING, "registering", None, steps.register),
        Row(Refused, ("web", *FLOWING), "changed", _is_entered, steps.fail_again),
        Row(Refused, FLOWING, "changed", _refused_by_web, steps.note_changed),
        Row(Refused, FLOWING, "pc", _refused_to_pc, steps.fail),
        Row(Refused, ("web", *FLOWING), "out", None, steps.fail),
        Row(LineRegistered, "registering", "policy", _first_line, steps.ask_policy),
        Row(LineRegistered, "out", "policy", _own_line, steps.take_line),
        Row(SettingsChanged, "out", None, _enters_password, steps.show_line),
        Row(LineUnregistered, ("registering", "policy"), "changed", _as_before, steps.note_changed),
        Row(LineUnregistered, ("registering", "policy"), "changed", _is_unwanted_again, _refuse_line),
        Row(LineUnregistered, ("registering", "policy"), "out", _unwanted, _refuse_line),
        Row(LineUnregistered, ("registering", "policy"), "out", _gives_up, _refuse_line),
        Row(PolicyTold, "policy", "in", None, steps.arrive),
        Row(PolicyTold, "in", None, None, steps.follow),
        Row(RegisterAnswered, "in", None, _refreshed, steps.ask_policy),
        Row(LineUnregistered, "in", "changed", _rejected, steps.note_changed),
        Row(LineUnregistered, "in", None, _unwanted, steps.complain),
        Row(SubmitPassword, "changed", "discovering", None, steps.with_new_password),
        Row(SignInByWeb, "changed", "web", None, steps.ask_code),
        Row(CancelSignIn, ("web", *BUSY), "changed", _is_entered, steps.cancel),
        Row(CancelSignIn, ("pc", "web", *BUSY), "cancelling", None, steps.cancel),
        Row(GoBack, "web", "changed", _leaves_web_again, steps.cancel),
        Row(GoBack, "web", "cancelling", _closes_web, steps.cancel),
        Row(LetGuestIn, ENTERED, "leaving", _may_lend, leaving.leave),
        Row(SignOut, ("pc", "web", *BUSY, *ENTERED), "leaving", None, leaving.leave),
        Row(SignOut, "out", "leaving", _is_guest, leaving.leave),
        Row(SignedOut, "leaving", None, _no_calls, leaving.clear_up),
        Row(CallEnded, "leaving", None, _no_calls, leaving.clear_up),
        Row(LeavingDue, "leaving", None, None, leaving.clear_up),
        Row(Vacating, "leaving", None, None, leaving.vacate),
        Row(Vacated, "leaving", "out", _for_guest, guests.make_room),
        Row(Vacated, "leaving", "out", _is_guest, guests.give_back),
        Row(Vacated, "leaving", "out", None, leaving.forget),
        Row(Vacated, "cancelling", "out"),
        Row(ShuttingDown, ANY, "out", None, leaving.go_down),
    ),
    enter={"cancelling": leaving.vacate},
)
"""Flows do the asking; the line registers as any other, with what `UseAccount` puts into the configuration."""


def _use(step: SignInStep) -> None:
    guests.watch(step)
    SIGN_IN.feed(step)


SLICE: Slice[SignIn] = Slice(
    SignIn,
    {
        **dict.fromkeys({row.event for row in SIGN_IN.rows}, SIGN_IN.feed),
        CheckPassword: steps.check_password,
        NextSetupPage: setup.turn,
        SkipSetup: setup.skip,
        SwitchCommonAdmin: steps.switch_common_admin,
        ResetRequested: leaving.reset,
        GuestIdle: guests.warn,
        **dict.fromkeys(USES, _use),
    },
    machines=(SIGN_IN,),
    kept=lambda before, _: SignIn(kept=before.kept),
)
