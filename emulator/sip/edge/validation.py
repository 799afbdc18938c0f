"""Which requests the phone checks before it obeys them, and how (voIpProt.SIP.requestValidation.*).

A rule names a method, for SUBSCRIBE and NOTIFY perhaps some events, and a check: `source` asks that the request comes
from a server of one of the lines, `digest` that its sender knows a line's password, `both` (or `all`) that it does and
comes from there (UCS 4.0 administrator guide, parameter list). What the device answers to a wrong source is not known:
403 is a guess.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from emulator.config.layers import Configuration
from emulator.kernel.clock import Clock
from emulator.sip.stack.authentication import DigestServer, Verdict
from emulator.sip.stack.hops import Hop
from emulator.sip.stack.messages import Request

_PREFIX = "voIpProt.SIP.requestValidation"
_CHECKS = {"source": (True, False), "digest": (False, True), "both": (True, True), "all": (True, True)}
_WITH_EVENTS = ("NOTIFY", "SUBSCRIBE")


class Rule(NamedTuple):
    """A kind of request that is checked; without events it is all of that method."""

    method: str
    events: frozenset[str]
    source: bool
    digest: bool

    def covers(self, request: Request) -> bool:
        """Whether the request is of that kind."""
        if request.method != self.method:
            return False
        event = (request.get("event") or "").partition(";")[0].strip().lower()
        return not self.events or self.method not in _WITH_EVENTS or event in self.events


def read_rules(settings: Configuration) -> tuple[Rule, ...]:
    """The rules that the configuration makes; one without a check that is known is none."""
    rules = []
    for index in settings.indices(f"{_PREFIX}.x.request"):
        checks = _CHECKS.get(settings.text(f"{_PREFIX}.{index}.method"))
        events = settings.indices(f"{_PREFIX}.{index}.request.x.event")
        if checks:
            names = (settings.text(f"{_PREFIX}.{index}.request.{each}.event").lower() for each in events)
            rules.append(Rule(settings.text(f"{_PREFIX}.{index}.request").upper(), frozenset(names), *checks))
    return tuple(rules)


class Denial(NamedTuple):
    """How a request is turned away: the code, and the challenge that goes with a 401."""

    code: int
    challenge: str = ""


class Validation:
    """Checks requests by the phone's rules."""

    def __init__(
        self,
        settings: Configuration,
        sources: Callable[[], Collection[str]],
        passwords: Callable[[], Mapping[str, str]],
        clock: Clock,
        rng: random.Random,
    ) -> None:
        """`sources` are the addresses of the lines' servers, `passwords` those of the lines by user."""
        self._rules = read_rules(settings)
        self._sources = sources
        realm = settings.text(f"{_PREFIX}.digest.realm")
        self._digest = DigestServer(realm, lambda user: passwords().get(user), clock, rng)

    def check(self, request: Request, source: Hop) -> Denial | None:
        """Why the phone must not obey this request; None if it may."""
        rules = [rule for rule in self._rules if rule.covers(request)]
        if any(rule.source for rule in rules) and source.host not in self._sources():
            return Denial(403)
        if not any(rule.digest for rule in rules):
            return None
        verdict, _ = self._digest.check(request)
        if verdict is Verdict.GOOD:
            return None
        return Denial(401, str(self._digest.challenge(stale=verdict is Verdict.STALE)))
