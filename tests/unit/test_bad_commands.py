"""Commands that are written wrongly: one sentence on what is wrong, what was probably meant, and the exit code."""

from __future__ import annotations

import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from emulator.cli import COMMANDS, build_parser, main
from emulator.condition_names import NAMES

KEY = "Crypt=1;KeyDesc=a;Key=06a9214036b8a15b512e03d534120006;"
RUN = ("run", "--state", "none", "--ui", "none")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("rnu",), "there is no command 'rnu'; did you mean run?"),
        (("dialplan", "911"), "did you mean dial-plan?"),
        (("param",), "did you mean parameters?"),
        (("toaster",), "there are demo, run, lab,"),
        (("--hlep",), "there is no option --hlep; did you mean --help?"),
        (("--version", "more"), "'more' is one word too many (see vphone --help)."),
        (("run", "--modle", "VVX_450"), "there is no option --modle; did you mean --model?"),
        (("run", "--modle=VVX_450"), "there is no option --modle; did you mean --model?"),
        (("run", "more"), "'more' is one word too many"),
        (("run", "--mac"), "--mac needs a value (see vphone run --help)."),
        (("run", "--boot", "slow"), "--boot: 'slow' is unknown; there are device, quick"),
        (("run", "--theme", "contrst"), "did you mean contrast?"),
        (("run", "--model", "vx450"), "'vx450' is not a model that vphone knows; did you mean VVX_450?"),
        (("run", "--model", "toaster"), "there are CCX_350, CCX_400"),
        (("run", "--model", ""), "--model: must not be empty"),
        (("run", "--mac", ""), "'' is not a MAC address"),
        (("run", "--state", ""), "--state: must not be empty"),
        (("run", "--server", ""), "--server: must not be empty"),
        (("run", "--timeout", "soon"), "'soon' is no number of seconds"),
        (("run", "--timeout", "nan"), "'nan' is no number of seconds"),
        (("run", "--timeout", "-1"), "'-1' is no number of seconds"),
        (("run", "--screenshot", "phone.gif"), "'phone.gif' is neither .svg nor .png"),
        ((*RUN, "--save"), "--save keeps --server, which is not given."),
        ((*RUN, "--until", "regsitered"), "'regsitered' is not a condition; did you mean registered?"),
        ((*RUN, "--until", "dinner"), "there are ready, registered,"),
        ((*RUN, "--until", "call:conected"), "'conected' is no state of a call; did you mean connected?"),
        ((*RUN, "--until", "led:mwi=pink"), "'pink' is no colour of a lamp; there are off, white,"),
        (("lab", "acounts"), "QUESTION: 'acounts' is unknown; did you mean accounts?"),
        (("btoe", "dance"), "VERB: 'dance' is unknown; there are install, uninstall"),
        (("btoe", "start", "--bakground"), "there is no option --bakground; did you mean --background?"),
        (
            ("check", "--ignore", "digitmap-invald"),
            "there is no rule 'digitmap-invald'; did you mean digitmap-invalid?",
        ),
        (("machines", "cal"), "there is no machine 'cal'; did you mean call?"),
        (("dial-plan", "911", "--line", "0"), "'0' is no number of a line"),
        (("models", "--format", "html"), "'html' is unknown; there are text, markdown"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_slip_is_answered_with_what_was_meant(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and one line on standard error."""
    code = main(words)
    said = capsys.readouterr()
    assert (2, "", 1) == (code, said.out, len(said.err.splitlines()))
    assert sentence in said.err


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("dial-plan", "911", "--tree", "http://127.0.0.1:1/"), 4, "000000000000.cfg: Connection refused."),
        (("check", "http://127.0.0.1:1/"), 4, "000000000000.cfg: Connection refused."),
        (("check", "http://"), 4, "'http://' is no URL of a server"),
        (("check", "http://[::1"), 4, "'http://[::1' is no URL of a server"),
        (("check", "http://127.0.0.1:99999/"), 4, "is no URL of a server"),
        (("check", "gopher://x/"), 4, "gopher is none of ftp, ftps, http, https, tftp"),
        (("check", "--key", "/no/such"), 4, "/no/such cannot be read: No such file or directory."),
        (("check", "--key", "/dev/zero"), 4, "/dev/zero cannot be read: it is larger than 16 MB."),
        (("encrypt", "/dev/zero", "--key", KEY), 4, "/dev/zero cannot be read: it is larger than 16 MB."),
        ((*RUN, "--phones", "/dev/zero"), 4, "/dev/zero cannot be read: it is larger than 16 MB."),
        ((*RUN, "--server-password-file", "/dev/zero"), 4, "/dev/zero cannot be read: it is larger than 16 MB."),
        (("explain", "nosuch.*", "--tree", "profiles"), 1, "no parameter is like nosuch.*."),
        (("explain", "up.idleTimout", "--tree", "profiles"), 1, "did you mean up.idleTimeout?"),
        (("parameters", "up.idleTimout"), 1, "no parameter is like 'up.idleTimout'; did you mean up.idleTimeout?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_read_or_found_is_told_in_words(
    words: tuple[str, ...], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line on standard error, without numbers of the system."""
    assert code == main(words)
    said = capsys.readouterr().err
    assert (True, False) == (sentence in said, "Errno" in said)


def sound(path: Path, channels: int) -> str:
    """A WAV file with that many channels."""
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, 16_000, 0, "NONE", ""))
    return str(path)


def test_what_cannot_be_used_is_told_before_the_phone_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3 for what cannot be written or is not there, 4 for what cannot be read; nothing is left behind."""
    stereo = sound(tmp_path / "stereo.wav", 2)
    cases = [
        (("--bind", "192.0.2.1"), 3, "--bind 192.0.2.1: "),
        (("--record", "/no/such/run.jsonl"), 3, "/no/such/run.jsonl cannot be written: there is no folder /no/such."),
        (("--record", str(tmp_path)), 3, "it is a folder."),
        (("--audio-out", "/no/such/out.wav"), 3, "/no/such/out.wav cannot be written"),
        (("--screenshot", "/no/such/phone.svg"), 3, "/no/such/phone.svg cannot be written"),
        (("--audio-in", __file__), 4, "is no WAV file with 16-bit PCM, mono."),
        (("--audio-in", stereo), 4, "is no WAV file with 16-bit PCM, mono."),
        (("--usb", stereo), 4, "is no folder."),
        (("--ui", "full"), 3, "--ui full needs a terminal"),
    ]
    for words, code, sentence in cases:
        assert code == main((*RUN, *words))
        assert sentence in capsys.readouterr().err
    assert [Path(stereo)] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('modle = "VVX 450"', "a [[phone]] has no 'modle'; did you mean model?"),
        ("sip_port = 99999", "--sip-port: '99999' is not a port"),
        ("sip_port = true", "sip_port = True is neither a text nor a number."),
        ('bind = "here"', "--bind: 'here' is not an IPv4 address"),
        ('mac = "0004-F200-0011"', "needs a mac of its own."),
    ],
    ids=str,
)
def test_a_file_of_phones_is_read_like_the_command_line(
    table: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same checks, and the name of the file; one address in two spellings is one address."""
    file = tmp_path / "phones.toml"
    mac = "" if "mac" in table else 'mac = "0004f2000012"\n'
    file.write_text(f'[[phone]]\nmac = "0004f2000011"\n[[phone]]\n{mac}{table}\n')
    assert 2 == main((*RUN, "--phones", str(file)))
    said = capsys.readouterr().err
    assert (True, True) == (str(file) in said, sentence in said)


@pytest.mark.parametrize("words", [("--mac", "0004f2000001"), ("--screenshot", "x.svg"), ("--record", "x.jsonl")])
def test_what_several_phones_cannot_share_is_refused(
    words: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """One address, one picture, one recording are for one phone."""
    assert 2 == main((*RUN, "--phones", "phones.toml", *words))
    assert f"{words[0]} is for one phone, and cannot go with --phones." in capsys.readouterr().err


def test_help_is_a_command_too(capsys: pytest.CaptureFixture[str]) -> None:
    """`vphone help check` is `vphone check --help`."""
    with pytest.raises(SystemExit) as end:
        main(("help", "check"))
    assert 0 == end.value.code
    assert capsys.readouterr().out.startswith("usage: vphone check")


def test_help_of_run_has_a_line_for_each_condition_and_examples_that_are_right(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What --until can wait for is a table; the examples are read without complaint."""
    with pytest.raises(SystemExit):
        main(("run", "--help"))
    told = capsys.readouterr().out
    assert [] == [name for name in NAMES if f"\n  {name} " not in told]
    examples = [line.split()[1:] for line in told.partition("examples:\n")[2].splitlines()]
    assert ["run"] * 3 == [words[0] for words in examples]
    run = next(command for command in COMMANDS if command.name == "run")
    assert all(build_parser(run).read(words[1:]) for words in examples)


def vphone(words: str) -> subprocess.CompletedProcess[str]:
    """What a shell makes of `vphone WORDS`, redirections included, where output is in Latin-1."""
    command = f"set -o pipefail; {sys.executable} -m emulator {words}"
    environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, env=environment)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("--version > /dev/full", 3, "vphone: the output cannot be written: No space left on device.\n"),
        ("models > /dev/full", 3, "vphone models: the output cannot be written: No space left on device.\n"),
        ("machines call | head -n 1", 0, ""),
        ("models >&-", 0, ""),
        ("run --state none --ui none --until ready <&-", 0, ""),
        ("run --state none --ui lines --until ready <&- > /dev/null", 0, ""),
        ("run --state none --ui lines > /dev/full", 3, "vphone run: the output cannot be written: No space left on"
         " device.\n"),
        ("run --state none --ui lines | head -n 1", 0, ""),
        ("run --state none --ui lines > /dev/null < <(echo show; echo quit)", 0, ""),
    ],
    ids=str,
)  # fmt: skip
def test_streams_that_are_full_or_closed_are_no_fault(words: str, code: int, said: str) -> None:
    """A full disk is told, a reader that has gone is nobody to tell, a closed stream is an empty one."""
    if "/dev/full" in words and not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    done = vphone(words)
    assert (code, said) == (done.returncode, done.stderr)


def test_a_fault_of_our_own_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 70, one sentence, and the details in a file."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("emulator.kernel.profile.models", lambda: 1 // 0)
    assert 70 == main(("models",))
    said = capsys.readouterr().err
    (details,) = tmp_path.iterdir()
    assert f"this is a fault in vphone itself (ZeroDivisionError); the details are in {details}.\n" in said
    assert "ZeroDivisionError" in details.read_text()
