"""The calls that the lab's proxy has connected, as others may be told of them (RFC 4235)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape, quoteattr

import msgspec

from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri
from emulator.sip.stack.messages import Message, Request, Response

DIALOG_INFO = "application/dialog-info+xml"


class Side(msgspec.Struct):
    """One end of a call: who, and with which tag; others reach it by the lab's proxy alone."""

    user: str
    address: NameAddr
    tag: str = ""


class Call(msgspec.Struct):
    """One call: the states are those of RFC 4235, section 3.7.1."""

    call_id: str
    caller: Side
    called: Side
    state: str = "trying"

    def seen_by(self, user: str) -> Iterator[tuple[str, Side, Side]]:
        """Direction, own and other side, for each end that the user is."""
        if self.caller.user == user:
            yield "initiator", self.caller, self.called
        if self.called.user == user:
            yield "recipient", self.called, self.caller


class CallStates:
    """Learns of calls from the messages that pass; `changed` is told whose calls are not what they were."""

    def __init__(self, changed: Callable[[str], None]) -> None:
        self._changed = changed
        self._calls: dict[str, Call] = {}

    def heard(self, message: Message) -> None:
        """Take a message that came from one of the ends; one that cannot be read tells nothing."""
        try:
            if isinstance(message, Response):
                self._answered(message)
            elif isinstance(message, Request):
                self._asked(message)
        except SipSyntaxError:
            return

    def _asked(self, request: Request) -> None:
        if request.method == "INVITE" and not request.to.tag and request.call_id not in self._calls:
            caller = Side(Uri.parse(request.sender.uri).user, request.sender, request.sender.tag)
            called = Side(Uri.parse(request.uri).user, request.to)
            self._move(Call(request.call_id, caller, called), "trying")
        elif request.method == "BYE" and request.call_id in self._calls:
            self._move(self._calls[request.call_id], "terminated")

    def _answered(self, response: Response) -> None:
        call = self._calls.get(response.call_id)
        if call is None or response.cseq.method != "INVITE" or response.code == 100 or call.state == "confirmed":
            return
        call.called.tag = response.to.tag or call.called.tag
        self._move(call, "early" if response.code < 200 else "confirmed" if response.code < 300 else "terminated")

    def _move(self, call: Call, state: str) -> None:
        call.state = state
        self._calls[call.call_id] = call
        if state == "terminated":
            del self._calls[call.call_id]
        for user in dict.fromkeys((call.caller.user, call.called.user)):
            self._changed(user)

    def dialog_info(self, user: str, entity: str, version: int) -> str:
        """All calls of a user as the body of a notification."""
        dialogs = "".join(
            _dialog(f"{call.call_id}/{direction}", call, direction, own, other)
            for call in self._calls.values()
            for direction, own, other in call.seen_by(user)
        )
        head = '<?xml version="1.0"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info"'
        return f'{head} version="{version}" state="full" entity={quoteattr(entity)}>{dialogs}</dialog-info>\n'


def _dialog(name: str, call: Call, direction: str, own: Side, other: Side) -> str:
    attributes = {
        "id": name, "call-id": call.call_id, "local-tag": own.tag, "remote-tag": other.tag, "direction": direction,
    }  # fmt: skip
    written = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items() if value)
    sides = _side("local", own) + _side("remote", other)
    return f"<dialog {written}><state>{call.state}</state>{sides}</dialog>"


def _side(name: str, side: Side) -> str:
    display = side.address.display.strip('"')
    shown = f" display={quoteattr(display)}" if display else ""
    return f"<{name}><identity{shown}>{escape(side.address.uri)}</identity></{name}>"
