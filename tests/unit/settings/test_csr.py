"""Generate CSR: a key that stays in the phone, and a request for its certificate on the boot server."""

from __future__ import annotations

import asyncio

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from emulator.boot.orders import Fetch
from emulator.display.model import Noticed, Plugged
from emulator.kernel.clock import RealClock
from emulator.kernel.state import Effect, Event
from emulator.settings.certify import CertifyLink, certificate_request
from emulator.settings.csr import FAILED, FULL
from emulator.settings.model import OpenPage
from emulator.settings.orders import CsrMade, MakeCsr
from tests.unit.hands import MAC, Hands
from tests.unit.settings.tree import choose

KEY = "device.sec.TLS.customDeviceCert{}.privateKey"
CERT = "device.sec.TLS.customDeviceCert{}.publicCert"


class Desk(Hands):
    """A phone whose link answers at once; without a `request` it fails."""

    request = "a request"

    def _answer(self, effect: Effect) -> Event | None:
        if isinstance(effect, MakeCsr):
            return CsrMade(effect.id, self.request, "a key" if self.request else "")
        return super()._answer(effect)

    def generate(self) -> None:
        """Fill in the form, and press Generate."""
        self.feed(OpenPage("tls"))
        choose(self, "Generate CSR")
        self.press("Down")
        self.type("Example")
        self.press("Generate")

    @property
    def sent(self) -> list[tuple[str, bytes]]:
        """What was put on the server in the end: names and contents."""
        puts = [effect for effect in self.effects if isinstance(effect, Fetch) and effect.method == "PUT"]
        return [(put.url.rpartition("/")[2], put.body) for put in puts if put.url.endswith(".csr")]


def test_the_request_goes_to_the_server_and_the_key_stays() -> None:
    """As <MAC>.csr, for the phone's MAC address and what was typed; the screen says so."""
    desk = Desk()
    desk.generate()
    (asked,) = [effect for effect in desk.effects if isinstance(effect, MakeCsr)]
    assert {"Common Name": MAC.upper(), "Organization": "Example"} == asked.names
    assert [(f"{MAC}.csr", b"a request")] == desk.sent
    assert "a key" == desk.flash[KEY.format(1)]
    assert Noticed(f"{MAC}.csr uploaded") in desk.facts


def test_a_request_that_does_not_arrive_is_forgotten_with_its_key() -> None:
    """The form stays, to try again."""
    desk = Desk()
    desk.feed(Plugged("lan", False))
    desk.generate()
    assert ([], True, "csr") == (desk.sent, f"{MAC}.csr could not be uploaded" in desk.text, desk.screen.name)
    assert KEY.format(1) not in desk.flash


def test_a_certificate_in_use_keeps_its_key() -> None:
    """The second place is taken then; without a free one nothing is made."""
    desk = Desk(device={"device.prov.serverName": "http://boot.example/", CERT.format(1): "x", KEY.format(1): "mine"})
    desk.generate()
    assert ("mine", "a key") == (desk.flash[KEY.format(1)], desk.flash[KEY.format(2)])
    full = Desk(device={"device.prov.serverName": "http://boot.example/", CERT.format(1): "x", CERT.format(2): "y"})
    full.generate()
    assert ([], True) == (full.sent, FULL in full.text)


def test_names_that_no_certificate_can_have() -> None:
    """The screen says that there is none, and nothing changes."""
    desk = Desk()
    desk.request = ""
    desk.generate()
    assert ([], True) == (desk.sent, FAILED in desk.text)
    assert KEY.format(1) not in desk.flash


async def test_the_link_makes_a_key_and_a_request_for_it() -> None:
    """The request is signed with that key, for those names."""
    told: asyncio.Queue[Event] = asyncio.Queue()
    link = CertifyLink(told.put_nowait, RealClock())
    link.perform(MakeCsr(id=7, names={"Common Name": "phone", "Country": "DE"}))
    answer = await asyncio.wait_for(told.get(), 30)
    await link.close()
    assert isinstance(answer, CsrMade)
    request = x509.load_pem_x509_csr(answer.request_pem.encode())
    key = load_pem_private_key(answer.key_pem.encode(), None)
    assert "C=DE,CN=phone" == request.subject.rfc4514_string()
    assert (True, key.public_key().public_numbers()) == (  # type: ignore[union-attr]
        request.is_signature_valid,
        request.public_key().public_numbers(),  # type: ignore[union-attr]
    )


@pytest.mark.parametrize("country", ["Germany", "D"])
def test_a_country_has_two_letters(country: str) -> None:
    """Another one is no name that could be written."""
    assert ("", "") == certificate_request({"Country": country})
