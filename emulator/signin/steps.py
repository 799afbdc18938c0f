"""What a sign-in does on its way: conversations begun and ended, the account put to use, what the user is told."""

from __future__ import annotations

import msgspec

from emulator.boot.model import ChangeSettings, Provisioning, config
from emulator.boot.orders import Remember
from emulator.btoe.model import AskPc
from emulator.calls.model import Calls
from emulator.config.tls import sip_profile
from emulator.display.model import Display, GoHome, Noticed, OpenView
from emulator.kernel.slices import Step
from emulator.lines.model import line as line_of
from emulator.signin import account as accounts
from emulator.signin import flow
from emulator.signin.events import Admission, Proof, SignInWith
from emulator.signin.model import (
    ACCOUNT_LINE,
    FORMS,
    Account,
    Kept,
    PasswordChecked,
    PolicyChanged,
    SignedIn,
    SignIn,
    SignInFailed,
    UseAccount,
)
from emulator.signin.orders import AskPolicy, PolicyTold
from emulator.signin.outcomes import line, outcome
from emulator.signin.policy import GROUPS, read_policy
from emulator.signin.wire import device_uuid

SignInStep = Step[SignIn]

FLOW, CHECK = "signin/attempt", "signin/check"
POLICY = "signin/policy"
PATIENCE = 32
"""Seconds within which a server tells its policy: 64*T1 (RFC 3261)."""

REFUSALS = {401: "wrong-password", 407: "wrong-password", 403: "forbidden", 404: "not-enabled"}
"""What the answers of a SIP server to the line mean."""

BANNER = 10.0
"""Seconds for which the screen says why a sign-in has failed (VVX 500 user guide, UCS 4.1)."""


def say(step: SignInStep, name: str, detail: str = "") -> None:
    """Tell the user why it has failed, and the log."""
    row, own = outcome(name), step.own
    step.do(line(name, _who(own), detail))
    step.change(message=row.text)
    step.tell(Noticed(row.text, BANNER))
    step.tell(SignInFailed(row.text, own.method))


def _who(own: SignIn) -> str:
    return own.account.address if own.account else ""


def place(step: SignInStep) -> flow.Place:
    """Who asks."""
    mac = config(step.phone).identity.mac
    name = f"Polycom {step.profile.name} {mac.upper()}"
    tls = sip_profile(config(step.phone))
    discovers = config(step.phone).flag("reg.1.serverAutoDiscovery")
    return flow.Place(tls, device_uuid(mac), name, accounts.web_server(step.phone), discovers)


# An attempt


def begin(step: SignInStep, proof: Proof, *, attended: bool) -> None:
    """Set out with a proof."""
    step.change(
        method=proof.method,
        account=accounts.fresh_account(proof),
        attended=attended,
        message="",
        web_code="",
        web_url="",
        told={},
    )
    step.begin(FLOW, flow.attempt(place(step), proof, attended=attended))


def sign_in_with(step: SignInStep) -> None:
    """Somebody at the phone, or at its computer, has typed credentials."""
    event = step.event
    if isinstance(event, SignInWith):
        begin(step, event.proof, attended=True)
    else:
        begin(step, Proof("pc", event.address, event.user, event.domain, secret=event.password), attended=True)


def with_new_password(step: SignInStep) -> None:
    """Who is signed in has typed the new password."""
    begin(step, _proof_of(step, step.event.password), attended=True)


def _proof_of(step: SignInStep, secret: str) -> Proof:
    """What shows that this is who is signed in, with another password or PIN."""
    own = step.own
    known = own.account or Account(own.kept.address)
    if (own.kept.method if own.method == "cached" else own.method) != "pin":
        return Proof("user", known.address, known.user, known.domain, secret=secret)
    kept = config(step.phone).text("device.logincred.extension") if own.role == "host" else ""
    return Proof("pin", known.address, extension=kept or known.number, secret=secret)


def wait_for_pc(step: SignInStep) -> None:
    """Via PC: the computer asks its user; one that is not paired has to be first."""
    step.abandon(FLOW)
    step.change(method="pc", attended=True, message="")
    step.tell(AskPc())


def ask_code(step: SignInStep) -> None:
    """Web Sign-in: get a code to show."""
    known = step.own.account if step.own.entered else None
    step.change(method="web", attended=True, message="", web_url="", web_code="", account=known)
    step.begin(FLOW, flow.web(place(step)))


def show_code(step: SignInStep) -> None:
    """Show it."""
    step.change(web_url=step.event.url, web_code=step.event.code)


def hold(step: SignInStep) -> None:
    """The server is in trouble: say so, and that it will be asked again."""
    text = outcome(step.event.outcome).text
    step.do(line("waiting", detail=str(step.event.seconds)))
    step.change(message=text)
    step.tell(Noticed(text, BANNER))


def fail(step: SignInStep) -> None:
    """The servers do not let them in."""
    step.change(setup="")
    say(step, step.event.outcome, step.event.detail)
    step.change(account=None)


def fail_again(step: SignInStep) -> None:
    """The new password is wrong, too: who was signed in is asked once more."""
    say(step, step.event.outcome, step.event.detail)


def refuse_other(step: SignInStep) -> None:
    """Somebody else than who is signed in has been on the web page."""
    say(step, "web-refused", step.event.admission.account.address)


def note_changed(step: SignInStep) -> None:
    """The password is no longer right: the line stays away, so that the account is not locked for it."""
    name = getattr(step.event, "detail", "") or getattr(step.event, "reason", "")
    step.abandon(FLOW)
    _leave_line(step)
    say(step, "password-changed", name)
    if not step.phone[Calls].open:
        step.tell(OpenView(f"{FORMS}/password"))


def cancel(step: SignInStep) -> None:
    """Leave off."""
    step.abandon(FLOW)
    _leave_line(step)
    step.change(web_url="", web_code="", message="", account=step.own.account if step.own.entered else None)


def _leave_line(step: SignInStep) -> None:
    if step.phone[Provisioning].account:
        step.tell(UseAccount())


# The line


def register(step: SignInStep) -> None:
    """The servers let somebody in: the account becomes line 1."""
    admission, proof = step.event.admission, step.event.proof
    step.do(line("registering", admission.account.address, admission.server))
    step.change(account=admission.account, told=admission.told)
    step.tell(UseAccount(accounts.line_settings(admission)))
    if step.own.role == "host" and proof.method != "web" and step.own.method != "configuration":
        step.tell(ChangeSettings(accounts.kept_credentials(proof)))


def register_as_before(step: SignInStep) -> None:
    """Who signed in on a web page registers with the certificate of then."""
    kept = step.own.kept
    server, _, port = kept.server.rpartition(":")
    known = Account(kept.address, kept.address, name=kept.name)
    step.change(method="cached", account=known, attended=False, message="", told={"Connected Lync Server": server})
    step.do(line("registering", kept.address, server))
    admission = Admission(known, server, int(port or 0), kept.login, kept.line_password)
    step.tell(UseAccount(accounts.line_settings(admission)))


def watch_line(step: SignInStep) -> None:
    """Configuration names the server itself: line 1 registers there by its own, and its user is signed in with it."""
    found = line_of(step.phone, ACCOUNT_LINE)
    proof = accounts.given_proof(step.phone)
    address = f"{found.settings.user}@{found.settings.domain}" if found else ""
    known = msgspec.structs.replace(accounts.fresh_account(proof), address=address) if proof else Account(address)
    step.change(method="configuration", account=known, attended=False, message="", told={})


def resume(step: SignInStep) -> None:
    """Sign in with what the phone has in flash, or in its configuration."""
    proof = accounts.given_proof(step.phone)
    if proof is None:
        return
    cached = step.own.kept.active
    begin(step, proof, attended=False)
    step.change(method="cached" if cached else "configuration")


def take_line(step: SignInStep) -> None:
    """Credentials have been entered for a line whose server configuration names, and it has registered with them."""
    watch_line(step)
    ask_policy(step)


def show_line(step: SignInStep) -> None:
    """Credentials have been entered anew for a line that a sign-out has hidden."""
    step.tell(UseAccount())


def complain(step: SignInStep) -> None:
    """The SIP server wants the line no longer, for another reason than the password; it is asked again by and by."""
    say(step, REFUSALS[step.event.code], f"{step.event.code} {step.event.reason}")


def fail_to_register(step: SignInStep, name: str) -> None:
    """The SIP server does not want the line."""
    _leave_line(step)
    say(step, name, f"{step.event.code} {step.event.reason}")
    step.change(account=step.own.account if step.own.entered else None)


def ask_policy(step: SignInStep) -> None:
    """Ask the SIP server what it wants of the phone."""
    found = line_of(step.phone, ACCOUNT_LINE)
    if found is not None:
        step.do(line("policy"))
        step.do(AskPolicy(found.settings, found.server, GROUPS))
        step.arm(POLICY, PATIENCE, PolicyTold(408))


def take_policy(step: SignInStep) -> bool:
    """Take the server's policy, and the account's name and number with it; whether anything is new."""
    step.disarm(POLICY)
    own, told = step.own, read_policy(step.event.body)
    if not told.values or own.account is None:
        return False
    known, policy = told.account(own.account), told.policy
    new = policy != own.policy
    step.change(account=known, policy=policy, told={**own.told, **told.status, "User SIP URI": known.address})
    account = dict(step.phone[Provisioning].account)
    if account:
        label = known.name or account["reg.1.label"]
        srtp = accounts.encryption(told.srtp)
        account.update({"reg.1.label": label, "reg.1.displayName": label, **srtp})
    settings = accounts.policy_settings(policy)
    if account != step.phone[Provisioning].account or settings != step.phone[Provisioning].policy:
        step.tell(UseAccount(account, settings))
    return new


def arrive(step: SignInStep) -> None:
    """Somebody is signed in."""
    take_policy(step)
    own = step.own
    known = own.account or Account("")
    step.change(message="", entered=True)
    step.do(line("signed-in", known.address, method=own.method))
    if own.role == "host":
        _keep(step, known)
        first = own.attended and known.address not in own.kept.seen
        step.change(setup="welcome" if first else "")
    if own.attended:
        step.tell(Noticed(outcome("signed-in").text))
        close_views(step)
    step.tell(PolicyChanged() if own.entered else SignedIn(known, own.method, own.role))


def follow(step: SignInStep) -> None:
    """The server's policy has come again."""
    if take_policy(step):
        step.tell(PolicyChanged())


def _keep(step: SignInStep, known: Account) -> None:
    own, line_now = step.own, step.phone[Provisioning].account
    method = own.kept.method if own.method == "cached" else own.method
    kept = msgspec.structs.replace(own.kept, address=known.address, name=known.name, method=method, active=True)
    if method == "configuration":
        kept = msgspec.structs.replace(kept, active=False)
    if method == "web" and line_now:
        server = f"{line_now['reg.1.server.1.address']}:{line_now['reg.1.server.1.port']}"
        login, password = line_now["reg.1.auth.userId"], line_now["reg.1.auth.password"]
        kept = msgspec.structs.replace(kept, server=server, login=login, line_password=password)
    remember(step, kept)


def remember(step: SignInStep, kept: Kept) -> None:
    """Write into flash what the next start shall know."""
    if kept != step.own.kept:
        step.change(kept=kept)
        step.do(Remember("signin", msgspec.json.encode(kept)))


def close_views(step: SignInStep) -> None:
    """Leave the forms, if they are open."""
    if any(view.partition("/")[0] in (FORMS, "btoe") for view in step.phone[Display].stack):
        step.tell(GoHome())


def check_password(step: SignInStep) -> None:
    """See whether a password or PIN is right: the server knows, or configuration where no server gives tickets."""
    own, secret = step.own, step.event.password
    tickets = own.told.get("Web Ticket Service", "")
    if own.account is None or not tickets:
        step.tell(PasswordChecked(_is_configured(step, secret), own.account is not None))
        return
    step.begin(CHECK, flow.check(place(step), _proof_of(step, secret), tickets))


def _is_configured(step: SignInStep, secret: str) -> bool:
    found = line_of(step.phone, ACCOUNT_LINE)
    return found is not None and bool(secret) and found.settings.auth_password == secret


def switch_common_admin(step: SignInStep) -> None:
    """CAP Admin Mode, on or off."""
    step.change(common_admin=not step.own.common_admin)
