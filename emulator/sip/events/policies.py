"""The policy of Microsoft's servers, asked for by a subscription that ends with its first notification (MS-SIPREGE)."""

from __future__ import annotations

import re

from emulator.kernel.links import Post
from emulator.signin.orders import AskPolicy, Challenge, Challenged, PolicyTold
from emulator.sip.edge.edge import Edge
from emulator.sip.events.subscriptions import Notification
from emulator.sip.terms import line_server

EVENT = "vnd-microsoft-provisioning-v2"
BODY = "application/vnd-microsoft-roaming-provisioning-v2+xml"
GROUPS = "http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist"


_STS = re.compile(r'\bsts-uri="(https://[^"]+)"', re.IGNORECASE)


class Policies:
    """Asks servers how they want users to prove themselves, and for their policy, in whichever message it comes."""

    def __init__(self, post: Post, edge: Edge) -> None:
        self._post, self._edge = post, edge

    async def ask(self, effect: AskPolicy) -> None:
        """Ask for some groups of settings; the body is in the answer, or in a notification that follows it."""
        subscription = self._edge.new_subscription(effect.line.index, EVENT)
        subscription.accept = subscription.content_type = BODY
        subscription.supported = "ms-benotify, ms-piggyback-first-notify"
        subscription.body = _wanted(effect.groups)
        outcome = await self._edge.subscribe(subscription, line_server(effect.line, effect.server), 0)
        body = outcome.response.body.decode("utf-8", "replace") if outcome.ok and outcome.response else ""
        if body.strip() or not outcome.ok:
            self._post(PolicyTold(outcome.code, body))
            self._edge.forget(subscription)

    async def challenge(self, effect: Challenge) -> None:
        """Register without proof, for what the refusal says."""
        outcome = await self._edge.register(effect.line.index, line_server(effect.line, 0), 0)
        asked = outcome.response.values("www-authenticate") if outcome.response else []
        self._post(Challenged(effect.id, next((found[1] for each in asked if (found := _STS.search(each))), "")))

    def notified(self, notification: Notification) -> None:
        """Take a notification."""
        if notification.subscription is not None:
            self._post(PolicyTold(200, notification.body))
            self._edge.forget(notification.subscription)


def _wanted(groups: tuple[str, ...]) -> bytes:
    names = "".join(f'<provisioningGroup name="{name}"/>' for name in groups)
    return f'<provisioningGroupList xmlns="{GROUPS}">{names}</provisioningGroupList>'.encode()
