"""Envelopes of SOAP 1.1: read with distrust, written by hand, and the faults that the front end tells (MS-OCAUTHWS)."""

from __future__ import annotations

import base64
import binascii
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from emulator.config.xml import read_text
from emulator.lab.skype.faults import Fault, RefusedError
from emulator.lab.skype.messages import Answer

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
TRUST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"
SAML = "urn:oasis:names:tc:SAML:1.0:assertion"
OCS = "http://schemas.microsoft.com/OCS/AuthWebServices/"
DIAGNOSTICS = "urn:component:Microsoft.Rtc.WebAuthentication.2010"
X509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"
BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"

SERVER = "lync.example.com"
"""The name by which the server speaks of itself in diagnostics."""


def read_xml(body: bytes) -> ElementTree.Element:
    """The root of a document. Raises RefusedError for one that is none, or is not to be read."""
    text, findings = read_text("request", body)
    if findings or not text:
        raise RefusedError("unreadable")
    try:
        # Judged above: no document type, so no entities, and bounded depth.
        return ElementTree.fromstring(text)  # noqa: S314
    except ElementTree.ParseError:
        raise RefusedError("unreadable") from None


def read_envelope(body: bytes) -> ElementTree.Element:
    """The envelope of a request. Raises RefusedError for anything else."""
    root = read_xml(body)
    if root.tag != f"{{{SOAP}}}Envelope":
        raise RefusedError("unreadable")
    return root


def find(envelope: ElementTree.Element, namespace: str, name: str) -> ElementTree.Element | None:
    """The first element of that name anywhere inside."""
    return next(envelope.iter(f"{{{namespace}}}{name}"), None)


def need(envelope: ElementTree.Element, namespace: str, name: str) -> ElementTree.Element:
    """The first element of that name anywhere inside. Raises RefusedError if there is none."""
    found = find(envelope, namespace, name)
    if found is None:
        raise RefusedError("unreadable")
    return found


def text_of(element: ElementTree.Element | None) -> str:
    """What stands in an element, without the blanks around it."""
    return (element.text or "").strip() if element is not None else ""


def binary(text: str) -> bytes:
    """What base64 stands for; blanks do not matter. Raises RefusedError for anything else."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError("unreadable") from None


def write_envelope(action: str, body: str) -> str:
    """An answer's envelope."""
    head = f'<s:Header><a:Action xmlns:a="{WSA}">{action}</a:Action></s:Header>' if action else ""
    return f'<s:Envelope xmlns:s="{SOAP}">{head}<s:Body>{body}</s:Body></s:Envelope>'


def diagnosed(fault: Fault) -> dict[str, str]:
    """The header that tells of a failure (MS-OCAUTHWS, section 3.2.4.1)."""
    return {"X-Ms-diagnostics": f'{fault.id};"{SERVER}";"{fault.reason}";"{fault.code}"'}


def refusal(refused: RefusedError) -> Answer:
    """A failure as header and as SOAP fault (MS-OCAUTHWS, section 2.2.4.1)."""
    fault = refused.fault
    pin = f"<PinFailureReason>{fault.pin}</PinFailureReason>" if fault.pin else ""
    told = f"<ErrorId>{fault.id}</ErrorId><Reason>{escape(fault.reason)}</Reason>{pin}"
    diagnostics = f"<Ms-Diagnostics-Fault>{told}</Ms-Diagnostics-Fault>"
    body = write_envelope(
        "",
        f'<s:Fault><faultcode xmlns:wsse="{WSSE}">{fault.code}</faultcode><faultstring>{escape(fault.reason)}'
        f'</faultstring><detail><OCSDiagnosticsFault xmlns="{DIAGNOSTICS}">{diagnostics}</OCSDiagnosticsFault></detail>'
        "</s:Fault>",
    )
    return Answer(fault.status, body, headers=diagnosed(fault), delay=refused.delay)
