"""A lab with a Skype for Business front end, and phones of its users, all in this process but for the call engines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from emulator.lab.lab import Lab
from emulator.phone import Phone
from emulator.signin.events import Proof, SignInWith, SkipSetup
from emulator.signin.model import SignIn

MASTER = '<APPLICATION APP_FILE_PATH="sip.ld" CONFIG_FILES="site.cfg"/>'
SITE = (
    """<site device.set="1" device.baseProfile="Lync" device.baseProfile.set="1" feature.deviceLock.enable="0" {}/>"""
)

JANE = Proof("user", "jdoe@example.com", "jdoe", "EXAMPLE", secret="correct horse battery staple")
ALEX = Proof("user", "asmith@example.com", "asmith", "EXAMPLE", secret="steady purple lantern")

Desk = Callable[..., Phone]
"""Makes a phone: the model, its MAC, and further parameters as `name="value"`."""


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    """The lab; phones find nothing but the base profile on its boot server."""
    (tmp_path / "000000000000.cfg").write_text(MASTER)
    (tmp_path / "site.cfg").write_text(SITE.format(""))
    async with Lab(skype=True, tree=tmp_path) as made:
        made.skype.policy(lock=False)
        yield made


@pytest.fixture
def desk(lab: Lab, tmp_path: Path) -> Desk:
    """Makes phones."""

    def make(model: str = "VVX_450", mac: str = "0004f2aabb01", more: str = "") -> Phone:
        (tmp_path / "site.cfg").write_text(SITE.format(more))
        return Phone(model, server=lab.boot_server.url, mac=mac, ca=lab.skype.ca, lyncdiscover=lab.skype.web.place)

    return make


async def sign_in(phone: Phone, proof: Proof = JANE) -> None:
    """Wait for the idle phone, and sign in as if it had been typed."""
    await phone.until("ready")
    phone.post(SignInWith(proof))
    await phone.until(lambda phone: phone.state[SignIn].state == "in")
    phone.post(SkipSetup())
