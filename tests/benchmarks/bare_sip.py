"""The least that registers and calls: `python -m tests.benchmarks.bare_sip HOST:PORT USER PASSWORD [CALLEE TIMES]`.

It prints JSON lines with the seconds that each step took, and ends when told to.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from time import perf_counter

import pjsua2 as pj

PATIENCE = 10.0


class Account(pj.Account):  # type: ignore[misc]
    """An account that knows whether it is registered."""

    registered = False

    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        self.registered = prm.code == 200 and prm.expiration > 0


class Call(pj.Call):  # type: ignore[misc]
    """A call that knows whether it is up or over."""

    state = pj.PJSIP_INV_STATE_NULL

    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        self.state = self.getInfo().state


class Bare:
    """One endpoint without a sound device."""

    def __init__(self, server: str, user: str, password: str) -> None:
        self.server = server
        self.endpoint = pj.Endpoint()
        self.endpoint.libCreate()
        config = pj.EpConfig()
        config.uaConfig.threadCnt = 0
        config.logConfig.level = config.logConfig.consoleLevel = 0
        self.endpoint.libInit(config)
        transport = pj.TransportConfig()
        transport.boundAddress = "127.0.0.1"
        self.endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
        self.endpoint.audDevManager().setNullDev()
        self.endpoint.libStart()
        account = pj.AccountConfig()
        account.idUri = f"sip:{user}@{server}"
        account.regConfig.registrarUri = f"sip:{server}"
        account.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", user, 0, password))
        self.account = Account()
        self.account.create(account)

    def until(self, condition: Callable[[], bool]) -> None:
        """Handle events until the condition holds. Raises TimeoutError."""
        deadline = perf_counter() + PATIENCE
        while not condition():
            self.endpoint.libHandleEvents(2)
            if perf_counter() > deadline:
                raise TimeoutError

    def call(self, callee: str) -> float:
        """Seconds until a call is up; it is ended again."""
        call = Call(self.account)
        start = perf_counter()
        call.makeCall(f"sip:{callee}@{self.server}", pj.CallOpParam(True))
        self.until(lambda: call.state == pj.PJSIP_INV_STATE_CONFIRMED)
        took = perf_counter() - start
        call.hangup(pj.CallOpParam())
        self.until(lambda: call.state == pj.PJSIP_INV_STATE_DISCONNECTED)
        return took

    def leave(self) -> None:
        """Unregister, and take the stack down."""
        self.account.setRegistration(False)
        self.until(lambda: not self.account.registered)
        self.account.shutdown()
        self.endpoint.libDestroy(pj.PJSUA_DESTROY_NO_RX_MSG)


def main(server: str, user: str, password: str, callee: str = "", times: str = "0") -> None:
    """Register, call if asked to, and wait for the end."""
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the stack prints before its log can be directed elsewhere
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: ended.append(number))
    start = perf_counter()
    bare = Bare(server, user, password)
    bare.until(lambda: bare.account.registered)
    os.write(out, json.dumps({"registered": perf_counter() - start}).encode() + b"\n")
    for _ in range(int(times)):
        os.write(out, json.dumps({"call": bare.call(callee)}).encode() + b"\n")
    while not ended:
        bare.endpoint.libHandleEvents(50)
    bare.leave()


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # objects of the stack that outlive it abort the process
