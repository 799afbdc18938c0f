"""What a macro asks its user for."""

from __future__ import annotations

from emulator.display.entry import typed
from emulator.display.model import Field, Rank, Scene, Screen, SoftKey, View, showing
from emulator.efk.model import PROMPT_VIEW, Macros, PromptAnswered, PromptCancelled
from emulator.kernel.state import Event


def prompt_view(scene: Scene) -> Screen:
    """The prompt's label over a field; the macro goes on with Enter."""
    macro = scene.phone[Macros]
    asked, name = macro.prompts[0], f"{PROMPT_VIEW}/{len(macro.answers)}"
    field = Field(asked.label, "", asked.secret, "entry", asked.kind)
    enter = PromptAnswered(typed(scene.phone, name, field))
    keys: dict[str, Event] = {"Select": enter, "Back": PromptCancelled()}
    actions = (SoftKey("Enter", enter), SoftKey("Cancel", PromptCancelled()))
    return Screen(name, macro.label, (field,), actions, keys)


def _shows(scene: Scene) -> bool:
    return showing(scene.phone, PROMPT_VIEW) and bool(scene.phone[Macros].prompts)


VIEWS = (View(PROMPT_VIEW, Rank.MENU, _shows, prompt_view),)
"""The views of enhanced feature keys."""
