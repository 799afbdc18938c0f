"""Running a macro: what it asks is asked first, then its actions are gone through until one has to be waited for.

The string $Changup$*444*$P1N4$$Tinvite$$Cwaitconnect$$P2N3$$Cpause2$$Tdtmf$$Changup$ asks twice, ends the active call,
calls, waits for the answer, waits two seconds, sends digits, and hangs up (UCS administrator guides, example macro).
"""

from __future__ import annotations

from emulator.boot.model import ShuttingDown, config
from emulator.boot.orders import Log
from emulator.calls.model import (
    PLACING,
    CallConnected,
    CallEnded,
    Calls,
    Dial,
    DigitPressed,
    EndCall,
    HoldCall,
    TransferTo,
)
from emulator.config.macros import TYPES, Action, MacroError
from emulator.display.model import GoBack, Noticed, OpenView, showing
from emulator.efk.expansion import expand
from emulator.efk.functions import FUNCTIONS, function
from emulator.efk.model import (
    PROMPT_VIEW,
    Macros,
    MacroStarted,
    PauseOver,
    Prompt,
    PromptAnswered,
    PromptCancelled,
    RunMacro,
    enabled,
    prompt,
)
from emulator.kernel.machines import Machine, Row
from emulator.kernel.slices import Slice, Step

MINOR = "4"
"""At which level failures of macros are logged (UCS 4.1 administrator guide)."""

PAUSE = "macros/pause"

MacroStep = Step[Macros]


# Guards


def _asks(step: MacroStep) -> bool:
    return bool(step.own.prompts)


def _over(step: MacroStep) -> bool:
    return not step.own.actions


def _must_pause(step: MacroStep) -> bool:
    return _next_is(step, "pause")


def _must_wait(step: MacroStep) -> bool:
    """The next action cannot be done before a call is connected that has been dialed."""
    return _next_is(step, "wait") and (step.own.called or step.phone[Calls].first(*PLACING) is not None)


def _gave_up(step: MacroStep) -> bool:
    """No call is left that could still be connected."""
    return step.phone[Calls].first(*PLACING) is None


def _next_is(step: MacroStep, does: str) -> bool:
    return bool(step.own.actions) and step.own.actions[0].does == does


# Actions


def _prepare(step: MacroStep) -> None:
    actions = expand(step.phone, step.event.text)
    label = next((each.text for each in actions if each.does == "label"), "")
    step.own = Macros(step.own.state, label, actions=actions, prompts=_prompts(step, actions))
    if step.own.prompts:
        step.tell(OpenView(PROMPT_VIEW))
    else:
        step.tell(MacroStarted())


def _prompts(step: MacroStep, actions: tuple[Action, ...]) -> tuple[Prompt, ...]:
    found = []
    for action in actions:
        if action.does == "prompt":
            asked = prompt(step.phone, action)
            if asked is None:
                raise MacroError(f"there is no prompt {action.number}")
            found.append(asked)
    return tuple(found)


def _note_answer(step: MacroStep) -> None:
    """Take what was entered, as far as it counts."""
    room = step.own.prompts[0].room
    text = step.event.text[: room or None]
    step.change(answers=(*step.own.answers, text), prompts=step.own.prompts[1:])
    if showing(step.phone, PROMPT_VIEW):
        step.tell(GoBack())
    step.tell(OpenView(PROMPT_VIEW) if step.own.prompts else MacroStarted())


def _close(step: MacroStep) -> None:
    if showing(step.phone, PROMPT_VIEW):
        step.tell(GoBack())


def _go(step: MacroStep) -> None:
    """Do actions, up to one that has to be waited for."""
    while step.own.actions and not _must_pause(step) and not _must_wait(step):
        action = step.own.actions[0]
        step.change(actions=step.own.actions[1:])
        _do(step, action)
    if not step.own.actions:
        _send_rest(step)


def _do(step: MacroStep, action: Action) -> None:
    calls = step.phone[Calls]
    match action.does:
        case "digits":
            step.change(digits=step.own.digits + action.text)
        case "prompt":
            first, *others = step.own.answers
            step.change(digits=step.own.digits + first, answers=tuple(others))
        case "hangup":
            step.tell(EndCall(calls.active.id if calls.active else 0))
        case "hold" if calls.active:
            step.tell(HoldCall(calls.active.id))
        case "function":
            _call_function(step, action.text)
        case "url":
            step.tell(Noticed("Browser is not available."))
        case kind if kind in TYPES:
            _send(step, kind)


def _call_function(step: MacroStep, name: str) -> None:
    meant = function(step.phone, name)
    if meant:
        step.tell(meant)
    elif name not in FUNCTIONS:
        step.do(Log("efk", MINOR, f"Macro failed: there is no function {name}"))


def _send(step: MacroStep, kind: str) -> None:
    """Send the digits so far."""
    digits = step.own.digits
    step.change(digits="")
    if not digits:
        return
    if kind == "dtmf":
        for digit in filter("0123456789*#".__contains__, digits):
            step.tell(DigitPressed(digit))
    elif kind == "refer":
        step.tell(TransferTo(digits))
    else:
        alert = config(step.phone).text("voIpProt.SIP.intercom.alertInfo") if kind == "intercom" else ""
        step.change(called=True)
        step.tell(Dial(digits, headers=(("Alert-Info", alert),) if alert else ()))


def _send_rest(step: MacroStep) -> None:
    """Digits that nothing was said of are dialed, or sent into the active call."""
    _send(step, "dtmf" if step.phone[Calls].active and not step.own.called else "invite")


def _take_up(step: MacroStep) -> None:
    """What was waited for has come."""
    step.change(actions=step.own.actions[1:], called=False)
    step.tell(MacroStarted())


def _pause(step: MacroStep) -> None:
    step.arm(PAUSE, step.own.actions[0].number, PauseOver())


def _forget(step: MacroStep) -> None:
    step.disarm(PAUSE)
    step.own = Macros(step.own.state)


ON = ("asking", "waiting", "pausing")

MACRO: Machine[Macros] = Machine(
    "macro",
    ("idle", *ON),
    (
        Row(RunMacro, ("idle", *ON), "asking", None, _prepare),
        Row(PromptAnswered, "asking", None, _asks, _note_answer),
        Row(PromptCancelled, "asking", "idle", None, _close),
        Row(MacroStarted, ON, "idle", _over),
        Row(MacroStarted, ON, "pausing", _must_pause, _pause),
        Row(MacroStarted, ON, "waiting"),
        Row(PauseOver, "pausing", None, None, _take_up),
        Row(CallConnected, "waiting", None, None, _take_up),
        Row(CallEnded, "waiting", "idle", _gave_up),
        Row(ShuttingDown, ON, "idle"),
    ),
    enter={"idle": _forget},
)


def _feed(step: MacroStep) -> None:
    MACRO.feed(step)


def _run(step: MacroStep) -> None:
    """Start a macro that is well-formed, and whose parts are all there; what is wrong with it is logged."""
    if not enabled(step.phone):
        return
    try:
        _prompts(step, expand(step.phone, step.event.text))
    except MacroError as error:
        step.do(Log("efk", MINOR, f"Macro failed: {error}"))
    else:
        MACRO.feed(step)


def _start(step: MacroStep) -> None:
    if step.own.state != "idle":
        _go(step)
        MACRO.feed(step)


SLICE: Slice[Macros] = Slice(
    Macros,
    {
        RunMacro: _run,
        PromptAnswered: _feed,
        PromptCancelled: _feed,
        MacroStarted: _start,
        PauseOver: _feed,
        CallConnected: _feed,
        CallEnded: _feed,
        ShuttingDown: _feed,
    },
    machines=(MACRO,),
)
