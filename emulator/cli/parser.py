"""How commands read their arguments: what is wrong with one is told in a sentence, with what was probably meant."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from emulator.cli.errors import USAGE, CommandError


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are `CommandError`s."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong. Raises CommandError, always."""
        told = message.removeprefix("argument ").replace(": expected one argument", " needs a value")
        hint = "" if told.endswith("?") else f" (see {self.prog} --help)"
        raise CommandError(f"{told}{hint}", USAGE)

    def read(self, words: Sequence[str], given: argparse.Namespace | None = None) -> argparse.Namespace:
        """The options, in place of those that are given already. Raises CommandError for words that mean nothing."""
        options, rest = self.parse_known_args(words, given or argparse.Namespace())
        for word in rest:
            if word.startswith("-") and len(word) > 1:
                self._unknown_option(word.partition("=")[0], getattr(options, "verb", ""))
        if rest:
            self.error(f"{rest[0]!r} is one word too many")
        return options

    def _unknown_option(self, word: str, verb: str) -> NoReturn:
        from emulator.kernel.spelling import nearest

        near = nearest(word, self.options(verb))
        self.error(f"there is no option {word}" + (f"; did you mean {near}?" if near else ""))

    def options(self, verb: str = "") -> list[str]:
        """The options that can be given, those of a verb of the command among them."""
        own = [option for action in self._actions for option in action.option_strings]
        return own + [option for name, parser in self.verbs() if name == verb for option in parser.options()]

    def verbs(self) -> Iterator[tuple[str, Parser]]:
        """The verbs of the command, each with what reads its words."""
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                yield from action.choices.items()

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Whether a value is one of those that the argument can have."""
        if action.choices is not None and value not in action.choices:
            from emulator.kernel.spelling import meant

            raise argparse.ArgumentError(action, f"{value!r} is unknown; {meant(str(value), list(action.choices))}")
