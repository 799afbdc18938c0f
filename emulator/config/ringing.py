"""Ring classes: how a call is announced, by what the server says of it or the phone is told to do."""

from __future__ import annotations

import msgspec

from emulator.config.layers import Configuration

DEFAULT = "default"
SILENT = "visual"
"""The class of calls that are shown and not heard."""

TYPES = ("ring", "visual", "answer", "ring-answer")


class RingClass(msgspec.Struct, frozen=True):
    """How calls of one class are announced (se.rt.*; SIP 3.1 administrator guide, appendix A).

    `type` is ring, visual (shown and not heard), answer (taken at once) or ring-answer (taken after `timeout`
    milliseconds of ringing). `waiting` is the tone for those who are in another call. `muted` says that a call which
    the phone takes by itself begins with the microphone off.
    """

    name: str = DEFAULT
    type: str = "ring"
    ringer: str = DEFAULT
    timeout: int = 0
    waiting: str = "callWaiting"
    muted: bool = False

    @property
    def answers(self) -> bool:
        """Whether the phone takes such calls by itself."""
        return self.type in ("answer", "ring-answer")


def read_ring_class(configuration: Configuration, name: str) -> RingClass:
    """The class of that name; one that nobody has heard of rings as usual."""
    family = f"se.rt.{name}"
    kind = configuration.text(f"{family}.type")
    return RingClass(
        name,
        kind if kind in TYPES else "ring",
        configuration.choice(f"{family}.ringer") or DEFAULT,
        configuration.number(f"{family}.timeout"),
        configuration.choice(f"{family}.callWait"),
        configuration.flag(f"{family}.micMute"),
    )


def class_of(configuration: Configuration, line: int, alert_info: str) -> RingClass:
    """The class of a call with this Alert-Info: the server's word counts before the phone's own auto answer.

    A class is named by the first voIpProt.SIP.alertInfo.x.value that the header holds; calls without one are taken
    automatically where reg.x.autoAnswer or call.autoAnswer.SIP says so.
    """
    named = _named(configuration, alert_info)
    if named:
        return read_ring_class(configuration, named)
    if configuration.flag("call.autoAnswer.SIP") or configuration.flag(f"reg.{line}.autoAnswer"):
        chosen = read_ring_class(configuration, configuration.choice("call.autoAnswer.ringClass"))
        return msgspec.structs.replace(chosen, muted=configuration.flag("call.autoAnswer.micMute"))
    return read_ring_class(configuration, DEFAULT)


def _named(configuration: Configuration, alert_info: str) -> str:
    for index in configuration.indices("voIpProt.SIP.alertInfo.x.value") if alert_info else ():
        if configuration.text(f"voIpProt.SIP.alertInfo.{index}.value") in alert_info:
            return configuration.choice(f"voIpProt.SIP.alertInfo.{index}.class")
    return ""
