"""What notifications say of calls and presence of others, one at a time and many at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.sip.events.dialoginfo import read_dialogs
from emulator.sip.events.lists import read_list
from emulator.sip.events.pidf import read_presence, write_presence
from emulator.sip.stack.xmlbody import XmlBodyError, read_xml
from emulator.watching.model import Dialog, DialogsReported, PresenceReported

INFO = """<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="3" state="{state}" entity="sip:1003@pbx.example">
 <dialog id="d1" call-id="abc@192.0.2.1" local-tag="l1" remote-tag="r1" direction="recipient">
  <state>early</state>
  <local><identity>sip:1003@pbx.example</identity><target uri="sip:1003@192.0.2.3">
    <param pname="+sip.rendering" pval="{rendering}"/></target></local>
  <remote><identity display="Hans &amp; Co">sip:1008@pbx.example</identity><target uri="sip:1008@192.0.2.8"/></remote>
 </dialog>
</dialog-info>"""

DIALOG = Dialog("d1", "early", "recipient", "1008", "Hans & Co", "sip:1008@192.0.2.8", "abc@192.0.2.1", "l1", "r1")


def test_dialogs_are_read() -> None:
    """Who, in which state, and how the call is named; whether it is all there is."""
    for state in ("full", "partial"):
        told = read_dialogs("k", INFO.format(state=state, rendering="yes"))
        assert DialogsReported("k", "sip:1003@pbx.example", (DIALOG,), state == "full") == told


def test_a_held_call_is_told() -> None:
    """By the rendering of its own end."""
    told = read_dialogs("k", INFO.format(state="full", rendering="no"))
    assert told
    assert told.dialogs[0].held


def test_a_bare_dialog_is_enough() -> None:
    """As call servers send that tell no more than the state; prefixes and unknown words do not matter."""
    dialog = '<d:dialog id="1"><d:state>CONFIRMED</d:state></d:dialog>'
    body = f'<d:dialog-info xmlns:d="urn:x" entity="sip:a@b">{dialog}</d:dialog-info>'
    assert DialogsReported("k", "sip:a@b", (Dialog("1", "confirmed"),)) == read_dialogs("k", body)
    assert DialogsReported("k", "", ()) == read_dialogs("k", "<dialog-info/>")
    told = read_dialogs("k", "<dialog-info><dialog id='1'><state>odd</state></dialog></dialog-info>")
    assert told
    assert "terminated" == told.dialogs[0].state


BAD = ("", "no xml", "<a>", "<presence/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><dialog-info>&a;</dialog-info>", "<a>" * 60)


@pytest.mark.parametrize("body", BAD)
def test_other_bodies_say_nothing(body: str) -> None:
    """Neither broken XML nor another kind, nor one with a document type."""
    assert read_dialogs("k", body) is None


@given(st.text())
def test_no_body_breaks_the_readers(body: str) -> None:
    """Any text is an answer or none."""
    for read in (read_dialogs, read_presence):
        told = read("k", body)
        assert told is None or told.key == "k"
    assert [] == list(read_list("multipart/related;boundary=x", body.encode("utf-8", "replace")))


def test_bodies_are_bounded() -> None:
    """In length and depth."""
    for body in ("<a>" + " " * 300_000 + "</a>", "<a>" * 30 + "</a>" * 30):
        with pytest.raises(XmlBodyError):
            read_xml(body)


LIST = b"""--50UBfW7LSCVLtggUPe5z\r
Content-ID: <nXYxAE@pres.vancouver.example.com>\r
Content-Type: application/rlmi+xml;charset="UTF-8"\r
\r
<?xml version="1.0" encoding="UTF-8"?><list xmlns="urn:ietf:params:xml:ns:rlmi" uri="sip:staff@pbx.example" version="1"
 fullState="true"><resource uri="sip:1003@pbx.example"><name>Carol Clark</name>
 <instance id="j" state="active" cid="ZvSvkz@pbx.example"/></resource>
 <resource uri="sip:1004@pbx.example"><name>Dan</name><instance id="k" state="pending"/></resource></list>\r
--50UBfW7LSCVLtggUPe5z\r
Content-ID: <ZvSvkz@pbx.example>\r
Content-Type: application/dialog-info+xml\r
\r
%s\r
--50UBfW7LSCVLtggUPe5z--\r
"""


def test_a_list_says_whose_each_part_is() -> None:
    """The body of each resource with its URI and name; one without an instance has none (RFC 4662, section 5)."""
    body = LIST % INFO.format(state="full", rendering="yes").encode()
    content_type = 'multipart/related;type="application/rlmi+xml";boundary="50UBfW7LSCVLtggUPe5z"'
    carol, dan = read_list(content_type, body)
    assert ("sip:1003@pbx.example", "Carol Clark", "application/dialog-info+xml") == carol[:3]
    told = read_dialogs("k", carol.body, carol.uri, carol.name)
    assert told
    assert ("Carol Clark", (DIALOG,)) == (told.name, told.dialogs)
    assert ("sip:1004@pbx.example", "Dan", "", "") == dan


STATUSES = ("Available", "Busy", "In a Call", "Away", "Be Right Back", "Out to Lunch", "Do Not Disturb", "Offline")


@pytest.mark.parametrize("status", STATUSES)
def test_presence_survives_its_way(status: str) -> None:
    """What one phone publishes, another one reads."""
    body = write_presence("sip:1001@pbx.example", status)
    assert PresenceReported("k", "sip:1001@pbx.example", status, status) == read_presence("k", body)


def test_presence_of_others_is_understood() -> None:
    """Basic status alone, a note alone, or nothing at all."""
    pidf = '<presence entity="sip:a@b"><tuple id="t"><status>{}</status>{}</tuple></presence>'
    for basic, note, status in (
        ("<basic>open</basic>", "", "Available"),
        ("<basic>closed</basic>", "", "Offline"),
        ("<basic>open</basic>", "<note>Be right back</note>", "Be Right Back"),
        ("", "", ""),
    ):
        told = read_presence("k", pidf.format(basic, note))
        assert told
        assert status == told.status
