"""Whoever uses the phone, in whatever order, and however late servers answer: nobody sees what is another's."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from emulator.kernel.state import Effect, Event
from emulator.meetings.model import Meetings, MeetNow
from emulator.messaging.model import MessageCame, Messaging, SessionOffered
from emulator.roster.model import AddPerson, DeletePerson, MakeFavorite, Roster, SearchBook, favorites
from emulator.signin.orders import Exchange, Exchanged
from tests.unit.roster.account import ALEX, BASE, JANE, Owned

SECRETS = {"jdoe@example.com": ("Budget", "confidant"), "asmith@example.com": ("Dentist", "accomplice")}
"""What stands in the data of one account alone."""


class Slow(Owned):
    """A wireless handset whose servers answer when they are told to: well, or with nonsense."""

    def __init__(self) -> None:
        self.owed: list[tuple[Exchange, str]] = []
        super().__init__("SL_8440", 'voIpProt.SIP.IM.autoAnswerDelay="10"')
        for owner, (_, friend) in SECRETS.items():
            self.people.groups(owner)["Favorites"].append(f"{friend}@example.com")

    def _answer(self, effect: Effect) -> Event | None:
        if isinstance(effect, Exchange) and effect.url.startswith(BASE):
            self.owed.append((effect, self.account.address if self.account else ""))
            return None
        return super()._answer(effect)

    def give(self, number: int, *, well: bool) -> None:
        """Answer one of the requests, for whoever made it."""
        effect, owner = self.owed.pop(number % len(self.owed))
        body = self._told(effect, owner).encode() if well else b"<html/>"
        self.feed(Exchanged(effect.id, 200, body=body))


class AnyUser(RuleBasedStateMachine):
    """Users come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.phone = Slow()
        self.user = ""

    @precondition(lambda self: not self.user)
    @rule(account=st.sampled_from([JANE, ALEX]))
    def come(self, account: object) -> None:
        """Somebody signs in."""
        self.phone.sign_in(account)  # type: ignore[arg-type]
        self.user = account.address  # type: ignore[attr-defined]

    @precondition(lambda self: self.user)
    @rule()
    def go(self) -> None:
        """They leave."""
        self.phone.sign_out()
        self.phone.account, self.user = None, ""

    @precondition(lambda self: self.phone.owed)
    @rule(number=st.integers(0, 20), well=st.booleans())
    def answer(self, number: int, *, well: bool) -> None:
        """A server answers, be it long after nobody waits any more."""
        self.phone.give(number, well=well)

    @rule(seconds=st.sampled_from([1, 60, 400]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.phone.wait(seconds)

    @rule(
        event=st.one_of(
            st.builds(AddPerson, st.integers(1, 9)),
            st.builds(DeletePerson, st.integers(1, 9)),
            st.builds(MakeFavorite, st.integers(1, 9), st.booleans()),
            st.builds(SearchBook, st.sampled_from(["S", "M", ""])),
            st.just(MeetNow()),
            st.builds(SessionOffered, st.sampled_from(["a", "b"]), st.just("x@example.com"), st.just("")),
            st.builds(MessageCame, st.just("x@example.com"), st.just(""), st.just("psst")),
        )
    )
    def use(self, event: Event) -> None:
        """Somebody wants something, or something comes."""
        self.phone.feed(event)

    @invariant()
    def nobody_sees_what_is_anothers(self) -> None:
        """Neither in the state nor on the screen."""
        phone = self.phone.device.core.state
        parts = f"{phone[Roster].people} {phone[Meetings].meetings} {self.phone.text}"
        hidden = [word for owner, words in SECRETS.items() if owner != self.user for word in words]
        assert [] == [word for word in hidden if word in parts]

    @invariant()
    def nothing_is_left_without_a_user(self) -> None:
        """All three parts are as unpacked, and no line key shows anybody."""
        phone = self.phone.device.core.state
        if not self.user:
            assert (Roster(), Meetings(), Messaging()) == (phone[Roster], phone[Meetings], phone[Messaging])
            assert () == favorites(phone)

    @invariant()
    def numbers_are_one_persons(self) -> None:
        """No two people of the list share one, and favorites are people of the list."""
        roster = self.phone.device.core.state[Roster]
        numbers = [each.id for each in roster.people]
        assert len(numbers) == len(set(numbers))
        assert set(roster.statuses) <= set(numbers)


TestAnyUser = AnyUser.TestCase
TestAnyUser.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
