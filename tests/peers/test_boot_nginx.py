"""The boot against nginx: real HTTP and HTTPS, Basic authentication, uploads, and nginx's own faults."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator.boot.flash import Flash
from emulator.boot.model import PowerOn
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.nginx import Nginx
from tests.unit.boot.bench import MAC
from tests.unit.boot.rig import Rig, a_phone

TREE: dict[str, str | bytes] = {
    "000000000000.cfg": (
        '<APPLICATION CONFIG_FILES="site.cfg, phones/[PHONE_MAC_ADDRESS]-user.cfg" LOG_FILE_DIRECTORY="logs"'
        ' OVERRIDES_DIRECTORY="overrides"/>'
    ),
    "site.cfg": '<site reg.1.label="site" tcpIpApp.sntp.address="time.example"/>',
    f"phones/{MAC}-user.cfg": '<user reg.1.address="1001" reg.1.label="late"/>',
    f"overrides/{MAC}-phone.cfg": '<PHONE_CONFIG><OVERRIDES up.backlight.timeout="7"/></PHONE_CONFIG>',
    "3111-48840-001.sip.ld": b"\0" * (8 << 20),
}
UPDATER = "FileTransport PolycomVVX-VVX_450-UA/5.9.7.47435 Type/Updater"
APPLICATION = "FileTransport PolycomVVX-VVX_450-UA/5.9.7.4477 Type/Application"


def values(rig: Rig) -> tuple[str, str, str]:
    """A value of each file."""
    text = rig.provisioning.configuration.text
    return text("reg.1.label"), text("reg.1.address"), text("up.backlight.timeout")


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_boot_as_the_server_saw_it(scheme: str, nginx: Nginx, certificates: Certificates) -> None:
    """Every request in order, with method, path, status and User-Agent, on either scheme."""
    nginx.add(TREE)
    address = nginx.url if scheme == "http" else nginx.https_url
    async with a_phone(address, trust=certificates.trusting()) as rig:
        await rig.boot()
        await rig.until(lambda: nginx.requests()[-1].method == "PUT")  # a request is logged after its answer
    assert ("site", "1001", "7") == values(rig)
    seen = nginx.requests()
    assert [
        ("PUT", f"/{MAC}-boot.log", 201),
        ("GET", f"/{MAC}.cfg", 404),
        ("GET", "/000000000000.cfg", 200),
        ("GET", "/3111-48840-001.sip.ld", 200),
        ("GET", "/sip.ver", 404),
        ("GET", "/site.cfg", 200),
        ("GET", f"/phones/{MAC}-user.cfg", 200),
        ("GET", f"/overrides/{MAC}-phone.cfg", 200),
        ("GET", f"/overrides/{MAC}-web.cfg", 404),
        ("GET", "/000000000000-license.cfg", 404),
        ("GET", f"/{MAC}-license.cfg", 404),
        ("GET", f"/{MAC}-calls.xml", 404),
        ("GET", f"/{MAC}-directory.xml", 404),
        ("GET", "/000000000000-directory.xml", 404),
        ("HEAD", f"/logs/{MAC}-app.log", 404),
        ("PUT", f"/logs/{MAC}-app.log", 201),
    ] == sorted(((each.method, each.path, each.status) for each in seen), key=order(rig))
    agents = {each.path: each.agent for each in seen}
    assert agents.pop(f"/{MAC}-boot.log") == UPDATER
    assert set(agents.values()) == {APPLICATION}
    assert {scheme == "https"} == {each.tls.startswith("TLSv1.") for each in seen}


def order(rig: Rig) -> Callable[[tuple[str, str, int]], int]:
    """Sort by the order of asking: nginx notes an image that was broken off only when it finds out."""
    asked: list[tuple[str, str]] = [(fetch.method, "/" + fetch.url.split("/", 3)[3]) for _, fetch in rig.fetches]
    return lambda request: asked.index(request[:2])


async def test_the_image_is_not_loaded_whole(nginx: Nginx) -> None:
    """The server's own count of what it sent is far below the image's size."""
    nginx.add(TREE)
    async with a_phone(nginx.url) as rig:
        await rig.boot()
        image = "/3111-48840-001.sip.ld"
        await rig.until(lambda: image in [each.path for each in nginx.requests()])
    (sent,) = [each.sent for each in nginx.requests() if each.path == image]
    assert sent < 8 << 20
    assert [report.size for report in rig.provisioning.files if report.role == "image"] == [8 << 20]


async def test_logs_arrive_whole(nginx: Nginx) -> None:
    """The boot log that the server keeps begins as on the device, with every line of the updater's stage."""
    nginx.add(TREE)
    async with a_phone(nginx.url) as rig:
        await rig.boot()
    lines = (nginx.root / f"{MAC}-boot.log").read_text().splitlines()
    assert "000000.000|so   |*|00|---------- Initial log entry ----------" == lines[0]
    assert rig.log[: len(lines)] == lines


async def test_basic_authentication(start_nginx: Callable[..., Nginx]) -> None:
    """Each file is asked for without credentials first, and again with them after 401; a PUT likewise."""
    nginx = start_nginx(login=("PlcmSpIp", "s3cret"))
    nginx.add(TREE)
    async with a_phone(nginx.url, settings={"password": "s3cret"}) as rig:
        await rig.boot()
    assert ("site", "1001", "7") == values(rig)
    tries = [(each.user, each.status) for each in nginx.requests() if each.path == "/site.cfg"]
    assert [("", 401), ("PlcmSpIp", 200)] == tries
    assert (nginx.root / f"{MAC}-boot.log").exists()
    assert "s3cret" not in "\n".join(rig.log)


async def test_a_wrong_password_leaves_the_last_good_configuration(
    start_nginx: Callable[..., Nginx], tmp_path: Path
) -> None:
    """The phone says that it failed, and runs as it did before."""
    nginx = start_nginx(login=("PlcmSpIp", "s3cret"))
    nginx.add(TREE)
    with Flash(tmp_path) as flash:
        async with a_phone(nginx.url, flash=flash, settings={"password": "s3cret"}) as rig:
            await rig.boot()
        async with a_phone(nginx.url, flash=flash, settings={"password": "wrong"}) as again:
            await again.boot()
    assert ("last good", ["Failed to update configuration."]) == (again.provisioning.source, again.messages)
    assert values(rig) == values(again)


async def test_a_server_that_is_gone_and_comes_back(nginx: Nginx, tmp_path: Path) -> None:
    """Without it the phone starts from flash; with it back the next boot reads what is new."""
    nginx.add(TREE)
    with Flash(tmp_path) as flash:
        for label, source in (("site", "server"), ("site", "last good"), ("new", "server")):
            if source == "last good":
                nginx.stop()
            elif label == "new":
                nginx.start()
                nginx.add({"site.cfg": '<site reg.1.label="new"/>'})
            async with a_phone(nginx.url, flash=flash) as rig:
                await rig.boot()
            assert (label, source) == (values(rig)[0], rig.provisioning.source)


async def test_a_certificate_that_nobody_vouches_for(nginx: Nginx) -> None:
    """TLS is verified: without the authority of the server's certificate no file is asked for."""
    nginx.add(TREE)
    async with a_phone(nginx.https_url) as rig:
        rig.post(PowerOn())
        await rig.until(lambda: rig.power.state == "running")
    assert ("none", []) == (rig.provisioning.source, nginx.requests())
    assert any("SSL peer certificate" in line for line in rig.log)


async def test_a_certificate_for_another_name(nginx: Nginx, certificates: Certificates) -> None:
    """A certificate of a trusted authority must be for the server that was asked."""
    trust = certificates.trusting()
    address = nginx.https_url.replace("127.0.0.1", "127.0.0.2")
    nginx.add(TREE)
    async with a_phone(address, trust=trust) as rig:
        await rig.boot()
    assert "none" == rig.provisioning.source


async def test_tls_of_the_newest_version(nginx: Nginx, certificates: Certificates) -> None:
    """TLS 1.3 is spoken."""
    trust = certificates.trusting()
    trust.minimum_version = ssl.TLSVersion.TLSv1_3
    nginx.add(TREE)
    async with a_phone(nginx.https_url, trust=trust) as rig:
        await rig.boot()
    assert {"TLSv1.3"} == {each.tls for each in nginx.requests()}


FAULTS = """
location = /site.cfg { %s }
location = /loop.cfg { return 302 /loop.cfg; }
"""


@pytest.mark.parametrize(
    ("directive", "fault", "label"),
    [
        ("return 403;", "403", ""),
        ("return 405;", "405", ""),
        ("return 500;", "5xx", ""),
        ("return 503;", "5xx", ""),
        ("return 302 /loop.cfg;", "redirects", ""),
        ("return 302 /moved/site.cfg;", "", "moved"),
        ("return 200 '<html><body>Welcome</body></html>';", "html", ""),
        ("return 200 '<site reg.1.label=\"x\"';", "broken-xml", ""),
    ],
)
async def test_nginx_doing_wrong(start_nginx: Callable[..., Nginx], directive: str, fault: str, label: str) -> None:
    """Each is recognised for what it is, and the report of the file says so."""
    nginx = start_nginx(extra=FAULTS % directive)
    nginx.add({**TREE, "moved/site.cfg": '<site reg.1.label="moved"/>'})
    async with a_phone(nginx.url) as rig:
        await rig.boot()
    reports = {report.name: report.fault for report in rig.provisioning.files}
    assert (fault, label or "late") == (reports["site.cfg"], values(rig)[0])


async def test_uploads_that_are_refused(start_nginx: Callable[..., Nginx]) -> None:
    """A server without PUT answers 405: the phone notes it, keeps its log, and runs on the server's files."""
    nginx = start_nginx(uploads=False)
    nginx.add(TREE)
    async with a_phone(nginx.url) as rig:
        await rig.boot()
        await rig.until(lambda: any("uploadFifoLog: upload error" in line for line in rig.log))
        kept = rig.logs.text("app")
    assert ("server", True) == (rig.provisioning.source, "Finished updating configuration" in kept)
    assert any("Failed to upload boot log on start up." in line for line in rig.log)
