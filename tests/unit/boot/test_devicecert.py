"""Device certificates: which one a phone has, where it stays, and what the Status menu says of it."""

from __future__ import annotations

import datetime
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from emulator.boot.devicecert import ITEM, CertificateFileError, device_certificate, read_certificate_file
from emulator.boot.flash import Flash
from emulator.config.certificate import read_certificates
from emulator.factory import EXPIRED, GOOD, Authority, maker
from emulator.phone import Phone
from emulator.settings.model import Nameplate
from tests.unit.boot.bench import MAC


def test_a_device_certificate_tells_maker_and_mac() -> None:
    """As on the device: the MAC address as common name, Polycom as organisation, good until 2044."""
    made = x509.load_pem_x509_certificate(maker().device(MAC).encode())
    assert {"O=Polycom Inc.", f"CN={MAC.upper()}"} == set(made.subject.rfc4514_string().split(","))
    assert datetime.date(2044, 3, 9) == made.not_valid_after_utc.date()


def test_one_authority_has_made_all_phones() -> None:
    """What another process makes is by the same authority, although no key was ever handed over."""
    elsewhere = x509.load_pem_x509_certificate(maker.__wrapped__().device(MAC).encode())
    elsewhere.verify_directly_issued_by(x509.load_pem_x509_certificate(maker().pem.encode()))


def test_the_factorys_certificate_stays_in_flash(tmp_path: Path) -> None:
    """It is made once, with its key, readable by its owner alone; a phone of another MAC address gets its own."""
    with Flash(tmp_path) as flash:
        first = device_certificate("factory", "", MAC, flash)
        assert not (tmp_path / ITEM).exists()
        pem = first.pem()
    with Flash(tmp_path) as flash:
        assert pem == device_certificate("factory", "", MAC, flash).pem()
        assert (
            "0004F2000001" == read_certificates(device_certificate("factory", "", "0004f2000001", flash).pem())[0].name
        )
    assert "PRIVATE KEY" in pem
    assert 0o600 == stat.S_IMODE((tmp_path / ITEM).stat().st_mode)


def write(folder: Path, pem: str) -> str:
    """A file of that content."""
    (folder / "own.pem").write_text(pem)
    return str(folder / "own.pem")


def self_signed(mac: str) -> str:
    """A certificate that vouches for itself."""
    key = trustme.CA().private_key_pem.bytes()
    private = load_pem_private_key(key, None)
    assert isinstance(private, EllipticCurvePrivateKey)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, mac.upper())])
    made = (
        x509.CertificateBuilder(name, name, private.public_key(), 1)
        .not_valid_before(GOOD.first)
        .not_valid_after(GOOD.last)
        .sign(private, hashes.SHA256())
    )
    return (made.public_bytes(Encoding.PEM) + key).decode()


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (lambda: maker().device(MAC), "Factory installed"),
        (lambda: Authority.new("x").device(MAC), "Factory installed"),
        (lambda: maker().device(MAC, EXPIRED), "Invalid"),
        (lambda: maker().device("0004f2000001"), "Invalid"),
        (lambda: maker().server("boot.example"), "Invalid"),
        (lambda: self_signed(MAC), "Self-signed"),
    ],
)
def test_a_file_is_judged_by_what_is_in_it(tmp_path: Path, made: Callable[[], str], shown: str) -> None:
    """Another name than the phone's, or other days than today, are invalid."""
    pem = made()
    text = read_certificate_file(write(tmp_path, pem))
    found = device_certificate("own.pem", text, MAC, Flash(None))
    assert (shown, pem) == (found.shown, found.pem())


@pytest.mark.parametrize(("choice", "shown"), [("none", "Not Installed"), ("absent", ""), ("invalid", "Invalid")])
def test_phones_without_a_good_one(choice: str, shown: str) -> None:
    """Only an expired one is there to be shown; nothing of it goes into flash."""
    flash = Flash(None)
    found = device_certificate(choice, read_certificate_file(choice), MAC, flash)
    assert (shown, choice == "invalid", None) == (found.shown, bool(found.pem()), flash.read(ITEM))


@pytest.mark.parametrize("content", ["", "hello", trustme.CA().cert_pem.bytes().decode(), "\xff"])
def test_a_file_that_is_none_is_told(tmp_path: Path, content: str) -> None:
    """No PEM, no key, or not even text: one sentence with the file's name."""
    with pytest.raises(CertificateFileError, match=r"own\.pem"):
        read_certificate_file(write(tmp_path, content))
    with pytest.raises(CertificateFileError, match="No such file"):
        read_certificate_file(str(tmp_path / "absent.pem"))


@pytest.mark.parametrize(("choice", "shown"), [("factory", "Factory installed"), ("absent", "")])
async def test_the_nameplate_says_what_the_menu_shows(choice: str, shown: str) -> None:
    """From the user's choice to the part that the screens read."""
    async with Phone("VVX_450", certificate=choice) as phone:
        assert shown == phone.state[Nameplate].certificate
