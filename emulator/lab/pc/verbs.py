"""What the user of a PC can do, by word: the same words on the command line, in JSON, and in Python.

Nothing but names and texts, so that `vphone btoe --help` need not load the PC.
"""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """Something that a verb wants to know. `kind` is text, number, flag or secret; a text may be one of `choices`."""

    name: str
    about: str
    kind: str = "text"
    needed: bool = False
    option: bool = True
    choices: tuple[str, ...] = ()
    several: bool = False


class Verb(NamedTuple):
    """One thing to do. `part` is what of the PC it is about; `resting` says that it needs no running PC."""

    name: str
    about: str
    part: str
    words: tuple[Word, ...] = ()
    resting: bool = False


def _first(name: str, about: str, needed: bool = True, choices: tuple[str, ...] = (), kind: str = "text") -> Word:
    return Word(name, about, kind, needed, option=False, choices=choices)


_INVITE = (_first("who", "name or address"), Word("call", "which call"))
_WAV = _first("wav", "a WAV file; without one, none", needed=False)
_CALL = _first("call", "the call's number, if there are several (p1: one of the phone's)", needed=False)
_NETWORKS = Word(
    "networks",
    "on which networks (default: all)",
    option=False,
    several=True,
    choices=("Domain", "Home/Work", "Public"),
)

VERBS = (
    Verb(
        "install",
        "install the connector",
        "windows",
        (
            Word("version", "which one (default 4.3.0)", choices=("3.5.0", "3.8.0", "4.3.0")),
            Word("damage", "what is wrong with the download", choices=("package", "program")),
        ),
        resting=True,
    ),
    Verb("uninstall", "uninstall it, once the phone is unpaired", "windows", resting=True),
    Verb("start", "start it; on a terminal with its window", "connector"),
    Verb("exit", "leave the connector, as with Exit in its menu", "connector"),
    Verb(
        "auto-start",
        "whether it starts with the computer",
        "windows",
        (_first("state", "Enabled or Disabled, as in the Task Manager", choices=("enabled", "disabled")),),
        resting=True,
    ),
    Verb("restart", "restart the computer", "windows"),
    Verb(
        "pair",
        "pair with a phone",
        "connector",
        (
            _first("code", "the code that the phone shows", needed=False),
            Word("auto", "tick the Auto box: pair by the cable", "flag"),
            Word("phone", "which phone: MAC address, model or HOST:PORT, if there are several"),
        ),
    ),
    Verb("unpair", "let go of the phone", "connector"),
    Verb(
        "plug",
        "put the computer's cable into the PC port of a phone",
        "windows",
        (_first("phone", "its MAC address or model, if there are several", needed=False),),
    ),
    Verb("unplug", "pull the cable", "windows"),
    Verb(
        "network",
        "go to another kind of network",
        "windows",
        (_first("network", "Domain, Home/Work or Public", choices=("Domain", "Home/Work", "Public")),),
        resting=True,
    ),
    Verb("allow", "let the connector through the firewall", "windows", (_NETWORKS,), resting=True),
    Verb("block", "keep it from the network", "windows", (_NETWORKS,), resting=True),
    Verb("lock", "lock the computer", "windows"),
    Verb("unlock", "unlock it", "windows"),
    Verb("log-off", "sign out of Windows", "windows"),
    Verb("log-on", "sign in to Windows", "windows"),
    Verb("sign-in", "sign in to the Skype for Business client", "client", (_first("address", "the sign-in address"),)),
    Verb("sign-out", "sign out of it", "client"),
    Verb(
        "credentials",
        "answer the sign-in dialog that the phone has asked for",
        "client",
        (
            _first("address", "the sign-in address"),
            Word("user", "user name, if it is not the address"),
            Word("domain", "domain of the user name"),
            Word("password", "a file with the password, - for standard input", "secret", needed=True),
        ),
    ),
    Verb("dismiss", "close the sign-in dialog", "client"),
    Verb(
        "call",
        "call a contact",
        "client",
        (
            _first("who", "name or address"),
            Word("video", "with video", "flag"),
            Word("busy", "nobody answers", "flag"),
        ),
    ),
    Verb(
        "ring",
        "let a contact call the client",
        "client",
        (
            _first("who", "name or address"),
            Word("video", "with video", "flag"),
        ),
    ),
    Verb("answer", "answer a call", "client", (_CALL,)),
    Verb("hang-up", "end a call", "client", (_CALL,)),
    Verb("hold", "put a call on hold", "client", (_CALL,)),
    Verb("pause", "silence a call at the phone, while it goes on", "client", (_CALL,)),
    Verb("resume", "take it back from hold, or end its pause", "client", (_CALL,)),
    Verb(
        "invite", "bring one more into a call", "client", (_first("who", "name or address"), Word("call", "which call"))
    ),
    Verb("leave", "let the far end of a call hang up", "client", (_CALL,)),
    Verb(
        "audio",
        "move the sound of calls",
        "sound",
        (_first("to", "Handset (the phone) or PC Mic and Speakers", choices=("Handset", "PC Mic and Speakers")),),
    ),
    Verb(
        "devices",
        "choose audio devices; without options, list them",
        "sound",
        (
            Word("primary", "the client's primary device"),
            Word("communication", "the default communication device of Windows"),
            Word("stream", "where music and videos sound, if elsewhere"),
            Word("attach", "plug in a USB device of that name"),
            Word("detach", "unplug it"),
        ),
    ),
    Verb(
        "play",
        "play a WAV file on the computer",
        "sound",
        (_WAV,),
    ),
    Verb(
        "speak",
        "what the far end of calls says",
        "sound",
        (_WAV,),
    ),
    Verb(
        "record",
        "record what the phone's microphone hears",
        "sound",
        (_first("wav", "where to; without one, stop", needed=False),),
    ),
    Verb("web", "launch the phone's web page", "connector"),
    Verb("status", "show the computer as it is", "", resting=True),
)
"""All verbs, in the order of a day: install, pair, use, leave."""

BY_NAME = {verb.name: verb for verb in VERBS}
