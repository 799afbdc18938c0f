"""The page about the wire says what the wire is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from emulator.btoe.wire import ClientCall, Greeting, Message, PhoneCall, Reason

PAGE = (Path(__file__).parents[3] / "docs" / "btoe.md").read_text("utf-8")
KINDS: list[Any] = [*get_args(Greeting), *get_args(Message)]


def row(name: str) -> str:
    """The rows of a message in the page's tables."""
    return "\n".join(re.findall(rf"^\| `{name}` \|.*$", PAGE, re.MULTILINE))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_message_is_described(kind: Any) -> None:
    """By its name, with all its fields."""
    text = row(str(msgspec.inspect.type_info(kind).tag))  # type: ignore[attr-defined]
    fields = kind.__struct_fields__
    assert [] == [name for name in fields if name not in text], text


@pytest.mark.parametrize(("name", "kind"), [("client-calls", ClientCall), ("phone-calls", PhoneCall)])
def test_each_field_of_a_call_is_described(name: str, kind: Any) -> None:
    """Of the client's calls and of the phone's."""
    assert [] == [field for field in kind.__struct_fields__ if field not in row(name)]


def test_each_reason_is_described() -> None:
    """Why a phone turns a computer away."""
    (paragraph,) = (part for part in PAGE.split("\n\n") if part.startswith("Reasons:"))
    assert [] == [reason for reason in get_args(Reason) if reason not in paragraph]
