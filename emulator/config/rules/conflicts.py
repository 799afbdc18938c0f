"""Settings that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from emulator.config.findings import Finding
from emulator.config.rules.spot import Subject

_PLAIN = frozenset({"UDPOnly", "TCPOnly", "TCPpreferred"})
_SIP, _SIPS = 5060, 5061
_SERVER = re.compile(r"(?:reg\.[0-9]+|voIpProt)\.server\.[0-9]+\.transport")
_SOFT_KEY = re.compile(r"softkey\.[0-9]+\.enable")
_LINE_KEY = re.compile(r"lineKey\.[0-9]+\.category")
_CALL_BACK = re.compile(r"msg\.mwi\.[0-9]+\.callBackMode")
_HOT_LINE = re.compile(r"call\.autoOffHook\.[0-9]+\.enabled")


def _servers(subject: Subject) -> list[str]:
    """The transports that files have for servers, by name."""
    return subject.names("reg", _SERVER) + subject.names("voIpProt", _SERVER)


def _switch(subject: Subject, word: str) -> str:
    """The name by which a file requires or offers SRTP; empty if none does."""
    names = (f"sec.srtp.{word}", *(f"reg.{index}.srtp.{word}" for index in range(1, 35)))
    return next((name for name in names if subject.on(name)), "")


def srtp_without_tls(subject: Subject) -> Iterator[Finding]:
    """Required SRTP sends its keys in SIP: over a plain transport everybody can read them."""
    required = _switch(subject, "require")
    if not required:
        return
    for name in _servers(subject):
        transport = subject.configuration.choice(name)
        if transport in _PLAIN:
            message = f"{name} is {transport}, but {required} is 1: the keys of the media are sent in clear"
            yield subject.found("settings-conflict", message, name, "TLS")


def srtp_off(subject: Subject) -> Iterator[Finding]:
    """SRTP is required or offered, and switched off as a whole."""
    for word in ("require", "offer"):
        name = f"sec.srtp.{word}"
        if (
            subject.on(name)
            and subject.written("sec.srtp.enable")
            and not subject.configuration.flag("sec.srtp.enable")
        ):
            message = f"{name} is 1, but sec.srtp.enable is 0: the phone declines SRTP"
            yield subject.found("settings-conflict", message, name, 'sec.srtp.enable="1"')


def tls_on_plain_port(subject: Subject) -> Iterator[Finding]:
    """TLS is expected on port 5061, and 5060 is that of UDP and TCP."""
    for name in _servers(subject):
        port = name.removesuffix("transport") + "port"
        number, transport = subject.configuration.number(port), subject.configuration.choice(name)
        wrong = (transport == "TLS" and number == _SIP) or (transport in _PLAIN and number == _SIPS)
        if wrong and subject.written(port):
            message = f"{port} is {number}, but {name} is {transport}"
            yield subject.found("settings-conflict", message, port, str(_SIP + _SIPS - number))


def keys_without_feature(subject: Subject) -> Iterator[Finding]:
    """Configured soft keys work only with enhanced feature keys, configured line keys only with reassignment."""
    features = {
        "feature.enhancedFeatureKeys.enabled": ("softkey", _SOFT_KEY),
        "lineKey.reassignment.enabled": ("lineKey", _LINE_KEY),
    }
    for feature, keys in features.items():
        if not subject.whole or subject.configuration.flag(feature):
            continue
        name = next((name for name in subject.names(*keys) if _means(subject, name)), "")
        if name:
            yield subject.found("settings-conflict", f"{name} has no effect: {feature} is 0", name, f'{feature}="1"')


def _means(subject: Subject, name: str) -> bool:
    return subject.configuration.text(name) not in ("", "0", "Unassigned")


def contact_missing(subject: Subject) -> Iterator[Finding]:
    """What is called needs an address: the message centre, the hot line."""
    if not subject.whole:
        return
    text = subject.configuration.text
    for name in subject.names("msg", _CALL_BACK):
        wanted = name.removesuffix("Mode")
        if text(name) == "contact" and not text(wanted):
            message = f"{name} is contact, but {wanted} is empty: there is nobody to call for messages"
            yield subject.found("settings-conflict", message, name)
    for name in subject.names("call", _HOT_LINE):
        wanted = name.removesuffix("enabled") + "contact"
        if text(name) == "1" and not text(wanted):
            message = f"{name} is 1, but {wanted} is empty: the line gives dial tone instead of calling"
            yield subject.found("settings-conflict", message, name)


CONFLICTS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    srtp_without_tls,
    srtp_off,
    tls_on_plain_port,
    keys_without_feature,
    contact_missing,
)
"""All of them."""
