"""Joining the network: DHCP, INFORM, VLAN and the redirect service, on a phone that boots."""

from __future__ import annotations

import pytest

from emulator.boot.model import PowerOn, StoredFile
from emulator.boot.orders import Fetch
from emulator.boot.views import VIEWS
from emulator.display.compose import compose
from emulator.display.model import Plugged, Scene
from emulator.kernel.profile import load_profile
from emulator.network.model import Network, found_server, network_facts
from emulator.network.offers import Offer, Option, Surroundings, text_option
from tests.unit.boot.bench import MAC, TREE, Bench

HERE = "http://boot.example/phones/"
ELSEWHERE = "http://other.example/x/"
PROFILE = load_profile("VVX_450")


def offer(server: str = "", *, after: float = 0, vlan: int | None = None, address: str = "", **options: str) -> Offer:
    """An offer of text options: o66="..."."""
    own = {name[1:]: text_option(value) for name, value in options.items()}
    return Offer(server, address, after, vlan=vlan, options=own)


def plugged(*offers: Offer, pace: str = "quick", device: dict[str, str] | None = None, **fields: object) -> Bench:
    """A phone in a network that makes these offers, with these device settings in flash."""
    surroundings = Surroundings(offers, **fields)  # type: ignore[arg-type]
    flash = {f"device.{name}": value for name, value in (device or {}).items()}
    given: dict[str, str] = {}
    return Bench(TREE, pace=pace, surroundings=surroundings, device=flash, given=given)


def network(bench: Bench) -> Network:
    return bench.core.state[Network]


def server(bench: Bench) -> tuple[str, str] | None:
    """Where the boot server is, and who said so."""
    found = found_server(bench.core.state)
    return (found.address, found.origin) if found else None


def screen(bench: Bench) -> str:
    """What the display shows, in one line."""
    shown = compose(Scene(bench.core.state, PROFILE, bench.core.now), VIEWS)
    return " ".join(line for block in shown.body for line in getattr(block, "lines", ()))


@pytest.mark.parametrize(
    ("offers", "device", "expected"),
    [
        ((offer(o160=HERE),), {}, (HERE, "DHCP option 160")),
        ((offer(o66=HERE),), {}, (HERE, "DHCP option 66")),
        ((offer(o66=HERE),), {"prov.serverName": ELSEWHERE}, (HERE, "DHCP option 66")),
        ((offer(o66=HERE),), {"prov.serverName": ELSEWHERE, "dhcp.bootSrvUseOpt": "Static"}, (ELSEWHERE, "flash")),
        ((offer(o66=HERE),), {"prov.serverName": ELSEWHERE, "dhcp.enabled": "0"}, (ELSEWHERE, "flash")),
        ((offer(),), {"prov.serverName": ELSEWHERE}, (ELSEWHERE, "flash")),
        ((offer(),), {"prov.serverName": "0.0.0.0"}, None),
        ((offer(),), {}, None),
    ],
)
def test_the_boot_server_comes_from_dhcp_or_flash(
    offers: tuple[Offer, ...], device: dict[str, str], expected: tuple[str, str] | None
) -> None:
    """DHCP counts before flash, unless the phone is told not to look there."""
    bench = plugged(*offers, device=device).boot()
    assert expected == server(bench)
    asked = {each.url.rpartition("/")[0] + "/" for each in bench.requests}
    assert ({expected[0]} if expected else set()) == asked


def test_the_server_of_this_run_counts_before_all() -> None:
    """Whatever DHCP says."""
    bench = Bench(TREE, surroundings=Surroundings((offer(o160=ELSEWHERE),))).boot()
    assert (HERE, "run option") == server(bench)


def test_the_log_says_where_the_server_comes_from() -> None:
    """Before it is asked."""
    bench = plugged(offer(o160=HERE)).boot()
    assert f"cfg|3|Prov|Boot server {HERE} from DHCP option 160" in bench.log


def test_a_login_in_a_dhcp_option_is_used_and_never_shown() -> None:
    """It is given to the server, and no line of the log has it."""
    bench = plugged(offer(o160="http://me:crt@boot.example/phones/")).boot()
    assert {("me", "crt")} == {(each.login.user, each.login.password) for each in bench.requests if each.login}
    assert "crt" not in "\n".join(bench.log)


def test_an_address_without_a_scheme_is_of_the_server_type() -> None:
    """As in the server menu, with the master file it names."""
    bench = plugged(offer(o160="boot.example/phones/office.cfg"), device={"prov.serverType": "HTTPS"}).boot()
    assert "https://boot.example/phones/office.cfg" in [each.url for each in bench.requests]


def test_the_device_waits_for_better_offers() -> None:
    """For as many seconds after the first as device.dhcp.offerTimeout says; later ones are too late."""
    offers = (offer("a", after=1), offer("b", after=3, o66=HERE), offer("c", after=7, o160=ELSEWHERE))
    for timeout, chosen in (("1", "a"), ("2", "b"), ("6", "c")):
        bench = plugged(*offers, pace="device", device={"dhcp.offerTimeout": timeout, "prov.serverName": HERE}).boot()
        assert chosen == network(bench).lease.server


def test_the_boot_waits_for_dhcp() -> None:
    """The network stage lasts until an offer is taken."""
    bench = plugged(offer(after=8, o160=HERE), pace="device")
    bench.feed(PowerOn())
    bench.wait(15 + 8.9)
    assert ("network", "joining") == (bench.power.state, network(bench).state)
    bench.wait(0.2)
    assert ("updater", "up") == (bench.power.state, network(bench).state)


@pytest.mark.parametrize("pace", ["quick", "device"])
def test_without_dhcp_the_phone_cannot_boot_and_says_so(pace: str) -> None:
    """Its boot stays in the network stage; a cable plugged in again begins it anew."""
    bench = plugged(pace=pace)
    bench.feed(PowerOn())
    bench.wait(60)
    assert ("network", "failed") == (bench.power.state, network(bench).state)
    assert "DHCP failed Waiting for network to initialize" == screen(bench)
    assert [] == bench.requests
    bench.feed(Plugged("lan", False))
    assert "Network link is down" == screen(bench)
    bench.feed(Plugged("lan", True))
    bench.wait(5)
    assert ("network", "joining" if pace == "device" else "failed") == (bench.power.state, network(bench).state)


def test_a_late_offer_is_taken_after_all() -> None:
    """The user reads that DHCP failed until it comes."""
    bench = plugged(offer(after=40, o160=HERE), pace="device")
    bench.feed(PowerOn())
    bench.wait(15 + 30)
    assert ("failed", "DHCP failed Waiting for network to initialize") == (network(bench).state, screen(bench))
    bench.wait(12)
    assert "up" == network(bench).state


def test_a_phone_without_dhcp_uses_its_own_address() -> None:
    """And asks nobody."""
    bench = plugged(device={"dhcp.enabled": "0", "net.ipAddress": "192.0.2.7", "prov.serverName": HERE}).boot()
    assert ("up", "192.0.2.7") == (network(bench).state, network(bench).lease.address)


def test_inform_finds_a_server_where_discover_did_not() -> None:
    """A further DHCP server counts as the first one, its custom option before option 66."""
    informs = (offer("i", after=1, o66=ELSEWHERE), offer("j", after=2, o160=HERE))
    bench = plugged(offer("a"), informs=informs).boot()
    assert ((HERE, "DHCP option 160"), "a") == (server(bench), network(bench).lease.server)


@pytest.mark.parametrize(
    ("device", "asked"),
    [({}, True), ({"prov.serverName": ELSEWHERE}, False), ({"dhcp.bootSrvUseOpt": "Static"}, False)],
)
def test_inform_is_the_last_resort(device: dict[str, str], asked: bool) -> None:
    """A phone with a server in flash, or told not to look at DHCP, does not ask."""
    bench = plugged(offer(), informs=(offer("j", o160=HERE),), device=device).boot()
    assert asked == (network(bench).informed is not None)


def test_inform_takes_its_time() -> None:
    """Where nobody answers, the device's boot waits for all tries."""
    bench = plugged(offer(), pace="device")
    bench.feed(PowerOn())
    bench.wait(15 + 12.9)
    assert "network" == bench.power.state
    bench.wait(0.2)
    assert "updater" == bench.power.state


def test_dhcp_can_move_the_phone_to_another_vlan() -> None:
    """It then asks again there."""
    first = offer("a", vlan=None, o128="VLAN-A=20;")
    untagged = Offer("a", options=first.options, vlan=None)
    device = {"dhcp.dhcpVlanDiscUseOpt": "Fixed", "prov.serverName": HERE}
    bench = plugged(offer("b", vlan=20, after=0.1), untagged, device=device).boot()
    assert (20, "DHCP") == (network(bench).vlan, network(bench).vlan_by)
    switched = plugged(untagged, offer("b", vlan=30), lldp=30, device=device).boot()
    assert (30, "LLDP") == (network(switched).vlan, network(switched).vlan_by)


def test_a_vlan_without_a_dhcp_server_is_no_way_out() -> None:
    """The phone is on the wrong VLAN, and has no address."""
    bench = plugged(offer("a", vlan=10), lldp=20)
    bench.feed(PowerOn())
    assert "failed" == network(bench).state


ZTP = text_option("http://boot.example/phones/")
ANSWER = f"""<ztp device.set="1" device.prov.serverName="{HERE}sub/" device.prov.serverName.set="1"
 device.prov.serverType="HTTP" device.prov.serverType.set="1"/>"""


def fresh(files: dict[str, object], **fields: object) -> Bench:
    """A phone that was never provisioned, with a redirect service."""
    surroundings = Surroundings(**{"ztp": ZTP, **fields})  # type: ignore[arg-type]
    return Bench({**TREE, **files}, surroundings=surroundings, given={}, device={})  # type: ignore[dict-item]


CUSTOMER = {"sub/000000000000.cfg": '<APPLICATION CONFIG_FILES="site.cfg"/>', "sub/site.cfg": '<a reg.1.label="mine"/>'}


def test_a_fresh_phone_is_redirected_to_its_customer() -> None:
    """It asks by its MAC address, goes to the server it is told, and keeps that in flash without a reboot for it."""
    bench = fresh({f"{MAC}.cfg": ANSWER, **CUSTOMER}).boot()
    assert f"GET {MAC}.cfg" == bench.asked[0]
    assert (f"{HERE}sub/", "ZTP") == server(bench)
    assert ("server", "mine", 1) == (
        bench.provisioning.source, bench.provisioning.configuration.text("reg.1.label"), bench.power.boots,
    )  # fmt: skip
    assert f"{HERE}sub/" == bench.provisioning.device["device.prov.serverName"]
    assert {} == network(bench).redirected


def test_a_redirect_may_come_as_a_master_file() -> None:
    """Then the files it names are read as well."""
    master = '<APPLICATION CONFIG_FILES="[PHONE_MAC_ADDRESS]-to.cfg"/>'
    bench = fresh({f"{MAC}.cfg": master, f"{MAC}-to.cfg": ANSWER, **CUSTOMER}).boot()
    assert (f"{HERE}sub/", "ZTP") == server(bench)


@pytest.mark.parametrize("answer", [404, 500, "no xml", "<ztp/>", ANSWER.replace('device.set="1"', "")])
def test_a_service_that_does_not_know_the_phone_leaves_it_without_a_server(answer: object) -> None:
    """Nor does an answer without device.set redirect; the boot goes on."""
    bench = fresh({f"{MAC}.cfg": answer}).boot()
    assert (None, "none", "running") == (server(bench), bench.provisioning.source, bench.power.state)


@pytest.mark.parametrize(
    "fields",
    [
        {"device": {"device.prov.ztpEnabled": "0"}},
        {"device": {"device.prov.serverName": HERE}},
        {"kept": (StoredFile("master", "000000000000.cfg", b"<APPLICATION/>"),)},
        {"surroundings": Surroundings((offer(o66=HERE),), ztp=text_option("http://ztp.example/"))},
        {"surroundings": Surroundings()},
    ],
    ids=["turned off", "flash", "provisioned before", "DHCP", "no service"],
)
def test_only_a_fresh_phone_without_a_server_asks_the_service(fields: dict[str, object]) -> None:
    """Not one that has a server, was provisioned before, or is told not to."""
    service = {"surroundings": Surroundings(ztp=text_option("http://ztp.example/"))}
    bench = Bench(TREE, **{"given": {}, **service, **fields})  # type: ignore[arg-type]
    bench.boot()
    assert [] == [each.url for each in bench.requests if "ztp.example" in each.url]


def test_the_service_sees_the_updater_and_its_login() -> None:
    """The phone says who it is, and gives the login of the URL."""
    bench = fresh({}, ztp=Option(("http://boot.example/phones",), user="me", password="crt")).boot()
    (first, *_) = [each for each in bench.effects if isinstance(each, Fetch)]
    assert (f"http://boot.example/phones/{MAC}.cfg", "Type/Updater") == (first.url, first.agent.rpartition(" ")[2])
    assert first.login is not None
    assert ("me", "crt") == (first.login.user, first.login.password)


def test_the_facts_of_the_network_are_there_to_be_shown() -> None:
    """For status menus, with what the phone says of itself."""
    options = {
        "1": Option(("255.255.255.0",), packed=True), "3": Option(("192.0.2.1",), packed=True),
        "6": Option(("192.0.2.2", "192.0.2.3"), packed=True), "15": text_option("example.com"),
        "42": Option(("192.0.2.4",), packed=True), "160": text_option(HERE),
    }  # fmt: skip
    lease = Offer("192.0.2.1", "192.0.2.50", options=options)
    bench = Bench(TREE, surroundings=Surroundings((lease,), lldp=7), given={}).boot()
    facts = network_facts(bench.core.state, PROFILE)
    assert (True, "192.0.2.50", "255.255.255.0", "192.0.2.1", "192.0.2.1", 86400) == (
        facts.dhcp, facts.address, facts.mask, facts.gateway, facts.dhcp_server, facts.lease,
    )  # fmt: skip
    assert ("192.0.2.2", "192.0.2.3", "example.com") == (facts.dns, facts.dns_alternate, facts.domain)
    assert ("7", "LLDP", f"Polycom_{MAC}") == (facts.vlan, facts.vlan_by, facts.hostname)
    assert (HERE, "DHCP option 160", "192.0.2.4", "DHCP option 42") == (
        facts.boot_server, facts.boot_origin, facts.time_server, facts.time_origin,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("ASCII", "Polycom-VVX450"),
        ("1", "Polycom-VVX450"),
        ("Binary", "Polycom, VVX-VVX_450, 3111-48840-001, SIP/5.9.7.4477, BR/5.9.7.47435"),
        ("", "Polycom, VVX-VVX_450, 3111-48840-001, SIP/5.9.7.4477, BR/5.9.7.47435"),
    ],
)
def test_option_60_says_what_phone_it_is(kind: str, said: str) -> None:
    """As text, or in the sub-options of RFC 3925."""
    bench = plugged(offer(o160=HERE), device={"dhcp.option60Type": kind}).boot()
    assert said == network_facts(bench.core.state, PROFILE).vendor_class


def test_the_phone_has_the_name_it_is_given() -> None:
    """In flash, or by option 12."""
    names = []
    for device, options in (({"hostname": "desk"}, {"o12": "dhcp"}), ({}, {"o12": "dhcp"})):
        bench = plugged(offer(o160=HERE, **options), device=device).boot()  # type: ignore[arg-type]
        names.append(network_facts(bench.core.state, PROFILE).hostname)
    assert ["desk", "dhcp"] == names
