"""Fixtures for tests against real peers; each peer comes as a factory and as one ready instance."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.peers.harness.baresip import Baresip
from tests.peers.harness.certificates import Certificates, make_certificates
from tests.peers.harness.chrony import Chrony
from tests.peers.harness.dnsmasq import Dnsmasq
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.nginx import Nginx
from tests.peers.harness.rsyslog import Rsyslog
from tests.peers.harness.sipp import Sipp
from tests.peers.harness.tftpd import Tftpd
from tests.peers.harness.vsftpd import Vsftpd
from tests.peers.harness.workbench import Workbench
from tests.peers.office import Office

_Peer = TypeVar("_Peer", Dnsmasq, Nginx, Vsftpd, Kamailio, Baresip, Chrony, Rsyslog)
_BENCH = pytest.StashKey[Workbench]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs real peers."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("peer")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, pytest.TestReport]:
    """Show what the peers said when a test fails."""
    report: pytest.TestReport = yield
    if report.failed and (bench := item.stash.get(_BENCH, None)):
        report.sections.extend(bench.reports())
    return report


@pytest.fixture
def workbench(request: pytest.FixtureRequest) -> Iterator[Workbench]:
    """Where this test's peers live; all of them end with it."""
    with tempfile.TemporaryDirectory(prefix="vphone-", ignore_cleanup_errors=True) as folder:
        bench = Workbench(Path(folder))
        request.node.stash[_BENCH] = bench
        yield bench
        bench.close()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority and a certificate for 127.0.0.1 that no system trusts."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def start_nginx(workbench: Workbench, certificates: Certificates) -> Callable[..., Nginx]:
    """Start an nginx with the options of `Nginx`."""
    return partial(_started, Nginx, workbench, certificates)


@pytest.fixture
def nginx(start_nginx: Callable[..., Nginx]) -> Nginx:
    """An nginx without login that accepts uploads."""
    return start_nginx()


@pytest.fixture
def start_vsftpd(workbench: Workbench, certificates: Certificates) -> Callable[..., Vsftpd]:
    """Start a vsftpd with the options of `Vsftpd`."""
    return partial(_started, Vsftpd, workbench, certificates)


@pytest.fixture
async def tftpd(workbench: Workbench) -> AsyncIterator[Tftpd]:
    """A tftpd-hpa that takes uploads, behind a relay that notes what is asked."""
    async with Tftpd(workbench) as peer:
        yield peer


@pytest.fixture
def rsyslog(workbench: Workbench, certificates: Certificates) -> Rsyslog:
    """An rsyslogd that listens on UDP, TCP and TLS."""
    return _started(Rsyslog, workbench, certificates)


@pytest.fixture
def start_kamailio(workbench: Workbench, certificates: Certificates) -> Callable[..., Kamailio]:
    """Start a kamailio."""
    return partial(_started, Kamailio, workbench, certificates)


@pytest.fixture
def kamailio(start_kamailio: Callable[..., Kamailio]) -> Kamailio:
    """A kamailio with the users 1001 to 1010 and no bindings."""
    return start_kamailio()


@pytest.fixture
def office(nginx: Nginx, kamailio: Kamailio, certificates: Certificates) -> Office:
    """Whole phones at `kamailio`, configured by `nginx`."""
    return Office(nginx, kamailio, certificates)


@pytest.fixture
def chrony(workbench: Workbench) -> Chrony:
    """A chronyd that tells the host's time."""
    return _started(Chrony, workbench)


@pytest.fixture
def start_dnsmasq(workbench: Workbench) -> Callable[..., Dnsmasq]:
    """Start a dnsmasq with these records."""
    return partial(_started, Dnsmasq, workbench)


@pytest.fixture
def sipp(workbench: Workbench) -> Sipp:
    """Scripted SIP peers."""
    return Sipp(workbench)


@pytest.fixture
def start_baresip(workbench: Workbench) -> Callable[..., Baresip]:
    """Start a baresip with the options of `Baresip`: server, user, password ..."""
    return partial(_started, Baresip, workbench)


@pytest.fixture
def baresip(start_baresip: Callable[..., Baresip], kamailio: Kamailio) -> Baresip:
    """A baresip registered as 1005 at `kamailio`, answering only when told to."""
    return start_baresip(f"{kamailio.address}:{kamailio.port}", "1005", kamailio.password("1005"))


def _started(kind: Callable[..., _Peer], *arguments: Any, **options: Any) -> _Peer:
    peer = kind(*arguments, **options)
    peer.start()
    return peer


@pytest.fixture(autouse=True)
def patient_goodbye(monkeypatch: pytest.MonkeyPatch) -> None:
    """Phones wait longer for the answer to their goodbye: on a busy machine a peer may take its time."""
    monkeypatch.setattr("emulator.phone.GOODBYE", 3.0)
