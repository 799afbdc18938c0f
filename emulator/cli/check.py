"""`vphone check`: what is wrong with a provisioning tree."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.cli.errors import DONE, NOT_HELD, UNREADABLE, USAGE, CommandError
from emulator.cli.trees import macs, open_checker, phone_arguments
from emulator.kernel.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from emulator.config.check import Checker
    from emulator.config.findings import Severity
    from emulator.config.formats.reporter import Reporter

FORMATS = ("text", "json", "jsonl", "sarif", "github", "junit")
FAIL_ON = ("error", "warning", "never")
PAUSE = 0.5
"""Seconds between two looks with --watch."""
_MANY = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "tree", nargs="*", metavar="PATH|URL", help="a folder, a master file, cfg files in order, a server (default .)"
    )
    phone_arguments(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to report (default text)")
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    parser.add_argument("--fail-on", choices=FAIL_ON, default="error", help="what makes exit code 1 (default error)")
    parser.add_argument("--ignore", metavar="RULE", action="append", default=[], help="silence a rule; may be repeated")
    parser.add_argument("--notes", action="store_true", help="show notes too, not only errors and warnings")
    parser.add_argument("--rules", action="store_true", help="explain the rules and end")
    parser.add_argument("--watch", action="store_true", help="check again whenever a file changes")


def run(options: argparse.Namespace) -> int:
    """Check, and say whether findings reached the threshold."""
    _known(options.ignore)
    if options.rules:
        return _explain_rules(options.format)
    if not options.watch:
        return _check(options)
    if any("://" in word for word in options.tree):
        raise CommandError("--watch looks at files, not at servers.", USAGE)
    while True:
        seen = _stamp(options.tree or ["."])
        _check(options)
        sys.stdout.flush()
        while _stamp(options.tree or ["."]) == seen:
            time.sleep(PAUSE)


def _known(ignored: Iterable[str]) -> None:
    if not ignored:
        return
    from emulator.config.findings import rules

    for name in ignored:
        if name not in rules():
            near = nearest(name, rules())
            hint = f"did you mean {near}?" if near else "vphone check --rules lists them"
            raise CommandError(f"there is no rule {name!r}; {hint}", USAGE)


def _check(options: argparse.Namespace) -> int:
    from emulator.config.sources import SourceError

    checker = open_checker(options, options.tree, options.ignore)
    reporter = _reporter(options, checker)
    phones = macs(checker, options.mac)
    worst: set[Severity | None] = set()
    try:
        for number, mac in enumerate(phones):
            _progress(number, len(phones))
            check = checker.check(mac)
            worst.add(check.worst())
            sys.stdout.writelines(reporter.phone(check))
    except SourceError as error:
        raise CommandError(f"{error}.", UNREADABLE) from None
    finally:
        _progress(len(phones), len(phones))
    sys.stdout.writelines(reporter.end())
    failing = {"error": {"error"}, "warning": {"error", "warning"}, "never": set[str]()}[options.fail_on]
    return NOT_HELD if worst & failing else DONE


def _progress(done: int, total: int) -> None:
    """A bar on the terminal while many phones are checked."""
    if total < _MANY or not sys.stderr.isatty():
        return
    filled = 30 * done // total
    bar = f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{total}"
    sys.stderr.write(bar if done < total else f"\r{' ' * len(bar)}\r")
    sys.stderr.flush()


def _reporter(options: argparse.Namespace, checker: Checker) -> Reporter:
    if options.format == "json":
        from emulator.config.formats.plain import JsonReport

        return JsonReport()
    if options.format == "jsonl":
        from emulator.config.formats.plain import JsonLinesReport

        return JsonLinesReport()
    if options.format == "github":
        from emulator.config.formats.github import GithubReport

        return GithubReport()
    if options.format == "junit":
        from emulator.config.formats.junit import JunitReport

        return JunitReport()
    if options.format == "sarif":
        from emulator.config.formats.sarif import SarifReport
        from emulator.kernel.data import product_version

        return SarifReport(product_version())
    from emulator.config.formats.text import TextReport

    return TextReport(checker.text, color=has_color(), notes=options.notes)


def has_color() -> bool:
    """Whether colours are wanted: on a terminal, unless NO_COLOR is set (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _explain_rules(form: str) -> int:
    from emulator.config.findings import rules

    if form in ("json", "jsonl"):
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(list(rules().values())), indent=2).decode())
        return DONE
    for rule in rules().values():
        print(f"{rule.name} ({rule.severity})\n  when: {rule.fires}\n  why:  {rule.matters}\n  mend: {rule.mend}\n")
    print("Silence a rule with --ignore RULE, or in a file, for the element that follows, with\n")
    print("  <!-- vphone-ignore: RULE -->       or for all of it with\n  <!-- vphone-ignore-file: RULE -->")
    return DONE


def _stamp(words: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file there."""
    found: dict[str, tuple[int, int]] = {}
    for word in words:
        path = Path(word)
        for each in path.rglob("*.cfg") if path.is_dir() else (path.parent.glob("*.cfg")):
            try:
                status = each.stat()
            except OSError:
                continue
            found[str(each)] = (status.st_size, status.st_mtime_ns)
    return found
