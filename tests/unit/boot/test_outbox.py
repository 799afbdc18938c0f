"""Files of the phone's own: kept at once, uploaded where the master file says, and never given up."""

from __future__ import annotations

from typing import Any, ClassVar, get_args

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from emulator.boot.model import ChangeSettings, LocalFile, Publish, RestartRequested, Role
from emulator.boot.orders import Fetch, Fetched, Remember
from emulator.boot.provisioning.outbox import local_name
from emulator.display.model import Plugged
from tests.unit.boot.bench import MAC, SERVER, TREE, Bench, Fails

PHONE, CALLS, DIRECTORY = f"{MAC}-phone.cfg", f"{MAC}-calls.xml", f"{MAC}-directory.xml"
PLACES = {
    "000000000000.cfg": (
        '<APPLICATION CONFIG_FILES="" OVERRIDES_DIRECTORY="over" CALL_LISTS_DIRECTORY="lists/"'
        ' CONTACTS_DIRECTORY="/people"/>'
    ),
}
ROLES: tuple[Role, ...] = ("phone", "web", "calls", "directory")


def overrides(**values: str) -> bytes:
    """An override file."""
    inner = "".join(f' {name.replace("_", ".")}="{value}"' for name, value in values.items())
    return f"<PHONE_CONFIG><OVERRIDES{inner}/></PHONE_CONFIG>".encode()


def in_flash(bench: Bench) -> tuple[LocalFile, ...]:
    """What would be there after a power cut now."""
    written = [each.data for each in bench.effects if isinstance(each, Remember) and each.item == "local"]
    return msgspec.json.decode(written[-1], type=tuple[LocalFile, ...]) if written else ()


@pytest.mark.parametrize(
    ("role", "place", "delay"),
    [
        ("phone", f"over/{PHONE}", 1),
        ("web", f"over/{MAC}-web.cfg", 1),
        ("calls", f"lists/{CALLS}", 1),
        ("directory", f"people/{DIRECTORY}", 5),
    ],
)
def test_new_contents_are_uploaded_where_the_master_file_says(role: Role, place: str, delay: int) -> None:
    """Kept in flash at once; uploaded as they are after the pause for that kind of file; then nothing is left."""
    bench = Bench(PLACES).boot()
    bench.feed(Publish(role, b"<new/>\r\n\0\xff"))
    kept = in_flash(bench)
    assert [LocalFile(role, place.rpartition("/")[2], b"<new/>\r\n\0\xff", waiting=True)] == [
        file for file in kept if file.role == role
    ]
    bench.wait(delay - 0.001)
    assert place not in bench.uploads
    bench.wait(0.001)
    assert b"<new/>\r\n\0\xff" == bench.uploads[place]
    assert [False] == [file.waiting for file in in_flash(bench) if file.role == role]


def test_the_roles_are_known() -> None:
    """The files of this test are roles of the model, each with a name of its own."""
    assert set(ROLES) < set(get_args(Role))
    assert len({local_name(MAC, role) for role in ROLES}) == len(ROLES)


def test_what_is_not_new_is_not_uploaded() -> None:
    """The same contents again cost no request."""
    bench = Bench(TREE).boot()
    for _ in range(2):
        bench.feed(Publish("calls", b"<calls/>"))
        bench.wait(10)
    assert bench.asked.count(f"PUT {CALLS}") == 1


@pytest.mark.parametrize("fault", [403, 404, 405, 501, Fails("refused"), Fails("untrusted"), 503])
def test_a_refused_upload_arrives_once_the_server_is_mended(fault: int | Fails) -> None:
    """Whatever is wrong with the server, the file waits, in flash too, and arrives without a reboot."""
    bench = Bench({**TREE, PHONE: fault}).boot()
    bench.feed(Publish("phone", overrides(reg_1_label="mine")))
    bench.wait(30)
    assert (PHONE in bench.uploads, [True]) == (False, [file.waiting for file in in_flash(bench)])
    bench.files[PHONE] = 204
    bench.wait(60)
    assert overrides(reg_1_label="mine") == bench.uploads[PHONE]
    assert ([False], 1) == ([file.waiting for file in in_flash(bench)], bench.power.boots)


def test_failures_in_a_row_make_the_pauses_longer() -> None:
    """A minute after each of the first four failures, then a quarter of an hour; new contents are tried at once."""
    bench = Bench({**TREE, CALLS: 403}).boot()
    bench.feed(Publish("calls", b"1"))
    times = []
    for _ in range(60):
        before = bench.asked.count(f"PUT {CALLS}")
        bench.wait(60)
        times.append(bench.asked.count(f"PUT {CALLS}") - before)
    assert [1] * 5 == times[:5]
    assert 3 == sum(times[5:-9])
    bench.feed(Publish("calls", b"2"))
    before = bench.asked.count(f"PUT {CALLS}")
    bench.wait(1)
    assert before + 1 == bench.asked.count(f"PUT {CALLS}")


def test_what_changes_during_an_upload_is_uploaded_after_it() -> None:
    """Two uploads of one file never cross, and the last contents are the ones that stay."""
    bench = Bench({**TREE, DIRECTORY: None}, local=(LocalFile("directory", DIRECTORY, b"0"),))
    bench.files[DIRECTORY] = 404
    bench.boot()
    bench.files[DIRECTORY] = None
    bench.feed(Publish("directory", b"1"))
    bench.wait(5)
    first = bench.requests[-1]
    bench.feed(Publish("directory", b"2"))
    bench.wait(20)
    assert (b"1", 1) == (first.body, bench.asked.count(f"PUT {DIRECTORY}"))
    bench.files[DIRECTORY] = 201
    bench.feed(Fetched(first.id, "PUT", first.url, 201))
    bench.wait(5)
    assert (b"2", [False]) == (bench.uploads[DIRECTORY], [file.waiting for file in in_flash(bench)])


def test_overrides_stay_on_the_phone_if_so_configured() -> None:
    """prov.autoConfigUpload.enabled=0 holds back overrides, not lists; switched on, what waits is uploaded."""
    bench = Bench({**TREE, "site.cfg": '<s prov.autoConfigUpload.enabled="0"/>'}).boot()
    bench.feed(Publish("phone", overrides(reg_1_label="mine")))
    bench.feed(Publish("calls", b"<calls/>"))
    bench.wait(1000)
    assert {CALLS} == {name for name in bench.uploads if not name.endswith(".log")}
    bench.feed(ChangeSettings({"prov.autoConfigUpload.enabled": "1"}))
    bench.wait(2)
    assert b'reg.1.label="mine"' in bench.uploads[PHONE]


def test_the_servers_copy_counts_at_a_boot() -> None:
    """What the phone has uploaded may have been changed there: the server's copy takes its place."""
    mine = LocalFile("phone", PHONE, overrides(reg_1_label="mine"))
    bench = Bench({**TREE, PHONE: overrides(reg_1_label="theirs")}, local=(mine,)).boot()
    assert "theirs" == bench.provisioning.configuration.text("reg.1.label")
    assert [LocalFile("phone", PHONE, overrides(reg_1_label="theirs"))] == list(bench.provisioning.local)


def test_what_was_not_uploaded_counts_more_than_the_servers_copy() -> None:
    """A change that the server has not got yet is in force after a boot, and is uploaded then."""
    mine = LocalFile("phone", PHONE, overrides(reg_1_label="mine"), waiting=True)
    bench = Bench({**TREE, PHONE: overrides(reg_1_label="theirs")}, local=(mine,)).boot()
    assert "mine" == bench.provisioning.configuration.text("reg.1.label")
    assert any("has changes that were not uploaded" in line for line in bench.log)
    bench.files[PHONE] = 204
    bench.wait(2)
    assert mine.body == bench.uploads[PHONE]


def test_lists_come_from_the_server_and_stay_with_the_phone() -> None:
    """Call lists and directory are the phone's own; everybody's directory is for a phone that has none."""
    seed = {**TREE, CALLS: "<callList/>", "000000000000-directory.xml": "<directory>all</directory>"}
    first = Bench(seed).boot().provisioning.local
    assert {"calls": b"<callList/>", "directory": b"<directory>all</directory>"} == {f.role: f.body for f in first}
    assert {CALLS, DIRECTORY} == {file.name for file in first}
    own = LocalFile("directory", DIRECTORY, b"<directory>own</directory>")
    second = Bench(seed, local=(own,)).boot().provisioning
    assert own in second.local
    assert [] == [file for file in second.kept if file.role in ROLES]


def test_a_phone_without_network_waits_for_it() -> None:
    """With the cable out nothing is sent; with it back the file arrives."""
    bench = Bench(TREE).boot()
    bench.feed(Plugged("lan", False))
    bench.feed(Publish("calls", b"<calls/>"))
    bench.wait(30)
    assert f"PUT {CALLS}" not in bench.asked
    bench.feed(Plugged("lan", True))
    bench.wait(60)
    assert b"<calls/>" == bench.uploads[CALLS]


@pytest.mark.parametrize("fields", [{"given": {}}, {}])
def test_nothing_is_sent_where_nothing_can_be_sent(fields: dict[str, Any]) -> None:
    """Without a server, or with a directory at 0.0.0.0, the file stays in flash."""
    nowhere = '<APPLICATION CALL_LISTS_DIRECTORY="http://0.0.0.0"/>'
    bench = Bench({"000000000000.cfg": nowhere}, **fields).boot()
    bench.feed(Publish("calls", b"<calls/>"))
    bench.wait(1000)
    assert [] == [request for request in bench.requests if request.method == "PUT" and "calls" in request.url]
    assert [True] == [file.waiting for file in in_flash(bench)]


def test_what_comes_from_the_server_while_something_waits_is_not_lost_either() -> None:
    """What is published while the phone boots is not overwritten by what the boot brings."""
    bench = Bench({**TREE, CALLS: None})
    bench.boot()
    waiting = next(each for each in bench.requests if each.url == f"{SERVER}{CALLS}")
    bench.feed(Publish("calls", b"<mine/>"))
    bench.files[CALLS] = 200
    bench.feed(Fetched(waiting.id, "GET", waiting.url, 200, b"<theirs/>", 9))
    bench.wait(60)
    assert ("running", b"<mine/>") == (bench.power.state, bench.uploads[CALLS])


class Moody(Bench):
    """A phone whose server keeps what it takes, and takes it as it pleases."""

    moods: ClassVar[dict[str, int | None]] = {}
    unanswered: ClassVar[list[Fetch]] = []

    def _answer(self, request: Fetch) -> Fetched | None:
        name = self.asked[-1].partition(" ")[2]
        mood = self.moods.get(name, 201)
        if request.method != "PUT" or name.endswith(".log"):
            return super()._answer(request)
        if mood is None:
            self.unanswered.append(request)
            return None
        if mood < 300:
            self.files[name] = request.body
        return Fetched(request.id, request.method, request.url, mood)

    def give_up(self) -> None:
        """What nobody has answered ends with a time-out."""
        while self.unanswered:
            request = self.unanswered.pop()
            self.feed(Fetched(request.id, request.method, request.url, None, fault="timeout"))


class Outbox(RuleBasedStateMachine):
    """A phone whose files change, and a server that is moody; the power may fail at any moment."""

    def __init__(self) -> None:
        super().__init__()
        Moody.moods, Moody.unanswered = {}, []
        self.wanted: dict[Role, bytes] = {}
        self.bench = Moody(TREE)

    @initialize()
    def unpack(self) -> None:
        """Put the plug in."""
        self.bench.boot()

    @rule(role=st.sampled_from(ROLES), body=st.integers(0, 3))
    def change(self, role: Role, body: int) -> None:
        """A file gets new contents, perhaps those that it had before."""
        self.wanted[role] = f"<x n='{body}'/>".encode()
        self.bench.feed(Publish(role, self.wanted[role]))

    @rule(role=st.sampled_from(ROLES), mood=st.sampled_from([None, 201, 403, 405, 503]))
    def server(self, role: Role, mood: int | None) -> None:
        """From now on the server takes a file, refuses it, or says nothing."""
        Moody.moods[local_name(MAC, role)] = mood

    @rule(seconds=st.sampled_from([0.5, 1, 5, 60, 1000]))
    def time(self, seconds: float) -> None:
        """Time passes."""
        self.bench.wait(seconds)

    @rule()
    def lose_patience(self) -> None:
        """The transfers that the server has not answered time out."""
        self.bench.give_up()

    @rule()
    def reboot(self) -> None:
        """Somebody wants a restart."""
        self.bench.feed(RestartRequested("test"))

    @rule()
    def cut_power(self) -> None:
        """The phone wakes up with what is in flash."""
        flash, served = in_flash(self.bench), self.bench.files
        Moody.unanswered = []
        self.bench = Moody(served, local=flash)
        self.bench.effects.append(Remember("local", msgspec.json.encode(flash)))
        self.bench.boot()

    @invariant()
    def flash_has_what_was_wanted(self) -> None:
        """Whatever has been changed is in flash with its last contents."""
        kept = {file.role: file.body for file in in_flash(self.bench)}
        assert self.wanted.items() <= kept.items()

    def teardown(self) -> None:
        """With the server in a good mood each file arrives as it was last, and no upload is left over."""
        Moody.moods = {}
        self.bench.give_up()
        self.bench.wait(1000)
        for role, body in self.wanted.items():
            assert body == self.bench.files[local_name(MAC, role)]
        assert not any(file.waiting for file in in_flash(self.bench))


TestOutbox = Outbox.TestCase
TestOutbox.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
