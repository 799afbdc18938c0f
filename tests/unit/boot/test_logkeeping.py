"""When and how the logs reach the server, and what the phone writes into them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from emulator.boot.logs.commands import output
from emulator.boot.logs.model import DropLog, LogFull, PlanJobs
from emulator.boot.model import ChangeSettings, RestartRequested, ShuttingDown, UploadLogs
from emulator.boot.orders import Fetch, Fetched
from emulator.boot.tables import components, text
from emulator.display.model import ClockSet, Display, Noticed
from emulator.lines.model import LineConfigured, LineRegistered, LineSettings, LineUnregistered
from tests.unit.boot.bench import MAC, TREE, Bench, Fails

APP = f"{MAC}-app.log"
OLD = b"o" * 1000


def tree(**values: object) -> dict[str, str]:
    """The usual files with these parameters; an underscore stands for a dot."""
    parameters = "".join(f' {name.replace("_", ".")}="{value}"' for name, value in values.items())
    return {**TREE, "site.cfg": f"<site{parameters}/>"}


class LogServer(Bench):
    """A phone whose server has an application's log, and takes appended ones or not (`refusal` is its answer)."""

    log_there: bytes = b""
    refusal: int = 0

    def _answer(self, request: Fetch) -> Fetched | None:
        if not request.url.endswith(APP):
            return super()._answer(request)
        if request.method == "PUT":
            if self.refusal and request.append_at is not None:
                return Fetched(request.id, "PUT", request.url, self.refusal)
            kept = b"" if request.append_at is None else self.log_there[: request.append_at]
            self.log_there = kept + request.body
            return Fetched(request.id, "PUT", request.url, 204)
        body = self.log_there if request.method == "GET" else b""
        size = len(self.log_there)
        return Fetched(request.id, request.method, request.url, 200 if size else 404, body, size)

    @property
    def asked_for_log(self) -> list[str]:
        """The methods of all requests for the application's log, * for an append."""
        own = [each for each in self.requests if each.url.endswith(APP)]
        return [each.method + ("*" if each.append_at is not None else "") for each in own]


def serving(there: bytes, refusal: int = 0, **values: object) -> LogServer:
    """A phone that has booted from a server with that log."""
    bench = LogServer(tree(**values))
    bench.log_there, bench.refusal = there, refusal
    bench.boot()
    return bench


def dropped(bench: Bench) -> int:
    """How often the phone let go of its log."""
    return sum(isinstance(each, DropLog) for each in bench.effects)


def log_lines(bench: Bench, pattern: str) -> list[str]:
    """The lines of the log that match."""
    return [line for line in bench.log if re.search(pattern, line)]


def test_a_log_goes_behind_the_servers_copy() -> None:
    """The size is asked for, and what the phone has is put there."""
    bench = serving(OLD)
    assert (["HEAD", "PUT*"], 1) == (bench.asked_for_log, dropped(bench))
    assert bench.log_there.startswith(OLD + b"so|*|---------- Initial log entry")


@pytest.mark.parametrize("status", [501, 405, 416, 400])
def test_a_server_that_lets_nobody_append_still_gets_the_log(status: int) -> None:
    """Its copy is fetched and sent back with the new lines behind it: nothing is lost there."""
    bench = serving(OLD, status)
    assert (["HEAD", "PUT*", "GET", "PUT"], 1) == (bench.asked_for_log, dropped(bench))
    assert bench.log_there.startswith(OLD + b"so|*|---------- Initial log entry")


def test_a_refusal_that_has_nothing_to_do_with_appending_keeps_the_log() -> None:
    """A server in trouble is not made to take a whole log."""
    bench = serving(OLD, 503)
    bench.wait(5)
    assert (OLD, 0, ["HEAD", *["PUT*"] * 3]) == (bench.log_there, dropped(bench), bench.asked_for_log)


def test_without_append_the_log_takes_the_place_of_the_servers() -> None:
    """log.render.file.upload.append=0: no question, no Content-Range."""
    bench = serving(OLD, log_render_file_upload_append=0)
    assert ["PUT"] == bench.asked_for_log
    assert not bench.log_there.startswith(OLD)


@pytest.mark.parametrize(("mode", "asked", "there"), [("delete", ["HEAD", "PUT"], False), ("stop", ["HEAD"], True)])
def test_the_log_on_the_server_has_a_largest_size(mode: str, asked: list[str], there: bool) -> None:
    """Beyond append.sizeLimit (KiB) it is begun anew, or left as it is, as append.limitMode says."""
    limit: dict[str, Any] = {
        "log_render_file_upload_append_sizeLimit": 2,
        "log_render_file_upload_append_limitMode": mode,
    }
    bench = serving(OLD * 2, **limit)
    assert (asked, there) == (bench.asked_for_log, bench.log_there == OLD * 2)
    assert ["HEAD", "PUT*"] == serving(OLD * 2, log_render_file_upload_append_sizeLimit=20).asked_for_log


@pytest.mark.parametrize(("enabled", "asked"), [(1, ["HEAD", "PUT"]), (0, [])])
def test_uploads_can_be_switched_off(enabled: int, asked: list[str]) -> None:
    """feature.logUpload.enabled=0: neither by itself nor on demand."""
    bench = serving(b"", feature_logUpload_enabled=enabled)
    assert asked == bench.asked_for_log
    bench.feed(UploadLogs())
    assert bool(enabled) == (f"{MAC}-now-app.log" in bench.uploads)


@pytest.mark.parametrize(("period", "uploads"), [(100, 10), (0, 0), (86400, 0)])
def test_the_log_is_uploaded_from_time_to_time(period: int, uploads: int) -> None:
    """Every log.render.file.upload.period seconds, or never."""
    bench = serving(b"", log_render_file_upload_period=period)
    bench.wait(1000)
    assert 1 + uploads == bench.asked_for_log.count("HEAD")


def test_a_new_period_counts_at_once() -> None:
    """The phone need not restart for it."""
    bench = serving(b"")
    bench.feed(ChangeSettings({"log.render.file.upload.period": "10"}))
    bench.wait(11)
    assert 2 == bench.asked_for_log.count("HEAD")


def test_a_full_log_is_uploaded() -> None:
    """Without waiting for the time."""
    bench = serving(b"")
    bench.feed(LogFull())
    assert (2, 2) == (bench.asked_for_log.count("HEAD"), dropped(bench))


def test_uploads_that_fail_are_tried_again_but_not_all_the_time() -> None:
    """A minute after each of four failures, then a quarter of an hour; a full log waits, and the log says so."""
    bench = Bench({**TREE, APP: 403}).boot()
    bench.feed(LogFull())
    assert 1 == len(log_lines(bench, r"^log\|5\|Skipped uploading of failed log file because"))
    times = []
    for _ in range(40):
        before = bench.asked.count(f"PUT {APP}")
        bench.wait(60)
        times.append(bench.asked.count(f"PUT {APP}") - before)
    assert ([1] * 4, 2) == (times[:4], sum(times[4:]))
    bench.feed(LogFull())
    assert 2 == len(log_lines(bench, "Skipped uploading"))
    bench.files[APP] = 201
    bench.wait(900)
    bench.feed(LogFull())
    assert (2, 2) == (len(log_lines(bench, "Skipped uploading")), dropped(bench))


@pytest.mark.parametrize(
    ("answer", "said"), [(201, "logs-sent"), (403, "logs-not-sent"), (Fails("refused"), "logs-not-sent")]
)
def test_the_user_can_have_the_logs_uploaded(answer: int | Fails, said: str) -> None:
    """Both logs go whole, under names with "now" in them; the screen says what came of it, and nothing is dropped."""
    names = [f"{MAC}-now-{log}.log" for log in ("boot", "app")]
    bench = Bench({**TREE, **dict.fromkeys(names, answer)}).boot()
    before = dropped(bench)
    bench.feed(UploadLogs())
    bench.wait(20)
    assert set(names) <= {each.url.rpartition("/")[2] for each in bench.requests if each.method == "PUT"}
    assert (Noticed(text(said)), before) == (bench.told(Noticed)[-1], dropped(bench))
    assert (answer == 201) == (set(names) <= bench.uploads.keys())


def test_a_phone_that_cannot_upload_says_so() -> None:
    """Without a server there is nowhere to go."""
    bench = Bench({}, given={}).boot()
    bench.feed(UploadLogs())
    assert Noticed(text("logs-not-sent")) == bench.told(Noticed)[-1]


# Commands whose output is logged


def job(**values: object) -> dict[str, str]:
    """Files that have the phone run a command."""
    return tree(**{f"log_sched_1_{name}": value for name, value in {"name": "ifShow", **values}.items()})


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"period": 15}, [0, 15, 30, 45]),
        ({"period": 20, "startMode": "rel", "startTime": 7}, [7, 27, 47]),
        ({"period": 0, "startTime": 7}, [7]),
        ({"period": 0, "startMode": "abs", "startTime": "17:47"}, [20]),
        ({"period": 30, "startMode": "abs", "startTime": "17:47", "startDay": 4}, [20, 50]),
        ({"period": 0, "startMode": "abs", "startTime": "17:47", "startDay": 5}, []),
    ],
)
def test_commands_run_when_they_should(values: dict[str, object], at: list[int]) -> None:
    """Rel counts from the start, abs is a time on a day of the week (4 is Wednesday); then every period seconds."""
    bench = Bench({**job(**values), f"{MAC}-user.cfg": "<x tcpIpApp.sntp.daylightSavings.enable='0'/>"})
    bench.boot()
    start = bench.now
    evening = datetime(2002, 10, 30, 17, 46, 40, tzinfo=UTC)
    bench.core.state = bench.core.state.replaced(Display(powered_on=round(evening.timestamp()) * 1_000_000 - start))
    bench.feed(PlanJobs())
    ran: list[int] = []
    for second in range(60):
        while bench.now < start + second * 1_000_000:
            bench.wait(1)
        if len(log_lines(bench, "ifShow: ")) > len(ran):
            ran.append(second)
    assert at == ran


def test_the_first_setting_of_the_clock_is_when_the_time_is_known() -> None:
    """Commands that run at a time of day are planned then, and not again when the clock is corrected."""
    bench = Bench(TREE).boot()
    bench.feed(ClockSet(0))
    assert [PlanJobs()] == bench.told(PlanJobs)
    bench.core.state = bench.core.state.replaced(Display(powered_on=0))
    bench.feed(ClockSet(1))
    assert [PlanJobs()] == bench.told(PlanJobs)


def test_the_level_of_a_command_is_its_lines() -> None:
    """log.sched.x.level is the level of the line, so that other parameters can hold it back."""
    bench = Bench(job(level=5)).boot()
    bench.wait(1)
    assert [f"so|5|ifShow: eth0 UP, MAC {MAC}"] == log_lines(bench, "ifShow")[:1]


def test_a_command_that_is_set_while_the_phone_runs_runs() -> None:
    """And one that is taken away runs no more."""
    bench = Bench(TREE).boot()
    bench.feed(ChangeSettings({"log.sched.1.name": "ls"}))
    bench.wait(31)
    ran = len(log_lines(bench, "ls: 000000000000.cfg"))
    bench.feed(ChangeSettings({"log.sched.1.name": None}))
    bench.wait(100)
    assert (3, 3) == (ran, len(log_lines(bench, "ls: ")))


@pytest.mark.parametrize("command", ["ifShow", "sipPrt", "ls", "showCpuLoad", "arpShow", "fsShow"])
def test_every_command_says_something(command: str) -> None:
    """One line, whatever the phone knows of the matter."""
    bench = Bench(TREE).boot()
    said = output(bench.core.state, command, 0)
    assert said.startswith(f"{command}: ")
    assert len(said) > len(command) + 5
    assert "\n" not in said


# What the log tells


def test_every_component_tells_its_level() -> None:
    """A boot's log begins so, with the levels that are configured."""
    bench = Bench(tree(log_level_change_copy=2)).boot()
    told = dict(line.split("|")[::2] for line in log_lines(bench, "Initial log entry. Current logging level"))
    assert set(components()) == set(told)
    assert ("Initial log entry. Current logging level 2", "Initial log entry. Current logging level 4") == (
        told["copy"], told["sip"],
    )  # fmt: skip


def test_the_log_tells_of_the_phones_life() -> None:
    """In the device's words, where they are known."""
    bench = Bench(TREE).boot()
    settings = LineSettings(1, "1001", "sip.example", "Desk", "Desk", "1001", auth_password="hidden")
    for event in (LineConfigured(1, settings), LineRegistered(1), LineUnregistered(1, 0, "")):
        bench.feed(event)
    for wanted in (
        "lldp|3|LLDP is DISABLED.",
        "cdp|3|CDP is DISABLED.",
        "cfg|*|Prov|Finished updating configuration",
        "sip|*|Sip Register Usr:1001 Dsp:Desk Auth:'Using Login Cred' Inx:0",
        "sip|3|Line 1 registered",
        "sip|*|User removed",
    ):
        assert wanted in bench.log
    assert log_lines(bench, r"^so\|\*\|Fast Boot Measurement Point: Ready for Call, uptime: \d+\.\d{3} sec\.$")
    assert "hidden" not in "\n".join(bench.log)


@pytest.mark.parametrize(
    ("reason", "line"),
    [("Reboot initiated", "app1|*|Manual Restart"), ("Configuration changed.", "app1|*|Configuration changed.")],
)
def test_the_last_line_is_the_last(reason: str, line: str) -> None:
    """A phone that goes down says why, and that this is the end of its log."""
    bench = Bench(TREE).boot()
    bench.feed(RestartRequested(reason))
    assert [ShuttingDown(reason)] == bench.told(ShuttingDown)
    last = bench.log.index("log|*|---------- Final log entry ----------")
    assert line == bench.log[last - 1]


def test_changed_settings_are_named_but_not_told() -> None:
    """The log has the names of parameters, never their values."""
    bench = Bench(TREE).boot()
    bench.feed(ChangeSettings({"reg.1.auth.password": "hidden", "reg.1.label": "shown"}))
    assert ["cfg|3|Prm|New values of reg.1.auth.password, reg.1.label"] == log_lines(bench, "New values")
    assert "hidden" not in "\n".join(bench.log)
