"""Enhanced feature keys: the macros that configuration defines, and the one that runs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from emulator.boot.model import config
from emulator.config.macros import Action, MacroError, is_macro, parse_macro
from emulator.kernel.state import Event, Part, State

VERSION = 2
"""The only version of the language that phones since SIP 3.1 run (efk.version)."""

PROMPT_VIEW = "efk-prompt"


class Prompt(msgspec.Struct, frozen=True):
    """What a macro asks the user for (efk.efkprompt.x)."""

    label: str
    kind: str = "number"  # or text
    secret: bool = False
    room: int = 0  # characters that count, 0 for all


class Macros(Part, frozen=True):
    """The macro that runs.

    State: idle, asking, waiting (for a call to be connected), or pausing. `actions` are those still to be done,
    `prompts` those still to be asked, `answers` what was entered so far, `digits` what is to be sent next, `kind` how,
    if the macro does not say.
    """

    state: str = "idle"
    label: str = ""
    kind: str = ""
    actions: tuple[Action, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    answers: tuple[str, ...] = ()
    digits: str = ""
    called: bool = False


class RunMacro(Event, frozen=True):
    """Run a macro: the text of a soft key's action, of a contact's number, or `!` and a name."""

    text: str


class PromptAnswered(Event, frozen=True):
    """The user has entered what the macro asked for."""

    text: str


class PromptCancelled(Event, frozen=True):
    """The user does not want the macro after all."""


class MacroStarted(Event, frozen=True):
    """Fact: the macro has all that it needs, and goes through its actions."""


class PauseOver(Event, frozen=True):
    """Timer: the macro goes on."""


class OwnKey(msgspec.Struct, frozen=True):
    """A soft key of configuration's own (softkey.x), `place` 0 for the first free one."""

    label: str
    action: str
    place: int = 0
    first: bool = False


# Questions


def enabled(phone: State) -> bool:
    """Whether macros are run at all (feature.enhancedFeatureKeys.enabled, efk.version)."""
    settings = config(phone)
    return settings.flag("feature.enhancedFeatureKeys.enabled") and settings.number("efk.version") == VERSION


def defined(phone: State, name: str) -> int:
    """The index of the macro of that name that is switched on, of several the first; 0 if there is none."""
    settings = config(phone)
    for index in settings.indices("efk.efklist.x.mname"):
        family = f"efk.efklist.{index}"
        if settings.text(f"{family}.mname") == name and settings.flag(f"{family}.status"):
            return index
    return 0


def prompt(phone: State, action: Action) -> Prompt | None:
    """What a $P$ action asks for; None if the prompt is not there, or its settings are not understood."""
    settings, family = config(phone), f"efk.efkprompt.{action.number}"
    kind, feedback = settings.text(f"{family}.type").lower(), settings.text(f"{family}.userfeedback").lower()
    kinds = {"numeric": "number", "text": "text"}
    if not settings.flag(f"{family}.status") or kind not in kinds or feedback not in ("visible", "masked"):
        return None
    return Prompt(settings.text(f"{family}.label"), kinds[kind], feedback == "masked", action.room)


def own_keys(phone: State, use: str) -> Iterator[OwnKey]:
    """The soft keys of configuration's own for a state of the phone: idle, active, alerting ..."""
    settings = config(phone)
    for index in settings.indices("softkey.x.action") if enabled(phone) else ():
        family = f"softkey.{index}"
        if settings.flag(f"{family}.enable") and settings.flag(f"{family}.use.{use}"):
            action = settings.text(f"{family}.action")
            label = settings.text(f"{family}.label") or label_of(phone, action)
            place = settings.number(f"{family}.insert")
            yield OwnKey(label, action, place, settings.flag(f"{family}.precede"))


def label_of(phone: State, text: str) -> str:
    """The label of the macro that a text begins with, "" if it has none (SIP 3.1 administrator guide, A-103)."""
    try:
        first = next(iter(parse_macro(text)), None)
    except MacroError:
        return ""
    if first is None or first.does not in ("macro", "label"):
        return ""
    index = defined(phone, first.text) if first.does == "macro" else 0
    return config(phone).text(f"efk.efklist.{index}.label") if index else first.text


def macro_of(phone: State, contact: str) -> Event | None:
    """What calling a contact means whose number is a macro; None for any other."""
    return RunMacro(contact) if is_macro(contact) and enabled(phone) else None
