"""The Lync 2010 templates as the lab fills them in."""

from __future__ import annotations

import pytest

from emulator.cli import main
from emulator.cli.errors import USAGE
from emulator.config.files import read_parameters
from emulator.lab.accounts import PHONES
from emulator.lab.lync import KINDS, PER_PHONE, SHARED, Kind, LyncTree, edit, template, users
from emulator.lab.tree import SipPlace

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def tree(kind: Kind) -> LyncTree:
    """The files of a deployment."""
    return LyncTree(kind, SipPlace("192.0.2.1", 5071, "TLS"), PEM)


def test_only_whole_names_are_edited() -> None:
    """A value is put in as XML wants it, and other parameters whose names end alike stay."""
    text = '<a reg.1.address="old" voIpProt.reg.1.address="other"/>'
    edited = read_parameters("a.cfg", edit(text, {"reg.1.address": 'a "b" & c'}).encode()).settings
    assert {"reg.1.address": 'a "b" & c', "voIpProt.reg.1.address": "other"} == {
        name: setting.value for name, setting in edited.items()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_deployment(kind: Kind) -> None:
    """The master file names the phone's own file, and the shared one unless all is in one; nothing else is there."""
    files = tree(kind)
    master = (files.read("000000000000.cfg") or b"").decode()
    assert (SHARED in master) == (kind != "all-in-one")
    assert "phone-[PHONE_MAC_ADDRESS].cfg" in master
    assert files.read(PER_PHONE[kind]) is None
    (user, *_) = users(PHONES)
    written = read_parameters("a.cfg", files.phone_file(user)).settings
    shared = read_parameters("b.cfg", files.read(SHARED) or b"").settings
    values = {name: setting.value for name, setting in {**shared, **written}.items()}
    assert ("1001@example.com", "192.0.2.1", "5071") == tuple(
        values[name] for name in ("reg.1.address", "voIpProt.server.1.address", "voIpProt.server.1.port")
    )
    assert PEM.strip() == values["sec.TLS.customCaCert.1"].strip()
    assert (kind == "credentials") == ("reg.1.auth.password" in values)


def test_the_templates_have_no_secrets() -> None:
    """Nobody's password is shipped but the one that everybody may know."""
    assert "lab-1001" not in "".join(template(name) for name in PER_PHONE.values())


@pytest.mark.parametrize("more", [("--sip", "kamailio"), ("--tree", ".")])
def test_a_deployment_is_the_labs_own(more: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """It has a tree of its own and the embedded server; another one is wrong usage."""
    assert USAGE == main(["lab", "--lync", "login", *more])
    assert "--lync" in capsys.readouterr().err
