"""The web page of the web sign-in, step by step: the code, Continue, user and password, and what came of it."""

from __future__ import annotations

import html
from string import Template

from emulator.kernel.data import read_data
from emulator.lab.skype.codes import Code, Codes
from emulator.lab.skype.directory import Directory
from emulator.lab.skype.faults import RefusedError
from emulator.lab.skype.messages import HTML, Answer, Ask

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

UNKNOWN = "That code didn't work. Check the code and try again."
ELSEWHERE = "This account does not use web sign-in. Sign in on the phone instead."


class Pages:
    """Leads whoever has a code through its steps; each is a form of its own that needs no script."""

    def __init__(self, codes: Codes, directory: Directory) -> None:
        self._codes = codes
        self._directory = directory

    def style(self, ask: Ask) -> Answer:
        """How the page looks."""
        return Answer(200, read_data("lab/skype/sphone.css").decode(), "text/css; charset=utf-8", HEADERS)

    def show(self, ask: Ask) -> Answer:
        """The first step: the code; it may come with the address of the page."""
        return _enter_code(ask.query.get("code", ""))

    def take(self, ask: Ask) -> Answer:
        """The form of a step; which one it is, its button says."""
        fields = ask.form()
        code = self._codes.find(fields.get("code", ""))
        if code is None:
            return _enter_code(fields.get("code", ""), UNKNOWN)
        step = fields.get("step", "")
        if step == "cancel":
            self._codes.settle(code.user_code, "")
            return _page("Cancelled", "<p>The phone was not signed in. You may close this window.</p>")
        if step == "continue":
            return _enter_password(code)
        if step == "sign-in":
            return self._sign_in(code, fields)
        return _confirm(code)

    def _sign_in(self, code: Code, fields: dict[str, str]) -> Answer:
        name = fields.get("user", "")
        try:
            account = self._directory.with_password(name, fields.get("password", ""))
        except RefusedError as refused:
            return _enter_password(code, name, refused.fault.reason, refused.delay)
        if account.home != "online":
            return _enter_password(code, name, ELSEWHERE)
        self._codes.settle(code.user_code, account.address)
        done = f"<p>You have signed in to {_shown(code)}. You may now close this window.</p>"
        return _page(f"Hello {account.name}", done, user=account.address)


def _enter_code(code: str, problem: str = "") -> Answer:
    return _form(
        "Device Login",
        '<label for="code">Enter the code that you received from the phone</label>'
        f'<input id="code" name="code" value="{html.escape(code[:40])}" maxlength="40" autocomplete="off" autofocus>'
        f"{_button('check', 'Next')}",
        problem,
    )


def _confirm(code: Code) -> Answer:
    told = f"<p>Click Continue to sign in to {_shown(code)}. Click Cancel if it is not yours.</p>"
    buttons = _button("continue", "Continue") + _button("cancel", "Cancel", second=True)
    return _form("Is this your phone?", f"{told}{_hidden(code)}{buttons}")


def _enter_password(code: Code, user: str = "", problem: str = "", delay: float = 0.0) -> Answer:
    fields = (
        '<label for="user">Sign-in address</label>'
        f'<input id="user" name="user" value="{html.escape(user[:200])}" autocomplete="username" autofocus>'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password">'
    )
    return _form("Sign in", f"{_hidden(code)}{fields}{_button('sign-in', 'Sign in')}", problem, delay)


def _shown(code: Code) -> str:
    return html.escape(code.device or "the phone")


def _hidden(code: Code) -> str:
    return f'<input type="hidden" name="code" value="{code.user_code}">'


def _button(step: str, label: str, *, second: bool = False) -> str:
    look = ' class="second"' if second else ""
    return f'<button name="step" value="{step}"{look}>{label}</button>'


def _form(title: str, fields: str, problem: str = "", delay: float = 0.0) -> Answer:
    told = f'<p class="problem" role="alert">{html.escape(problem)}</p>' if problem else ""
    return _page(title, f'{told}<form method="post" action="sphone">{fields}</form>', delay=delay)


def _page(title: str, body: str, *, delay: float = 0.0, user: str = "") -> Answer:
    page = Template(read_data("lab/skype/page.html").decode())
    return Answer(200, page.substitute(title=html.escape(title), body=body), HTML, HEADERS, delay, user)
