"""What servers of Microsoft are told of the endpoint that registers."""

from __future__ import annotations

import pytest

from emulator.sip.edge.accounts import Line
from emulator.sip.edge.endpoints import introduce
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.headers import NameAddr, Uri
from emulator.sip.stack.messages import Request

MAC = "0004f2aabb01"


def register(interop: str, epid: str = MAC) -> Request:
    """A REGISTER of a line at a server of that kind."""
    request = Request("REGISTER", "sip:example.com")
    request.add("From", '"Jane" <sip:jdoe@example.com>;tag=1')
    request.add("Contact", "<sip:jdoe@192.0.2.1;transport=tls>")
    line = Line(1, Uri("sip", "jdoe", "example.com"), Credentials("jdoe", ""), interop=interop)
    introduce(request, line, epid)
    return request


@pytest.mark.parametrize(("interop", "instance"), [("lcs2005", False), ("ocs2007r2", True), ("lync2010", True)])
def test_the_endpoint_is_named(interop: str, instance: bool) -> None:
    """By the phone's MAC address; since Office Communications Server 2007 also as an instance, for a URI of its own."""
    request = register(interop)
    assert MAC == NameAddr.parse(request.get("from") or "").param("epid")
    assert ("registration", "UAC;hop-hop=yes") == (request.get("event"), request.get("ms-keep-alive"))
    assert instance == ("+sip.instance=" in (request.get("contact") or ""))
    assert instance == ("gruu-10" in (request.get("supported") or ""))


def test_each_phone_is_an_instance_of_its_own() -> None:
    """The same after each start."""
    contacts = [register("lync2010", epid).get("contact") for epid in (MAC, MAC, "0004f2aabb02")]
    assert contacts[0] == contacts[1] != contacts[2]


def test_other_servers_are_told_nothing() -> None:
    """A REGISTER to them is as ever."""
    assert [] == [name for name in ("event", "ms-keep-alive", "supported") if register("standard").get(name)]
