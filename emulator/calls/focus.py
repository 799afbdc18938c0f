"""Conferences at the server (voIpProt.SIP.conference.address): the phone calls it, and refers the others there.

Who is referred calls the conference too; then the phone leaves its own call with that party (RFC 4579, section 5.5).
"""

from __future__ import annotations

from msgspec.structs import replace

from emulator.boot.model import config
from emulator.calls.model import Call, Calls, Dial
from emulator.calls.parties import Consult, TransferBegan
from emulator.calls.steps import CallStep, change, this
from emulator.kernel.state import State

FOCUS = "focus"
"""The purpose of a call to the server's conference."""

NAME = "Conference"

UP = ("connected", "remote-held", "held")


def address(phone: State) -> str:
    """The server's conference; empty if the phone mixes conferences itself."""
    return config(phone).text("voIpProt.SIP.conference.address").strip()


def focus(calls: Calls) -> Call | None:
    """The call to the server's conference, if it is up."""
    return next((call for call in calls.open if call.purpose == FOCUS and call.state in UP), None)


def bring(step: CallStep, *calls: Call) -> None:
    """Have the far ends of calls in the server's conference, which is called first if need be."""
    standing = focus(step.own)
    joining = tuple(call.id for call in calls if call is not standing)
    free = (replace(each, purpose="", about=0) if each.id in joining else each for each in step.own.calls)
    step.change(calls=tuple(free), gathering=(*step.own.gathering, *joining))
    if standing is None:
        step.tell(Consult(calls[0].line, FOCUS, calls[0].id))
        step.tell(Dial(address(step.phone), calls[0].line))


def greet(step: CallStep) -> None:
    """The conference has answered."""
    if this(step).purpose == FOCUS:
        change(step, name=NAME)


def settle(step: CallStep) -> None:
    """Refer those who are to come: one when the other is there, or at once (voIpProt.SIP.conference.parallelRefer)."""
    own = step.own
    at_once = config(step.phone).flag("voIpProt.SIP.conference.parallelRefer")
    under_way = any(call.state == "transferring" for call in own.calls) and not at_once
    if own.gathering and focus(own) and not under_way:
        coming = own.gathering if at_once else own.gathering[:1]
        step.change(gathering=own.gathering[len(coming) :])
        for call in coming:
            step.tell(TransferBegan(call, number=address(step.phone), refers=True))


def give_up(step: CallStep) -> None:
    """The conference is over, or was never reached: nobody is waited for."""
    if this(step).purpose == FOCUS:
        step.change(gathering=())
