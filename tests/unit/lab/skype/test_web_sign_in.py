"""Web sign-in: a code on the phone, forms in a browser, and the token that the phone gets for it."""

from __future__ import annotations

import html
import re

import pytest

from emulator.kernel.clock import ManualClock
from emulator.lab.skype.codes import INTERVAL, KEPT, LENGTH, LETTERS, LIFE, PAGE, TOKEN_LIFE
from emulator.lab.skype.front_end import FrontEnd
from emulator.lab.skype.pages import ELSEWHERE, UNKNOWN
from tests.unit.lab.skype.asking import GRANT, JANE, ROBIN, TICKETS, Phone, read_ticket, token_request, told

CODES, TOKENS = "/common/oauth2/v2.0/devicecode", "/common/oauth2/v2.0/token"


class Shown:
    """A code as the phone shows it, and what the phone asks meanwhile."""

    def __init__(self, phone: Phone, device: str = "Polycom VVX 450") -> None:
        self._phone = phone
        self.told = phone.json(CODES, client_id="vphone", device=device)
        self.code = self.told["user_code"]

    def poll(self) -> dict[str, str]:
        """What the phone hears."""
        device_code = self.told["device_code"]
        answer: dict[str, str] = self._phone.json(TOKENS, grant_type=GRANT, device_code=device_code, client_id="vphone")
        return answer

    def step(self, step: str, code: str = "", **fields: str) -> str:
        """The page after a form was sent by one of its buttons."""
        return self._phone.form(PAGE, code=code or self.code, step=step, **fields).body


@pytest.fixture
def shown(phone: Phone) -> Shown:
    """A phone that shows a code."""
    return Shown(phone)


def test_what_the_phone_is_told(shown: Shown) -> None:
    """A code that reads well, the page to enter it at, and for how long."""
    assert re.fullmatch(f"[{LETTERS}]{{{LENGTH}}}", shown.code)
    assert "https://127.0.0.1:8443/sphone" == shown.told["verification_uri"]
    assert (LIFE, INTERVAL) == (shown.told["expires_in"], shown.told["interval"])


def test_the_whole_way(phone: Phone, shown: Shown, clock: ManualClock) -> None:
    """Code, Continue, user and password; then the phone gets a token, and for that a ticket."""
    assert "authorization_pending" == shown.poll()["error"]
    assert "Enter the code" in phone.get(PAGE).body
    confirm = shown.step("check")
    assert "Polycom VVX 450" in confirm
    assert "Continue" in confirm
    assert 'type="password"' in shown.step("continue")
    assert "Hello Robin Roe" in shown.step("sign-in", user=ROBIN[0], password=ROBIN[1])
    clock.advance(INTERVAL)
    granted = shown.poll()
    assert "rroe@example.com" == granted["username"]
    bearer = {"authorization": f"Bearer {granted['access_token']}"}
    answer = phone.post(f"{TICKETS}/OAuth", token_request(claim="sip:rroe@example.com"), bearer)
    assert "rroe@example.com" == read_ticket(answer.body).address


@pytest.mark.parametrize("change", [str.lower, lambda code: f" {code[:4]}-{code[4:]} "])
def test_codes_are_read_with_forgiveness(shown: Shown, change: object) -> None:
    """Small letters, blanks and dashes do not matter."""
    assert callable(change)
    assert "Is this your phone?" in shown.step("check", change(shown.code))


@pytest.mark.parametrize("code", ["BCDFGHJKL", "", "<script>"])
def test_wrong_codes_are_told_at_once(shown: Shown, code: str) -> None:
    """The page stays, with what was entered, and nothing of it can do harm."""
    page = shown.step("check", code or " ")
    assert html.escape(UNKNOWN) in page
    assert "<script>" not in page


def test_wrong_passwords_are_told(phone: Phone, shown: Shown) -> None:
    """By the account's own rules: the answer is late, the phone still waits."""
    for _ in range(2):
        answer = phone.form(PAGE, code=shown.code, step="sign-in", user=ROBIN[0], password="wrong")
    assert "The user name or password is not right." in answer.body
    assert 0.5 == answer.delay
    assert "authorization_pending" == shown.poll()["error"]


def test_accounts_at_home_do_not_sign_in_there(shown: Shown) -> None:
    """Web sign-in is for accounts online."""
    assert ELSEWHERE in shown.step("sign-in", user=JANE[0], password=JANE[1])
    assert "authorization_pending" == shown.poll()["error"]


def test_a_code_can_be_declined(shown: Shown) -> None:
    """By Cancel; then it is of no use any more."""
    assert "was not signed in" in shown.step("cancel")
    assert "access_denied" == shown.poll()["error"]
    assert html.escape(UNKNOWN) in shown.step("check")


def test_codes_run_out(shown: Shown, clock: ManualClock) -> None:
    """On the lab's clock."""
    clock.advance(LIFE)
    assert "expired_token" == shown.poll()["error"]
    assert html.escape(UNKNOWN) in shown.step("check")


def test_asking_too_often(shown: Shown, clock: ManualClock) -> None:
    """The phone is told to slow down; what it waits for comes all the same."""
    clock.advance(INTERVAL)
    errors = []
    for seconds in (INTERVAL, INTERVAL - 1, INTERVAL):
        clock.advance(seconds)
        errors.append(shown.poll()["error"])
    assert ["authorization_pending", "slow_down", "authorization_pending"] == errors


def test_a_code_is_good_once(shown: Shown, front_end: FrontEnd) -> None:
    """Its token is given out a single time."""
    front_end.approve(shown.code, "rroe")
    assert "access_token" in shown.poll()
    assert "invalid_grant" == shown.poll()["error"]


def test_tokens_run_out(phone: Phone, shown: Shown, front_end: FrontEnd, clock: ManualClock) -> None:
    """After an hour a token buys no ticket."""
    front_end.approve(shown.code, "rroe")
    bearer = {"authorization": f"Bearer {shown.poll()['access_token']}"}
    clock.advance(TOKEN_LIFE)
    assert (401, "28905", "") == told(phone.post(f"{TICKETS}/OAuth", token_request(), bearer))


def test_every_phone_has_a_code_of_its_own(phone: Phone, front_end: FrontEnd) -> None:
    """Who signs in with one leaves the other waiting."""
    one, other = Shown(phone), Shown(phone)
    front_end.approve(one.code, "rroe")
    assert ["rroe@example.com", None] == [each.poll().get("username") for each in (one, other)]


@pytest.mark.parametrize(
    ("path", "fields", "error"),
    [
        (CODES, {}, "invalid_request"),
        (TOKENS, {}, "unsupported_grant_type"),
        (TOKENS, {"grant_type": "password"}, "unsupported_grant_type"),
        (TOKENS, {"grant_type": GRANT, "device_code": "made up"}, "invalid_grant"),
    ],
)
def test_requests_that_make_no_sense(phone: Phone, path: str, fields: dict[str, str], error: str) -> None:
    """Each has its error (RFC 8628, section 3.5)."""
    assert error == phone.json(path, **fields)["error"]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&" * 100, b"a=1&" * 1000])
def test_forms_that_cannot_be_read(phone: Phone, body: bytes) -> None:
    """They are as good as empty ones."""
    assert [400, 400, 200] == [phone.post(path, body).status for path in (CODES, TOKENS, PAGE)]


def test_the_page_runs_nothing(phone: Phone) -> None:
    """No scripts, no frames, nothing from elsewhere."""
    answer = phone.get(PAGE, code='"><b>')
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<b>" not in answer.body
    assert "main" in phone.get(f"{PAGE}.css").body


def test_a_device_cannot_write_html(phone: Phone) -> None:
    """What a phone says of itself is text."""
    shown = Shown(phone, "<img src=x>")
    assert "<img" not in shown.step("check")


def test_memory_is_bounded(phone: Phone) -> None:
    """Codes that nobody uses make room."""
    first = Shown(phone)
    for _ in range(KEPT):
        Shown(phone)
    assert "invalid_grant" == first.poll()["error"]
