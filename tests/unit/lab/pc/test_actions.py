"""Verbs: the same for command line, JSON and Python."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.lab.pc.actions import ACTIONS, ActionError, PlaceCall, action_of
from emulator.lab.pc.model import HANDSET, NETWORKS, PC_AUDIO, VERSIONS
from emulator.lab.pc.verbs import BY_NAME, VERBS


def test_every_verb_has_its_action_with_just_its_words() -> None:
    """The table of names and the events agree; status is no action."""
    assert {verb.name for verb in VERBS} - {"status"} == set(ACTIONS)
    for name, action in ACTIONS.items():
        assert {word.name for word in BY_NAME[name].words} == set(action.__struct_fields__), name


def test_choices_are_those_of_the_model() -> None:
    """Written twice, so that help loads nothing; the same all the same."""
    words = {(verb.name, word.name): word.choices for verb in VERBS for word in verb.words if word.choices}
    assert VERSIONS == words["install", "version"]
    assert NETWORKS == words["allow", "networks"] == words["block", "networks"] == words["network", "network"]
    assert (HANDSET, PC_AUDIO) == words["audio", "to"]


def test_an_action_is_made_of_its_words() -> None:
    """What is not said has its default."""
    assert PlaceCall("bob", video=True) == action_of("call", {"who": "bob", "video": True})


@pytest.mark.parametrize(
    ("verb", "words", "sentence"),
    [
        ("dance", {}, "nothing called 'dance'"),
        ("call", {}, "who"),
        ("call", {"who": 3}, "str"),
        ("call", {"who": "bob", "colour": "red"}, "does not know colour"),
        ("audio", {"to": "the moon"}, "the moon"),
        ("install", {"version": None}, "version"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(verb: str, words: dict[str, Any], sentence: str) -> None:
    """Never anything but an ActionError."""
    with pytest.raises(ActionError, match=sentence):
        action_of(verb, words)


def test_secrets_are_not_printed() -> None:
    """Codes and passwords stay out of what is printed of an action."""
    pair = action_of("pair", {"code": "gNCYoV19"})
    credentials = action_of("credentials", {"address": "a@b", "password": "s3cret"})
    assert not {"gNCYoV19", "s3cret"} & set(f"{pair!r} {credentials!r}".replace("'", " ").split())
