"""The parameters that the tables of the Lync 2010 provisioning guide name, and the tests that show what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

TABLES: dict[str, tuple[str, ...]] = {
    "Table 2: Shared Lync Parameters": (
        "feature.presence.enabled",
        "feature.messaging.enabled",
        "sec.srtp.require",
        "sec.srtp.key.lifetime",
        "sec.srtp.mki.enabled",
        "sec.srtp.mki.length",
        "sec.srtp.holdWithNewKey",
        "sec.srtp.resumeWithNewKey",
        "voIpProt.SIP.mtls.enable",
        "voIpProt.server.1.specialInterop",
        "voIpProt.server.1.address",
        "voIpProt.server.1.transport",
        "tcpIpApp.keepalive.tcp.sip.tls.enable",
        "voIpProt.SIP.IM.autoAnswerDelay",
        "voIpProt.SIP.allowTransferOnProceeding",
        "voice.codecPref.G7221.24kbps",
        "voice.codecPref.G7221.32kbps",
        "voice.audioProfile.G7221.24kbps.payloadType",
        "video.iFrame.Delay",
        "sec.TLS.profileSelection.SIP",
        "sec.TLS.customCaCert.1",
    ),
    "Table 3: Per-Phone Settings with Phone Lync Login Credentials": (
        "reg.1.address",
        "reg.1.auth.useLoginCredentials",
        "msg.mwi.1.callBackMode",
        "msg.mwi.1.callBack",
        "roaming_buddies.reg",
    ),
    "Table 4: Per-Phone Settings for Secure Provisioning Systems": (
        "reg.1.address",
        "reg.1.auth.userId",
        "reg.1.auth.password",
        "reg.1.auth.domain",
        "msg.mwi.1.callBackMode",
        "msg.mwi.1.callBack",
        "roaming_buddies.reg",
    ),
    "Table 5: Additional Lync Parameters": (
        "callLists.logConsultationCalls",
        "pres.idleTimeout.offHours.enabled",
        "pres.idleTimeout.offHours.period",
        "pres.idleTimeout.officeHours.enabled",
        "pres.idleTimeout.officeHours.period",
        "reg.1.server.1.address",
        "reg.1.server.1.transport",
        "reg.1.server.1.specialInterop",
        "reg.1.srtp.enable",
        "reg.1.srtp.offer",
        "reg.1.srtp.require",
        "reg.1.telephony",
        "sec.srtp.enabled",
        "sec.srtp.offer",
        "voIpProt.SIP.allowTransferOnProceeding",
        "voIpProt.SIP.use486forReject",
    ),
}
"""Each table's parameters, x and y being 1."""

WITHOUT_EFFECT = {
    "sec.srtp.mki.enabled",
    "sec.srtp.mki.length",
    "voice.codecPref.G7221.24kbps",
    "voice.codecPref.G7221.32kbps",
    "voice.audioProfile.G7221.24kbps.payloadType",
    "video.iFrame.Delay",
}
"""What the media engine cannot do; the catalogue says why."""

ELSEWHERE = {
    "callLists.logConsultationCalls": (
        "unit/contacts/test_call_lists.py",
        "test_consultation_calls_are_listed_as_configured",
    ),
    "feature.messaging.enabled": ("unit/messaging/test_messages.py", "test_who_has_messages"),
    "voIpProt.SIP.IM.autoAnswerDelay": ("unit/messaging/test_messages.py", "test_an_invitation_is_accepted_in_time"),
    "roaming_buddies.reg": ("unit/roster/test_contacts.py", "test_parameters_that_take_the_list_away"),
    "tcpIpApp.keepalive.tcp.sip.tls.enable": ("unit/sip/test_desk_lines.py", "test_what_the_system_keeps_alive"),
    "voIpProt.SIP.allowTransferOnProceeding": ("unit/calls/test_transfer.py", "test_a_transfer_before_the_answer"),
    "voIpProt.SIP.use486forReject": ("unit/calls/test_call_machine.py", "test_reject_answers_as_configured"),
}
"""Parameters of all phones, and the tests that change their values: a file below tests/, and a function."""

shown: set[str] = set()
"""The parameters that tests have said they change, filled in as their modules are read."""

TestT = TypeVar("TestT", bound=Callable[..., object])


def parameter(*names: str) -> Callable[[TestT], TestT]:
    """Say that a test changes these parameters and sees what comes of it."""
    unknown = set(names).difference(*TABLES.values())
    assert not unknown, unknown

    def note(test: TestT) -> TestT:
        shown.update(names)
        return test

    return note
