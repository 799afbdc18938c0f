"""Upload Configuration: what the phone runs on, as one file for the administrator to read."""

from __future__ import annotations

from emulator.boot.address import place
from emulator.boot.model import Provisioning, link_up
from emulator.boot.orders import Fetch, FileUploaded
from emulator.boot.provisioning.fetching import Session, transfer
from emulator.boot.provisioning.overrides import write_overrides
from emulator.boot.provisioning.sealing import sealed
from emulator.boot.provisioning.session import session_of
from emulator.boot.tables import text
from emulator.config.catalogue import is_secret
from emulator.config.layers import Configuration
from emulator.display.model import Noticed
from emulator.kernel.slices import Flow, Step

_LAYERS = {"config": "files", "phone": "phone", "web": "web", "sip": "server"}
"""The layer of the configuration that each source but "all" stands for."""


def export_name(mac: str, source: str) -> str:
    """What the file is called on the server (UCS administrator guide; remembered)."""
    return f"{mac}-update-{source}.cfg"


def exported(configuration: Configuration, source: str) -> dict[str, str]:
    """The settings of a source, or all that are in force; no passwords."""
    if source == "all":
        settings = {name: configuration.text(name) for name in configuration.names()}
    else:
        layers = [layer.settings for layer in configuration.layers if layer.kind == _LAYERS[source]]
        settings = {name: each.value for layer in reversed(layers) for name, each in layer.items()}
    return {name: value for name, value in settings.items() if not is_secret(name)}


def upload_configuration(step: Step[Provisioning]) -> None:
    """Put the file on the server, into the folder of the master file."""
    session = session_of(step, "Application")
    if session is None or not link_up(step.phone):
        step.tell(Noticed(text("configuration-not-sent")))
        return
    configuration, source = step.own.configuration, step.event.source
    name = export_name(configuration.identity.mac, source)
    body = sealed(configuration, "phone", write_overrides(exported(configuration, source)))
    request = session.ask("phone", "PUT", place(session.server.base, "", name), body)
    step.begin("provisioning/export", _send(session, name, request))


def upload_file(step: Step[Provisioning]) -> None:
    """Put a file of another slice there."""
    session, name = session_of(step, "Application"), step.event.name
    if session is None or not link_up(step.phone):
        step.tell(FileUploaded(name, "no server"))
        return
    request = session.ask("phone", "PUT", place(session.server.base, "", name), step.event.body)
    step.begin("provisioning/file", _send_file(session, name, request))


def _send_file(session: Session, name: str, request: Fetch) -> Flow:
    outcome = yield from transfer(session, "phone", name, request)
    return FileUploaded(name, outcome.fault)


def _send(session: Session, name: str, request: Fetch) -> Flow:
    outcome = yield from transfer(session, "phone", name, request)
    return Noticed(text("configuration-not-sent" if outcome.fault else "configuration-sent"))
