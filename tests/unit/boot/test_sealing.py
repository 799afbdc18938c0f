"""Encrypted files: read with the key in flash, and written with it where configuration wants that."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.boot.model import ChangeSettings, ProvisioningFailed, Publish, ShuttingDown
from emulator.config.encryption import decrypt, encrypt, is_encrypted, parse_key
from tests.unit.boot.bench import MAC, SITE, TREE, Bench

TEXT = "Crypt=1;KeyDesc=companyNameKey1;Key=06a9214036b8a15b512e03d534120006;"
NEXT = "Crypt=1;KeyDesc=companyNameKey2;Key=112233445566778899aabbccddeeff00;"
KEY, NEXT_KEY = parse_key(TEXT), parse_key(NEXT)
FLASH = {"device.sec.configEncryption.key": TEXT}
SECRET: dict[str, Any] = {**TREE, "site.cfg": encrypt(SITE.encode(), KEY)}


def value(bench: Bench, name: str) -> str:
    """A parameter in force."""
    return bench.provisioning.configuration.text(name)


def test_an_encrypted_file_is_read_like_any_other() -> None:
    """The key is in flash; reports and the last good configuration have what it says."""
    bench = Bench(SECRET, device=FLASH).boot()
    assert ("site", "server", 1) == (value(bench, "reg.1.label"), bench.provisioning.source, bench.power.boots)
    assert SITE.encode() in [file.body for file in bench.provisioning.kept]


@pytest.mark.parametrize("flash", [{}, {"device.sec.configEncryption.key": NEXT}], ids=["no-key", "other-key"])
def test_a_file_that_cannot_be_decrypted_lets_the_phone_reboot(flash: dict[str, str]) -> None:
    """It says so, goes down, and tries again until the server has one that it can read."""
    bench = Bench(SECRET, device=flash)
    bench.boot()
    failures = bench.told(ProvisioningFailed)
    assert ("undecryptable", True) == (failures[0].fault, len(failures) > 3)
    assert {"Configuration file could not be decrypted"} == {each.reason for each in bench.told(ShuttingDown)}
    assert "cfg|5|Prm|'site.cfg' could not be decrypted" in bench.log
    bench.files["site.cfg"] = SITE
    bench.wait(5)
    assert ("running", "site") == (bench.power.state, value(bench, "reg.1.label"))


def test_a_new_key_comes_in_a_file_with_the_old_one() -> None:
    """After the reboot for it the files of the new key are read, and the old ones still are in flash."""
    hand_over = f'<d device.set="1" device.sec.configEncryption.key="{NEXT}" device.sec.configEncryption.key.set="1"/>'
    bench = Bench({**TREE, "site.cfg": encrypt(hand_over.encode(), KEY)}, device=FLASH).boot()
    assert NEXT == bench.provisioning.device["device.sec.configEncryption.key"]


@pytest.mark.parametrize("name", ["-phone.cfg", "-directory.xml", "-license.cfg"])
def test_other_files_that_cannot_be_decrypted_are_passed_over(name: str) -> None:
    """The phone works with its own copy, or without."""
    bench = Bench({**TREE, f"{MAC}{name}": encrypt(b"<x/>", NEXT_KEY)}, device=FLASH).boot()
    assert (1, "running", []) == (bench.power.boots, bench.power.state, bench.told(ProvisioningFailed))


@pytest.mark.parametrize("on", ["0", "1"])
@pytest.mark.parametrize(
    ("switch", "role", "name"),
    [
        ("overrides", "phone", f"{MAC}-phone.cfg"),
        ("dir", "directory", f"{MAC}-directory.xml"),
        ("callLists", "calls", f"{MAC}-calls.xml"),
    ],
)
def test_uploads_are_encrypted_if_wanted(on: str, switch: str, role: str, name: str) -> None:
    """sec.encryption.upload.*: what the server gets can be read with the key alone, and by the next boot."""
    site = SITE.replace("/>", f' sec.encryption.upload.{switch}="{on}"/>')
    bench = Bench({**TREE, "site.cfg": site}, device=FLASH).boot()
    if role == "phone":
        bench.feed(ChangeSettings({"reg.1.label": "mine"}))
    else:
        bench.feed(Publish(role, b"<list/>"))  # type: ignore[arg-type]
    bench.wait(30)
    sent = bench.uploads[name]
    assert (on == "1") == is_encrypted(sent)
    plain = decrypt(sent, KEY) if on == "1" else sent
    assert bench.provisioning.local_file(role).body == plain  # type: ignore[arg-type, union-attr]
    bench.files[name] = sent
    again = Bench(bench.files, device=FLASH).boot()
    assert plain == again.provisioning.local_file(role).body  # type: ignore[arg-type, union-attr]


def test_without_a_key_uploads_go_in_clear() -> None:
    """There is nothing to encrypt them with."""
    site = SITE.replace("/>", ' sec.encryption.upload.dir="1"/>')
    bench = Bench({**TREE, "site.cfg": site}).boot()
    bench.feed(Publish("directory", b"<list/>"))
    bench.wait(30)
    assert b"<list/>" == bench.uploads[f"{MAC}-directory.xml"]
