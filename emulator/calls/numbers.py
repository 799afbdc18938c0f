"""What becomes of a number between the key that dials it and the INVITE."""

from __future__ import annotations

from typing import get_args

from emulator.boot.model import config
from emulator.config.dialplan import DialPlan, Way, read_dial_plan
from emulator.kernel.state import State

URL_DISABLED = "Url call is disabled"

_SEPARATORS = str.maketrans("", "", "-.() ")


def dial_plan(phone: State, line: int) -> DialPlan:
    """The dial plan of a line."""
    return read_dial_plan(config(phone), line)


def is_url(number: str) -> bool:
    """Whether it is an address and not digits to dial."""
    return "@" in number or number.lower().startswith(("sip:", "sips:"))


def url_barred(phone: State, number: str) -> bool:
    """Whether it is an address that may not be called (feature.urlDialing.enabled)."""
    return is_url(number) and not config(phone).flag("feature.urlDialing.enabled")


def as_sent(phone: State, line: int, number: str, way: str) -> str:
    """A number as it goes out on a line that was dialed in this way."""
    if number.lower().startswith("tel:"):
        number, way = number[4:].partition(";")[0].translate(_SEPARATORS), "TelUriDial"
    if is_url(number) or way not in get_args(Way):
        return number
    return dial_plan(phone, line).translate(number, way)  # type: ignore[arg-type]


def prefix_key(phone: State) -> str:
    """The key that makes a + of two quick taps (call.internationalPrefix.key); "" where none does."""
    settings = config(phone)
    if not settings.flag("call.internationalDialing.enabled"):
        return ""
    return "0" if settings.choice("call.internationalPrefix.key") == "1" else "*"


def hot_line(phone: State, line: int) -> str:
    """What a line calls as soon as it is off hook; "" if it waits for digits (call.autoOffHook.x)."""
    settings = config(phone)
    name = f"call.autoOffHook.{line}"
    return settings.text(f"{name}.contact").strip() if settings.flag(f"{name}.enabled") else ""
