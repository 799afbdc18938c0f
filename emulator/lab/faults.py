"""Faults on command: what the lab's SIP server does wrong while a test or a person wants it to."""

from __future__ import annotations

from emulator.sip.stack.messages import Request, Response

SILENT = 1
"""The code that stands for no answer at all."""

MIN_EXPIRES = 600
"""Seconds that a registrar insists on while its fault is 423."""


class Faults:
    """Which requests fail, by method, and how. `*` stands for every method."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def set(self, method: str, code: int) -> None:
        """Answer requests of that method with the code from now on; `SILENT` for no answer, 0 to end the fault."""
        self._codes.pop(method, None)
        if code:
            self._codes[method] = code

    def clear(self) -> None:
        """End all faults."""
        self._codes.clear()

    def silences(self, method: str) -> bool:
        """Whether requests of that method are to stay unanswered."""
        return self._code(method) == SILENT

    def answer(self, request: Request) -> Response | None:
        """The scripted refusal of a request, None if it shall be handled as usual."""
        code = self._code(request.method)
        if code in (0, SILENT):
            return None
        response = request.reply(code)
        if code == 423:
            if not 0 < asked_expires(request) < MIN_EXPIRES:
                return None
            response.add("Min-Expires", MIN_EXPIRES)
        if code == 503:
            response.add("Retry-After", 5)
        return response

    def _code(self, method: str) -> int:
        return self._codes.get(method, self._codes.get("*", 0))


def asked_expires(request: Request, default: int = 0) -> int:
    """The seconds that a request's Expires header asks for, the default if it has none that can be read."""
    text = request.get("expires") or ""
    return min(int(text), 1 << 31) if text.isascii() and text.isdigit() and len(text) < 12 else default
