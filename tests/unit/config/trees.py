"""Provisioning trees for tests: written to a folder, checked as one phone reads them."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from emulator.config.check import Checker, PhoneCheck
from emulator.config.tree import open_tree
from emulator.kernel.profile import load_profile

MAC = "0004f2aabb01"
TODAY = datetime.date(2030, 6, 1)
MASTER = '<APPLICATION CONFIG_FILES="a.cfg"/>'


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write the files of a tree."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def checker(*words: Path, model: str = "VVX_450", ignored: tuple[str, ...] = ()) -> Checker:
    """A checker for the tree that the paths name."""
    return Checker(open_tree(map(str, words)), load_profile(model), TODAY, ignored)


def check(folder: Path, files: dict[str, str], model: str = "VVX_450", mac: str = MAC) -> PhoneCheck:
    """Write a tree and check one phone of it."""
    return checker(write(folder, files), model=model).check(mac)


def check_one(folder: Path, attributes: str, model: str = "VVX_450") -> PhoneCheck:
    """Check a phone with one configuration file, a.cfg, that has these attributes from its second line on."""
    return check(folder, {"000000000000.cfg": MASTER, "a.cfg": f"<a\n{attributes}/>"}, model)


def told(checked: PhoneCheck) -> list[tuple[str, int, int, str]]:
    """Rule, line, column and parameter of every error and warning."""
    return [(each.rule, each.line, each.column, each.parameter) for each in checked.findings if each.severity != "info"]


def notes(checked: PhoneCheck) -> list[tuple[str, int, int, str]]:
    """The same of the notes, those on what is not emulated left out."""
    return [
        (each.rule, each.line, each.column, each.parameter)
        for each in checked.findings
        if each.severity == "info" and each.rule != "not-emulated"
    ]


@cache
def certificate(kind: str, begins: int, ends: int) -> str:
    """A certificate in PEM: kind ec or rsa with its bits, valid between the beginnings of two years."""
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, int(kind[3:]))
    name = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Lab"), x509.NameAttribute(NameOID.COMMON_NAME, "CA")]
    )
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7)
    builder = builder.not_valid_before(datetime.datetime(begins, 1, 1)).not_valid_after(datetime.datetime(ends, 1, 1))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
