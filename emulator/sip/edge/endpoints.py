"""What servers of Microsoft want to know of the endpoint that registers: one of several that a user may have.

The forms are those of MS-SIPREGE and MS-SIPRE as other clients write them; that the device takes its MAC address for
the epid is from memory.
"""

from __future__ import annotations

import uuid

from emulator.lines.model import MICROSOFT
from emulator.sip.edge.accounts import Line
from emulator.sip.stack.messages import Request

_NAMES = uuid.UUID("fcacfb03-8a73-46ef-91b1-e5ebeeaba4fe")
"""The name space of endpoints (MS-SIPRE, +sip.instance)."""


def introduce(request: Request, line: Line, epid: str) -> None:
    """Add to a REGISTER what a server of that kind expects; to one for any other server, nothing.

    Live Communications Server 2005 knows endpoints by their epid alone, without a URI of their own (gruu).
    """
    if line.interop not in MICROSOFT or not epid:
        return
    request.put("From", f"{request.get('from')};epid={epid}")
    request.add("ms-keep-alive", "UAC;hop-hop=yes")
    request.add("Event", "registration")
    if line.interop != MICROSOFT[0]:
        instance = uuid.uuid5(_NAMES, epid)
        request.put("Contact", f'{request.get("contact")};proxy=replace;+sip.instance="<urn:uuid:{instance}>"')
        request.add("Supported", "gruu-10, adhoclist, msrtc-event-categories")
