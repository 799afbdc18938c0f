"""Parameters for the lab's phones, beyond those that the lab gives them."""

from __future__ import annotations

from emulator.lab.lab import Lab
from tests.integration.phone.conftest import MAC


def configure(lab: Lab, mac: str = MAC, **values: str) -> None:
    """Give a phone of the lab more parameters; in names, __ stands for a point."""
    name = f"phone-{mac}.cfg"
    lab.boot_server.uploads.pop(name, None)
    own = (lab.boot_server.read(name) or b"").decode()
    more = "".join(f' {parameter.replace("__", ".")}="{value}"' for parameter, value in values.items())
    lab.boot_server.uploads[name] = own.replace("</PHONE_CONFIG>", f"<MORE{more}/></PHONE_CONFIG>").encode()
