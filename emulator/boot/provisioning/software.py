"""Software images: their names on the server, and whether the one there is another than the phone runs.

The maker's releases have a file sip.ver beside the images, whose text is their version. By it the phone knows what it
is offered; an image without that file is taken for the one that the phone has (a guess: the device reads the version
from the image itself).
"""

from __future__ import annotations

import re

from emulator.config.identity import Identity

BOOT_ROM = "4.3.1.0440"
"""The version of the boot ROM below SIP software, as a SoundPoint IP 335 reported it to its server."""

VERSION_FILE = "sip.ver"
_VERSION = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){2}\.\d{3,6}[a-z]?(?![\w.])")
_UCS = 4


def is_legacy(identity: Identity) -> bool:
    """Whether the phone runs SIP software of before UC Software 4, and a boot ROM below it."""
    major = identity.version.partition(".")[0]
    return major.isdecimal() and len(major) < 4 and int(major) < _UCS


def image_names(application: str, identity: Identity) -> tuple[str, ...]:
    """The names under which an image is looked for, the part number in front of APP_FILE_PATH's last part.

    Phones with a boot ROM try the plain name too (access log of a SoundPoint IP 335; those of UC Software show one).
    """
    folder, slash, file = application.rpartition("/")
    own = f"{folder}{slash}{identity.part_number}.{file}"
    return (own, application) if is_legacy(identity) else (own,)


def version_name(image: str) -> str:
    """The file beside an image that says its version."""
    folder, slash, _ = image.rpartition("/")
    return f"{folder}{slash}{VERSION_FILE}"


def offered_version(text: bytes) -> str:
    """The version that a version file names first; empty if it names none."""
    match = _VERSION.search(text[:4096].decode("latin-1"))
    return match[0] if match else ""
