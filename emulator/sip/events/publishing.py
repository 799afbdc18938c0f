"""How the phone's user is, published at the line's server (RFC 3903)."""

from __future__ import annotations

from emulator.kernel.links import Post
from emulator.presence.model import PublishAnswered, SendPublish
from emulator.sip.edge.edge import Edge
from emulator.sip.events.pidf import TYPE, write_presence
from emulator.sip.terms import line_server, readable


class Publisher:
    """Publishes presence for the lines."""

    def __init__(self, post: Post, edge: Edge) -> None:
        self._post, self._edge = post, edge

    async def publish(self, effect: SendPublish) -> None:
        """Publish, replace what was published, or (with 0 seconds) take it back."""
        line = effect.line
        body = write_presence(f"sip:{line.user}@{line.domain}", effect.status) if effect.expires else ""
        server = line_server(line, effect.server)
        outcome = await self._edge.publish_own(line.index, server, "presence", TYPE, body, effect.etag, effect.expires)
        granted = outcome.expires if outcome.ok and effect.expires else 0
        etag = (outcome.response.get("sip-etag") or "") if outcome.ok and outcome.response else ""
        why = readable(outcome.failure or outcome.reason)
        self._post(PublishAnswered(line.index, outcome.code, why, granted, etag))
