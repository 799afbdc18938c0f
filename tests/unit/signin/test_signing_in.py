"""Signing in by each method, on a whole phone: what is asked, what the screen says, and what the line then is."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from emulator.display.model import Noticed
from emulator.lines.model import Lines, SendRegister
from emulator.signin.events import Proof, SignInWith
from emulator.signin.model import OfferCredentials, SignedIn
from emulator.signin.orders import Exchange, Exchanged
from emulator.signin.outcomes import outcomes
from emulator.signin.wire import p_sha1
from tests.unit.signin.desk import Desk
from tests.unit.signin.server import ADDRESS, BASE, PASSWORD, PIN, SERIAL, certificate, refusal, silence


def test_the_list_has_what_can_be_used() -> None:
    """All methods of a phone in a network that leads to certificates; the labels are those of the VVX guide."""
    desk = Desk()
    desk.press("Sign In")
    rows = [row.strip(" ▸") for row in desk.text.splitlines()[2:6]]
    assert ["User Credentials", "PIN Authentication", "Via PC", "Web Sign-in"] == rows


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ('reg.1.auth.useLoginCredentials="0"', {"User Credentials"}),
        ('reg.1.auth.usePinCredentials="0"', {"PIN Authentication"}),
        ('feature.btoe.enabled="0"', {"Via PC"}),
        ('feature.webSignIn.enabled="0"', {"Web Sign-in"}),
        ('reg.1.auth.loginCredentialType="extensionAndPIN"', {"User Credentials", "Via PC", "Web Sign-in"}),
        ('reg.1.auth.loginCredentialType="onlineCredentials"', {"User Credentials", "Via PC", "PIN Authentication"}),
        (
            'reg.1.auth.loginCredentialType="usernameAndPassword"',
            {"Web Sign-in", "PIN Authentication"},
        ),
    ],
)
def test_parameters_take_methods_away(more: str, missing: set[str]) -> None:
    """Each method has its switch, and the type of credentials leaves what it names."""
    desk = Desk(more)
    desk.press("Sign In")
    shown = {
        label for label in ("User Credentials", "PIN Authentication", "Via PC", "Web Sign-in") if label in desk.text
    }
    assert {"User Credentials", "PIN Authentication", "Via PC", "Web Sign-in"} - missing == shown


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("", True),
        ('softkey.feature.simplifiedSignIn="0"', False),
        ('feature.lync.hideSignInSignOut="1"', False),
        ('feature.CAP.enabled="1"', False),
        ('feature.CAP.enable="1"', False),
    ],
)
def test_the_sign_in_key(more: str, shown: bool) -> None:
    """The soft key can be hidden, and is on a common area phone."""
    assert shown == ("Sign In" in Desk(more).labels())


def test_sign_in_from_the_menus() -> None:
    """Settings > Features > Skype for Business > Sign In opens the same list, also without the soft key."""
    desk = Desk('softkey.feature.simplifiedSignIn="0"')
    desk.go("Settings", "Features", "Skype for Business", "Sign In")
    assert "User Credentials" in desk.text


def test_a_phone_in_the_generic_profile_has_no_sign_in() -> None:
    """Everything of it is gated by the base profile."""
    desk = Desk(device={"device.baseProfile": "Generic"})
    desk.feed(OfferCredentials(ADDRESS, "jdoe", "EXAMPLE", PASSWORD))
    assert ("out", False) == (desk.own.state, "Sign In" in desk.labels())


def test_user_credentials() -> None:
    """Discovery, ticket, certificate, registration over TLS with the certificate's proof, policy: signed in."""
    desk = Desk()
    desk.sign_in()
    line = desk.device.core.state[Lines].lines[0].settings
    server = line.servers[0]
    key = p_sha1(b"e" * 32, b"server")
    proof = hmac.new(key, certificate(), hashlib.sha256).hexdigest()
    assert ("in", ADDRESS, "user") == (desk.own.state, desk.own.account and desk.own.account.address, desk.own.method)
    assert ("jdoe", "example.com", f"{SERIAL:x}", proof) == (line.user, line.domain, line.auth_user, line.auth_password)
    assert ("sip.example.com", 5061, "TLS") == (server.address, server.port, server.transport)
    assert ("Jane Doe", "require") == (line.label, line.srtp)
    assert "Signed in to Skype for Business." in desk.text


def test_what_is_asked_of_the_web_servers() -> None:
    """In this order, over HTTPS alone, the password only where tickets are had."""
    desk = Desk()
    desk.sign_in()
    paths = [each.url for each in desk.server.asked]
    assert [
        "https://LyncDiscoverInternal.example.com/?sipuri=jdoe@example.com",
        f"{BASE}/root",
        f"{BASE}/user",
        f"{BASE}/WebTicket/WebTicketService.svc/Auth",
        f"{BASE}/user",
        f"{BASE}/CertProv/CertProvisioningService.svc/WebTicket_Proof",
    ] == paths
    assert [paths[3]] == [each.url for each in desk.server.asked if PASSWORD.encode() in each.body]
    assert b"<wsse:Username>EXAMPLE\\jdoe</wsse:Username>" in desk.server.asked[3].body


def test_the_outer_name_is_asked_when_the_inner_is_not_there() -> None:
    """LyncDiscover after LyncDiscoverInternal."""
    desk = Desk()
    answer = desk.server.answer

    def only_outside(request: Exchange) -> object:
        return silence("no-name") if "Internal" in request.url else answer(request)

    desk.server.answer = only_outside  # type: ignore[method-assign, assignment]
    desk.sign_in()
    assert "in" == desk.own.state


@pytest.mark.parametrize("service", ["_sipinternaltls._tcp.example.com", "_sip._tls.example.com"])
def test_a_sip_server_that_dns_names(service: str) -> None:
    """Without any web server to discover: it says where certificates are fetched, and tickets are had there."""
    desk = Desk()
    desk.server.fault["?sipuri"] = silence("no-name")
    desk.registrars[service] = (("pool.example.com", 5061),)
    desk.certificates = f"{BASE}/CertProv/CertProvisioningService.svc"
    desk.sign_in()
    server = desk.device.core.state[Lines].lines[0].settings.servers[0]
    assert ("in", "pool.example.com", 5061) == (desk.own.state, server.address, server.port)


def test_a_sip_server_that_knows_of_no_certificates() -> None:
    """It is none to sign in at."""
    desk = Desk()
    desk.server.fault["?sipuri"] = silence("no-name")
    desk.registrars["_sip._tls.example.com"] = (("pool.example.com", 5061),)
    desk.sign_in()
    assert ("out", "Skype for Business Server was not found.") == (desk.own.state, desk.own.message)


def test_pin() -> None:
    """Extension and PIN go to the server that DHCP option 43 names; the address comes with the ticket."""
    desk = Desk()
    desk.press("Sign In")
    desk.pick("PIN Authentication")
    desk.fill("4701", PIN)
    desk.press("Sign In")
    assert ("in", "pin", ADDRESS) == (desk.own.state, desk.own.method, desk.own.account and desk.own.account.address)
    assert f"{BASE}/WebTicket/WebTicketService.svc/pin" == desk.server.asked[0].url


def test_via_pc() -> None:
    """The phone waits for what the paired computer sends."""
    desk = Desk()
    desk.press("Sign In")
    desk.pick("Via PC")
    waits = desk.own.state
    desk.feed(OfferCredentials(ADDRESS, "jdoe", "EXAMPLE", PASSWORD))
    assert ("pc", "in", "pc") == (waits, desk.own.state, desk.own.method)


def test_a_wrong_password_at_the_computer() -> None:
    """The phone says why, and waits for the computer again."""
    desk = Desk()
    desk.press("Sign In")
    desk.pick("Via PC")
    desk.feed(OfferCredentials(ADDRESS, "jdoe", "EXAMPLE", "wrong"))
    assert ("pc", "Invalid login credentials.") == (desk.own.state, desk.own.message)


def test_web_sign_in() -> None:
    """Address and code are on the screen until somebody has typed it there; then the phone goes on by itself."""
    desk = Desk()
    desk.press("Sign In")
    desk.pick("Web Sign-in")
    assert "CODE1" in desk.text
    assert f"{BASE}/sphone" in desk.text
    desk.server.approved = True
    desk.wait(6)
    assert ("in", "web", ADDRESS) == (desk.own.state, desk.own.method, desk.own.account and desk.own.account.address)


def test_a_code_that_nobody_uses_gives_way_to_another() -> None:
    """After 900 s."""
    desk = Desk()
    desk.press("Sign In")
    desk.pick("Web Sign-in")
    desk.linger(890)
    first = desk.own.web_code
    desk.linger(20)
    assert ("CODE1", "CODE2") == (first, desk.own.web_code)


def test_credentials_from_configuration() -> None:
    """reg.1.address with reg.1.auth.*: the phone signs in after its boot without anybody at it."""
    desk = Desk(f'reg.1.address="{ADDRESS}" reg.1.auth.userId="jdoe" reg.1.auth.password="{PASSWORD}"')
    assert ("in", "configuration", False) == (desk.own.state, desk.own.method, desk.own.attended)


def test_credentials_entered_in_the_menus() -> None:
    """device.logincred.* with reg.1.address."""
    entered = {"user": "jdoe", "domain": "EXAMPLE", "password": PASSWORD}
    device = {f"device.logincred.{name}": value for name, value in entered.items()}
    desk = Desk(f'reg.1.address="{ADDRESS}"', device=device)
    assert "in" == desk.own.state


def test_login_credentials_for_a_line_with_a_server() -> None:
    """Menu > Settings > Basic > Login Credentials (Lync 2010 guide): what is typed there registers the line."""
    desk = Desk(f'reg.1.address="{ADDRESS}" voIpProt.server.1.address="pool.example.com"')
    before = desk.own.state
    for label, text in (("Domain", "EXAMPLE"), ("User", "jdoe"), ("Password", PASSWORD)):
        desk.go("Settings", "Basic", "Login Credentials", label)
        desk.type(text)
        desk.press("OK")
    assert ("out", "in", "configuration") == (before, desk.own.state, desk.own.method)


def test_configuration_may_name_the_server() -> None:
    """The line registers there with what configuration says, nothing is discovered, and its user is signed in."""
    desk = Desk(
        f'reg.1.address="{ADDRESS}" reg.1.auth.userId="jdoe" reg.1.auth.password="{PASSWORD}" '
        'voIpProt.server.1.address="pool.example.com" voIpProt.server.1.transport="TLS"'
    )
    asked = [effect.line.servers[0].address for effect in desk.effects if isinstance(effect, SendRegister)]
    assert ("in", [], {"pool.example.com"}) == (desk.own.state, desk.server.asked, set(asked))


def test_without_discovery_no_server_is_found() -> None:
    """reg.1.serverAutoDiscovery off."""
    desk = Desk('reg.1.serverAutoDiscovery="0"')
    desk.sign_in()
    assert ("out", "Skype for Business Server was not found.") == (desk.own.state, desk.own.message)


FAULTS = [
    ("?sipuri", silence("no-name"), "not-found"),
    ("?sipuri", refusal(404), "not-found"),
    ("?sipuri", silence("untrusted"), "untrusted"),
    ("root", refusal(500), "failed"),
    ("WebTicket", refusal(401, 28901), "wrong-password"),
    ("WebTicket", refusal(401, 28902), "unknown-user"),
    ("WebTicket", refusal(403, 28903), "locked"),
    ("WebTicket", refusal(403, 28904), "password-expired"),
    ("WebTicket", refusal(403, 28000), "not-enabled"),
    ("WebTicket", refusal(403), "forbidden"),
    ("WebTicket", silence("untrusted"), "untrusted"),
    ("CertProv", refusal(500, 28940), "failed"),
]


@pytest.mark.parametrize(("path", "answer", "name"), FAULTS)
def test_each_failure_has_its_words(path: str, answer: Exchanged, name: str) -> None:
    """On the screen for 10 s, among the warnings, and in the log; the form keeps what was typed."""
    desk = Desk()
    desk.server.fault[path] = answer
    desk.sign_in()
    row = outcomes()[name]
    assert [10.0] == [fact.seconds for fact in desk.facts if isinstance(fact, Noticed) and fact.text == row.text]
    assert row.text in desk.screen.popup
    assert ("out", row.text, "sign-in/user") == (desk.own.state, desk.own.message, desk.screen.name)
    desk.server.fault.clear()
    desk.press("Sign In")
    assert "in" == desk.own.state


PIN_FAILURES = [name for name, row in outcomes().items() if row.basis == "PinFailureReason of UCMA"]


@pytest.mark.parametrize("reason", PIN_FAILURES)
def test_each_failure_of_a_pin_has_its_words(reason: str) -> None:
    """The catalogue of the server."""
    desk = Desk()
    desk.server.fault["WebTicket"] = refusal(500, 28910, "PIN", reason)
    desk.feed(SignInWith(Proof("pin", extension="4701", secret=PIN)))
    assert outcomes()[reason].text == desk.own.message


@pytest.mark.parametrize(
    ("code", "name"), [(401, "wrong-password"), (403, "forbidden"), (404, "not-enabled"), (503, "unavailable")]
)
def test_the_sip_server_refuses(code: int, name: str) -> None:
    """Its answers to the line, too."""
    desk = Desk()
    desk.codes = [code]
    desk.sign_in()
    assert ("out", outcomes()[name].text, ()) == (desk.own.state, desk.own.message, desk.device.core.state[Lines].lines)


@pytest.mark.parametrize("answer", [refusal(503), silence("timeout")])
def test_a_server_in_trouble_is_asked_again(answer: Exchanged) -> None:
    """After 30 s, then after 60."""
    desk = Desk()
    desk.server.fault["WebTicket"] = answer
    desk.sign_in()
    tries = [len(desk.server.asked)]
    for seconds in (29, 2, 58, 3):
        desk.wait(seconds)
        tries.append(len(desk.server.asked))
    assert tries[0] == tries[1] < tries[2] == tries[3] < tries[4]
    assert "waiting" == desk.own.state
    desk.server.fault.clear()
    desk.wait(121)
    assert "in" == desk.own.state


def test_cancel() -> None:
    """While a server is waited for; the form is there again."""
    desk = Desk()
    desk.server.fault["WebTicket"] = silence("timeout")
    desk.sign_in()
    desk.wait(11)
    assert "Waiting for the server" in desk.text
    desk.press("Cancel")
    asked = len(desk.server.asked)
    desk.wait(30)
    assert ("out", "sign-in/user", asked) == (desk.own.state, desk.screen.name, len(desk.server.asked))


def test_an_address_of_more_than_45_characters_is_too_long() -> None:
    """Nothing is sent."""
    desk = Desk()
    desk.sign_in(f"{'j' * 40}@example.com")
    assert ("out", "The sign-in address is too long.", []) == (desk.own.state, desk.screen.popup, desk.server.asked)


def test_a_server_without_policy() -> None:
    """Somebody is signed in all the same, with what holds without a server's word."""
    desk = Desk()
    desk.policy_code = 489
    desk.sign_in()
    assert ("in", False, ADDRESS) == (
        desk.own.state,
        desk.own.policy.lock,
        desk.own.account and desk.own.account.address,
    )


def test_the_policy_is_read() -> None:
    """Its groups, in plain elements and in lists of properties."""
    desk = Desk()
    desk.sign_in()
    policy = desk.own.policy
    assert (7, 5, 120, True) == (
        policy.lock_minutes,
        policy.code_length,
        policy.hot_desking_seconds,
        policy.hot_desking,
    )
    assert [SignedIn] == [type(fact) for fact in desk.facts if isinstance(fact, SignedIn)]
