"""Which servers an engine's request goes to, and what of that it shows."""

from __future__ import annotations

from emulator.sip.edge.core import Core
from emulator.sip.edge.routes import Steps
from emulator.sip.edge.shaping import restore_route
from emulator.sip.edge.tables import Outgoing
from emulator.sip.stack.headers import NameAddr, SipSyntaxError
from emulator.sip.stack.messages import Request, Response
from emulator.sip.stack.resolve import Server, server_of

_CHALLENGES = (401, 407)


def servers_of(core: Core, entry: Outgoing) -> list[Server]:
    """Inside a call along its route; a new call by the line's servers, or straight to the callee without any."""
    request, account = entry.original, entry.account
    if account is None:
        return []
    if not request.to.tag and account.line.servers:
        return list(account.line.servers)
    sketch = Request(request.method, request.uri, headers=list(request.headers))
    restore_route(sketch, core.inner_place)
    routes = sketch.listed("route")
    place = server_of(_uri_of(routes[0]) if routes else sketch.uri)
    return [place] if place else []


def _uri_of(route: str) -> str:
    try:
        return NameAddr.parse(route).uri
    except SipSyntaxError:
        return ""


def allowed(core: Core, entry: Outgoing, steps: Steps) -> Steps:
    """The steps that may be taken.

    A call with credentials goes first to the server that asked for these, if the line is so configured; nothing goes
    to a server that the line has left for another.
    """
    account, request = entry.account, entry.original
    if account is None:
        return []
    if not entry.initial:
        return [step for step in steps if not core.routes.forsaken(account.line.number, step.hop)]
    challenger = core.challengers.get((request.call_id, request.sender.tag))
    if not account.line.challenger_first or challenger is None:
        return steps
    return sorted(steps, key=lambda step: step.hop.peer != challenger.peer)


def note_answer(core: Core, entry: Outgoing, response: Response) -> None:
    """Learn from an answer to a new request: its server works, and may ask for credentials."""
    if not entry.initial or entry.step is None:
        return
    core.routes.worked(entry.step)
    if response.code in _CHALLENGES:
        core.challengers.put((response.call_id, response.sender.tag), entry.step.hop, core.linger)


def show_way(entry: Outgoing, request: Request) -> None:
    """Name the outbound proxy, and what it must be able to do, in a request that is not part of a call yet."""
    if not entry.initial or entry.account is None or entry.step is None:
        return
    if entry.step.server.route:
        request.put("Route", entry.step.server.route, *request.values("route"))
    if entry.account.line.proxy_require:
        request.put("Proxy-Require", entry.account.line.proxy_require)
