"""Requests and answers of the front end's web server as values: its services neither know sockets nor wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

import msgspec

LARGEST = 64 << 10
"""Bytes that the body of a request may have."""

XML = "text/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


class Ask(msgspec.Struct, frozen=True):
    """One request; `path` and the names of `headers` are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    body: bytes = b""

    def form(self) -> dict[str, str]:
        """The fields of a form; of those that cannot be read, none."""
        try:
            return dict(parse_qsl(self.body.decode(), keep_blank_values=True, max_num_fields=20))
        except ValueError:
            return {}


class Answer(msgspec.Struct, frozen=True):
    """One answer, `delay` seconds late; status 0 is none at all. `user` is whom it was about."""

    status: int
    body: str = ""
    kind: str = XML
    headers: Mapping[str, str] = {}
    delay: float = 0.0
    user: str = ""


Service = Callable[[Ask], Answer]
"""Answers requests; raises RefusedError instead where its part of the server has a way to say so."""
