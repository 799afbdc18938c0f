"""Random computers, hands, users and clocks: what always holds of pairing."""

from __future__ import annotations

from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from emulator.boot.model import ChangeSettings, RestartRequested
from emulator.btoe.model import available, cable_in, pairing_mode, same_user
from emulator.btoe.orders import CodeMissed, Say, StreamPc
from emulator.btoe.wire import (
    CallAction,
    Client,
    ClientCall,
    ClientCalls,
    Credentials,
    Device,
    Goodbye,
    Heartbeat,
    Hello,
    Message,
    PcLock,
    Route,
)
from emulator.signin.model import Account, Policy
from tests.unit.btoe.bench import ANN, BEN, Bench

SETTINGS = {
    "feature.btoe.enabled": ("0", "1"),
    "btoe.PairingMode": ("Auto", "Manual"),
    "feature.btoePairing.enabled": ("0", "1"),
    "feature.lyncbtoe.autosignin.signoff.enabled": ("0", "1"),
}
CHANGES = st.sampled_from([(name, value) for name, values in SETTINGS.items() for value in values])
CALLS = st.lists(
    st.builds(
        ClientCall,
        st.integers(1, 3),
        st.sampled_from(["bob@lab.example", "carol@lab.example"]),
        st.just("Somebody"),
        st.sampled_from(["in", "out"]),
        st.sampled_from(["ringing", "dialing", "connected", "held"]),
        st.sampled_from(["audio", "video"]),
        st.integers(2, 4),
    ),
    max_size=3,
    unique_by=lambda call: call.id,
)
MODES: st.SearchStrategy[Literal["", "Auto", "Manual"]] = st.sampled_from(["", "Auto", "Manual"])
ACCOUNTS = st.sampled_from(["", "ann@lab.example", "ben@lab.example"])
WORDS: st.SearchStrategy[Message] = st.one_of(
    st.builds(Hello, st.sampled_from(["3.5.0", "4.3.0"]), account=ACCOUNTS, locked=st.booleans()),
    st.builds(Client, ACCOUNTS),
    st.builds(PcLock, st.booleans()),
    st.builds(Credentials, ACCOUNTS, st.just("ann"), st.just("lab"), st.just("hunter2hunter2")),
    st.builds(ClientCalls, CALLS.map(tuple)),
    st.builds(Route, st.sampled_from(["handset", "pc"])),
    st.builds(Device, st.booleans(), st.booleans()),
    st.builds(CallAction, st.integers(1, 3), st.sampled_from(["answer", "end", "hold", "resume"])),
    st.builds(Goodbye),
    st.builds(Heartbeat),
)


class Pairing(RuleBasedStateMachine):
    """A phone, its user, and computers that say anything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench()

    @rule(mode=st.sampled_from(["auto", "manual"]), plug=st.booleans())
    def knock(self, mode: Literal["auto", "manual"], plug: bool) -> None:
        """A computer comes."""
        self.bench.knock(mode, plug)

    @rule(account=ACCOUNTS)
    def pair(self, account: str) -> None:
        """A computer comes in the right way."""
        auto = pairing_mode(self.bench.device.core.state) == "Auto"
        self.bench.pair(account, mode="auto" if auto else "manual")

    @rule(message=WORDS, stranger=st.booleans())
    def say(self, message: Message, stranger: bool) -> None:
        """The last computer, or an earlier one, says something."""
        last, self.bench.visitor = self.bench.visitor, max(0, self.bench.visitor - stranger)
        self.bench.say(message)
        self.bench.visitor = last

    @rule()
    def miss(self) -> None:
        """A wrong code."""
        self.bench.feed(CodeMissed(self.bench.visitor))

    @rule()
    def leave(self) -> None:
        """The connection is lost."""
        self.bench.leave()

    @rule(present=st.booleans())
    def plug(self, present: bool) -> None:
        """The cable."""
        self.bench.plug(present)

    @rule(
        account=st.sampled_from([None, ANN, BEN]), allowed=st.booleans(), mode=st.sampled_from(["", "Auto", "Manual"])
    )
    def sign_in(self, account: Account | None, allowed: bool, mode: Literal["", "Auto", "Manual"]) -> None:
        """Another user of the phone, with the server's policy."""
        self.bench.sign_in(account, Policy(btoe=allowed, btoe_mode=mode))

    @rule(change=CHANGES)
    def set(self, change: tuple[str, str]) -> None:
        """A setting."""
        self.bench.feed(ChangeSettings(dict([change])))

    @rule(seconds=st.sampled_from([1, 6, 10, 16, 3600]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.bench.wait(seconds)

    @rule(index=st.integers(0, 4))
    def press(self, index: int) -> None:
        """A soft key, whatever it says."""
        keys = [key for key in self.bench.screen.soft_keys if key.intent]
        if index < len(keys) and self.bench.screen.name.startswith(("client", "btoe")):
            self.bench.press(f"soft:{keys[index].label}")

    @rule()
    def restart(self) -> None:
        """The phone goes down and comes back."""
        self.bench.feed(RestartRequested("Reboot initiated"))
        self.bench.wait(60)

    @invariant()
    def holds(self) -> None:
        """What may never be otherwise."""
        own, phone = self.bench.btoe, self.bench.device.core.state
        assert (own.state == "activated") == (own.paired and same_user(phone))
        assert available(phone) or own.state == "off"
        assert own.paired or (own.computer, own.client, own.calls, own.streams) == ("", "", (), (False, False))
        assert bool(own.code) == (own.mode == "Manual" and own.state != "off")
        assert own.mode == pairing_mode(phone) or own.state == "off"
        assert not own.paired or own.mode == "Manual" or cable_in(phone)
        assert all(call.media == "audio" for call in own.calls if call.parties > 2)
        assert own.streams == self._streams()
        assert "hunter2hunter2" not in f"{own} {self.bench.text} {self.bench.did(Say)} {self.bench.facts[-50:]}"

    def _streams(self) -> tuple[bool, bool]:
        """What the sound path was told last."""
        orders = self.bench.did(StreamPc)
        return (orders[-1].playing, orders[-1].listening) if orders else (False, False)


Pairing.TestCase.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
TestPairing = Pairing.TestCase
