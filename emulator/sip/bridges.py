"""Conferences across engines: two engines call each other, and each mixes that call in with its own legs.

Such a call goes straight from engine to engine on loopback, past the edge; it takes one place in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from emulator.sip.protocol import Answer, Command, Ended, Event, Expect, HangUp, Incoming, Invite, Ready

EngineT = TypeVar("EngineT")

IDENTITY = "<sip:bridge@127.0.0.1>"


class Bridge(Generic[EngineT]):
    """One call between two engines: `near` is its leg in the one that has the phone's sound, `far` the other end."""

    def __init__(self, hub: EngineT, other: EngineT, near: int, far: int) -> None:
        self.hub = hub
        self.other = other
        self.near = near
        self.far = far
        self.called = False


class Bridges(Generic[EngineT]):
    """The bridges that there are just now."""

    def __init__(
        self,
        new_leg: Callable[[], int],
        begin: Callable[[EngineT, int], bool],
        leave: Callable[[EngineT, int], None],
        send: Callable[[EngineT, Command], None],
        target: Callable[[EngineT, int], str],
    ) -> None:
        """`begin` takes a place in an engine if there is one, and `leave` gives up one that was not used.

        `target` is the address at which an engine expects a leg.
        """
        self._new_leg = new_leg
        self._begin = begin
        self._leave = leave
        self._send = send
        self._target = target
        self._bridges: dict[int, Bridge[EngineT]] = {}

    def build(self, hub: EngineT | None, others: Iterable[EngineT]) -> bool:
        """Have bridges from one engine to these others, and no more; False if one has to wait for a place."""
        wanted = [(hub, other) for other in others if hub is not None and other != hub]
        for bridge in self._all():
            if (bridge.hub, bridge.other) in wanted:
                wanted.remove((bridge.hub, bridge.other))
            else:
                self._take_down(bridge)
        built = [here is not None and self._put_up(here, there) for here, there in wanted]
        return all(built)

    def legs_in(self, engine: EngineT) -> tuple[int, ...]:
        """The ends of bridges in an engine."""
        ends = (
            (bridge.hub, bridge.near) if bridge.hub == engine else (bridge.other, bridge.far) for bridge in self._all()
        )
        return tuple(leg for owner, leg in ends if owner == engine)

    def heard(self, event: Event) -> bool:
        """Take an event about a bridge; False if it is about something else."""
        leg = getattr(event, "leg", 0)
        bridge = self._bridges.get(leg)
        if bridge is None:
            return False
        match event:
            case Ready() if leg == bridge.far:
                bridge.called = True
                target = self._target(bridge.other, bridge.far)
                self._send(bridge.hub, Invite(bridge.near, IDENTITY, target, direct=True))
            case Incoming():
                self._send(bridge.other, Answer(bridge.far, 200))
            case Ended():
                self._take_down(bridge)
        return True

    def _all(self) -> list[Bridge[EngineT]]:
        return list({id(bridge): bridge for bridge in self._bridges.values()}.values())

    def _put_up(self, hub: EngineT, other: EngineT) -> bool:
        bridge = Bridge(hub, other, self._new_leg(), self._new_leg())
        if not self._begin(hub, bridge.near):
            return False
        if not self._begin(other, bridge.far):
            self._leave(hub, bridge.near)
            return False
        self._bridges |= {bridge.near: bridge, bridge.far: bridge}
        self._send(other, Expect(bridge.far, f"leg{bridge.far}", direct=True))
        return True

    def _take_down(self, bridge: Bridge[EngineT]) -> None:
        del self._bridges[bridge.near], self._bridges[bridge.far]
        self._send(bridge.other, HangUp(bridge.far))
        if bridge.called:
            self._send(bridge.hub, HangUp(bridge.near))
        else:
            self._leave(bridge.hub, bridge.near)
