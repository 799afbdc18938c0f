"""A whole pure phone on a desk whose outside world answers at once: a boot server, a registrar, somebody to talk to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.boot.logs.model import LogRead, ReadLog
from emulator.boot.model import Power, PowerOn, Provisioning, StageEntered
from emulator.boot.orders import Fetch, Fetched
from emulator.calls.model import Call, CallAnswered, CallProgressed, Calls, CallTerminated, MediaChanged
from emulator.calls.orders import PlaceCall, SendAnswer, SendHangup, SendHold, SendReject, SendResume
from emulator.config.identity import identify
from emulator.config.layers import configure
from emulator.device import Device
from emulator.display.device import device_text
from emulator.display.keys import resolve
from emulator.display.model import Led, Screen
from emulator.kernel.core import Fault
from emulator.kernel.profile import load_profile
from emulator.kernel.state import Effect, Event
from emulator.lines.model import RegisterAnswered, SendRegister
from emulator.settings.model import Nameplate
from emulator.voicemail.model import SendSubscribe, SubscribeAnswered

MAC = "0004f2aabb01"
SERVER = {"device.prov.serverName": "boot.example", "device.prov.serverType": "HTTP"}
MASTER = b'<?xml version="1.0"?><APPLICATION APP_FILE_PATH="sip.ld" CONFIG_FILES="site.cfg"/>'
SITE = b"""<?xml version="1.0"?>
<polycomConfig>
  <reg reg.1.address="2001" reg.1.label="2001" reg.1.auth.userId="2001" reg.1.server.1.address="pbx.example"
       dialplan.digitmap="xxxxT"
       reg.1.server.1.register="1" reg.2.address="2002" reg.2.label="Reception" reg.2.server.1.address="pbx.example"/>
  <msg msg.mwi.1.subscribe="2001" msg.mwi.1.callBackMode="contact" msg.mwi.1.callBack="5000"/>
</polycomConfig>"""
FILES = {"000000000000.cfg": MASTER, "site.cfg": SITE}

_ANSWERS: dict[type[Effect], Callable[[Any], list[Event]]] = {
    Fetch: lambda effect: [_fetched(effect)],
    ReadLog: lambda effect: [LogRead(effect.id, b"")],
    SendRegister: lambda effect: [RegisterAnswered(effect.line.index, 200, "OK", expires=3600)],
    SendSubscribe: lambda effect: [SubscribeAnswered(effect.line.index, 200, "OK", expires=3600)],
    PlaceCall: lambda effect: [CallProgressed(effect.call, 180, "Ringing")],
    SendAnswer: lambda effect: [CallAnswered(effect.call, "PCMU")],
    SendHold: lambda effect: [MediaChanged(effect.call, "local-hold")],
    SendResume: lambda effect: [MediaChanged(effect.call, "active")],
    SendHangup: lambda effect: [CallTerminated(effect.call, 200, "OK")],
    SendReject: lambda effect: [CallTerminated(effect.call, effect.code, "Decline")],
}


def _fetched(effect: Fetch) -> Fetched:
    body = FILES.get(effect.url.rpartition("/")[2]) if effect.method == "GET" else b""
    found = body is not None and effect.method == "GET"
    return Fetched(effect.id, effect.method, effect.url, 200 if found else 404, body or b"", len(body or b""))


class Desk:
    """One phone of the model, all slices, and the world around it."""

    def __init__(self, model: str, pace: str = "device") -> None:
        self.profile = load_profile(model)
        identity = identify(self.profile, MAC)
        provisioning = Provisioning(configure(identity, flash=SERVER), device=SERVER)
        self.device = Device(self.profile, [Power(pace=pace), provisioning, Nameplate(MAC)])
        self.device.core.observers.append(self._watch)
        self.stages: list[str] = []

    @property
    def now(self) -> int:
        return self.device.core.now

    @property
    def screen(self) -> Screen:
        return self.device.screen()

    @property
    def leds(self) -> dict[str, Led]:
        return self.device.leds()

    @property
    def calls(self) -> tuple[Call, ...]:
        return self.device.core.state[Calls].calls

    @property
    def picture(self) -> str:
        return device_text(self.screen, self.leds, self.profile, self.now)

    def power_on(self) -> None:
        self.feed(PowerOn())

    def feed(self, event: Event) -> None:
        """Let something happen, and the world answer."""
        self._answer(self.device.feed(event, self.now))

    def press(self, *names: str) -> None:
        for name in names:
            self.feed(resolve(name, self.screen, self.profile, self.now))

    def advance(self, seconds: float) -> None:
        """Let time pass, with the world answering on the way."""
        limit = self.now + round(seconds * 1_000_000)
        while (due := self.device.core.next_due) is not None and due <= limit:
            self._answer(self.device.core.advance(due))
        self._answer(self.device.core.advance(limit))

    def _answer(self, effects: list[Effect]) -> None:
        for effect in effects:
            for event in _ANSWERS.get(type(effect), lambda _: [])(effect):
                self.feed(event)

    def _watch(self, event: Event) -> None:
        assert not isinstance(event, Fault), event
        if isinstance(event, StageEntered):
            self.stages.append(event.stage)
