"""The rules: each fires where it should, at the exact place, and keeps silent about its near miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.config.findings import SEVERITIES, rules
from tests.unit.config.trees import MASTER, certificate, check, check_one, notes, told

LINE = 'reg.1.address="1001" reg.1.server.1.address="pbx.example.com" '

FIRING = [
    ('\nreg.1.adress="1"', "parameter-unknown", 3, 1, "reg.1.adress", "reg.1.address"),
    ('dialplan.digitmp="1"', "parameter-unknown", 2, 1, "dialplan.digitmp", "dialplan.digitmap"),
    ('reg.x.label="1"', "parameter-unknown", 2, 1, "reg.x.label", "reg.1.label"),
    ('no.such.thing="1"', "parameter-unknown", 2, 1, "no.such.thing", ""),
    ('REG.1.label="1"', "parameter-case", 2, 1, "REG.1.label", "reg.1.label"),
    ('feature.1.name="presence"', "deprecated", 2, 1, "feature.1.name", "feature.NAME.enabled"),
    ('voice.codecPref.G711Mu="1"', "deprecated", 2, 1, "voice.codecPref.G711Mu", "voice.codecPref.G711_Mu"),
    ('up.oneTouchVoiceMail="yes"', "value-invalid", 2, 1, "up.oneTouchVoiceMail", "1"),
    ('reg.1.server.1.transport="UDP"', "value-invalid", 2, 1, "reg.1.server.1.transport", "UDPOnly"),
    ('reg.1.server.1.transport="tls"', "value-invalid", 2, 1, "reg.1.server.1.transport", "TLS"),
    ('device.prov.serverType="HTPP" device.set="0"', "value-invalid", 2, 1, "device.prov.serverType", "HTTP"),
    ('up.idleTimeout="-1"', "value-out-of-range", 2, 1, "up.idleTimeout", ""),
    ('voIpProt.server.1.address="sip://pbx"', "value-malformed", 2, 1, "voIpProt.server.1.address", ""),
    ('voIpProt.server.1.address="my pbx"', "value-malformed", 2, 1, "voIpProt.server.1.address", ""),
    ('voIpProt.server.1.address="pbx/sip"', "value-malformed", 2, 1, "voIpProt.server.1.address", ""),
    ('voIpProt.server.1.address="pbx:5060"', "value-malformed", 2, 1, "voIpProt.server.1.address", ""),
    ('voIpProt.server.1.address="10.1.1.256"', "value-malformed", 2, 1, "voIpProt.server.1.address", ""),
    ('voIpProt.server.1.address="fe80::zz"', "value-malformed", 2, 1, "voIpProt.server.1.address", ""),
    ('voIpProt.server.1.address="p&amp;x"', "value-malformed", 2, 1, "voIpProt.server.1.address", ""),
    ('nat.ip="203.0.113.300"', "value-malformed", 2, 1, "nat.ip", ""),
    ('exchange.server.url="mail.example.com"', "value-malformed", 2, 1, "exchange.server.url", ""),
    (
        'device.set="1" device.dns.domain="a"',
        "set-companion-missing", 2, 16, "device.dns.domain", 'device.dns.domain.set="1"',
    ),
    ('device.dns.domain="a"', "set-companion-missing", 2, 1, "device.dns.domain", 'device.set="1"'),
    ('reg.35.label="x"', "index-out-of-range", 2, 1, "reg.35.label", ""),
    ('reg.1.server.5.port="1"', "index-out-of-range", 2, 1, "reg.1.server.5.port", ""),
    ('softkey.0.label="x"', "index-out-of-range", 2, 1, "softkey.0.label", ""),
    ('dialplan.digitmap="911|1 2"', "digitmap-invalid", 2, 25, "dialplan.digitmap", ""),
    ('dialplan.1.digitmap =\n"91&#49;|Rx"', "digitmap-invalid", 3, 10, "dialplan.1.digitmap", ""),
    ('dialplan.digitmap.timeOut="3|a"', "digitmap-invalid", 2, 30, "dialplan.digitmap.timeOut", ""),
    ('dialplan.digitmap="[2-9]xx|2345T"', "digitmap-hidden", 2, 28, "dialplan.digitmap", ""),
    ('efk.efklist.1.action.string="97$Tinvite"', "macro-invalid", 2, 32, "efk.efklist.1.action.string", ""),
    ('efk.efklist.1.action.string="97$Xa$"', "macro-invalid", 2, 32, "efk.efklist.1.action.string", ""),
    ('efk.efklist.1.action.string="$$"', "macro-invalid", 2, 30, "efk.efklist.1.action.string", ""),
    ('efk.efklist.1.action.string="9$Tcall$"', "macro-invalid", 2, 31, "efk.efklist.1.action.string", ""),
    ('efk.efklist.1.action.string="$Pa$"', "macro-invalid", 2, 30, "efk.efklist.1.action.string", ""),
    ('softkey.1.action="$P2N4$"', "macro-invalid", 2, 1, "softkey.1.action", 'efk.efkprompt.2.status="1"'),
    ('softkey.1.action="!park"', "macro-invalid", 2, 1, "softkey.1.action", ""),
    ('softkey.1.action="$Mpark$"', "macro-invalid", 2, 1, "softkey.1.action", ""),
    ('sec.TLS.customCaCert.1="MIIB"', "certificate-invalid", 2, 1, "sec.TLS.customCaCert.1", ""),
    (
        'device.auth.localAdminPassword="456" device.set="0"',
        "default-password", 2, 1, "device.auth.localAdminPassword", "",
    ),
    ('reg.1.address="1001"', "line-without-server", 2, 1, "reg.1.address", 'reg.1.server.1.address="..."'),
    ('reg.2.auth.userId="1001"', "line-without-address", 2, 1, "reg.2.auth.userId", 'reg.2.address="..."'),
    (
        LINE + 'sec.srtp.require="1" reg.1.server.1.transport="TCPOnly"',
        "settings-conflict", 2, 84, "reg.1.server.1.transport", "TLS",
    ),
    ('sec.srtp.offer="1" sec.srtp.enable="0"', "settings-conflict", 2, 1, "sec.srtp.offer", 'sec.srtp.enable="1"'),
    (
        'reg.1.server.1.transport="TLS" reg.1.server.1.port="5060"',
        "settings-conflict", 2, 32, "reg.1.server.1.port", "5061",
    ),
    (
        'voIpProt.server.1.transport="UDPOnly" voIpProt.server.1.port="5061"',
        "settings-conflict", 2, 39, "voIpProt.server.1.port", "5060",
    ),
    ('softkey.1.enable="1"', "settings-conflict", 2, 1, "softkey.1.enable", 'feature.enhancedFeatureKeys.enabled="1"'),
    ('lineKey.1.category="BLF"', "settings-conflict", 2, 1, "lineKey.1.category", 'lineKey.reassignment.enabled="1"'),
    ('msg.mwi.1.callBackMode="contact"', "settings-conflict", 2, 1, "msg.mwi.1.callBackMode", ""),
    ('call.autoOffHook.1.enabled="1"', "settings-conflict", 2, 1, "call.autoOffHook.1.enabled", ""),
    (
        'attendant.resourceList.1.address="a" attendant.resourceList.3.address="b"',
        "index-gap", 2, 38, "attendant.resourceList.3.address", "",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("attributes", "rule", "line", "column", "parameter", "suggestion"), FIRING)
def test_a_rule_fires(
    tmp_path: Path, attributes: str, rule: str, line: int, column: int, parameter: str, suggestion: str
) -> None:
    """The one finding stands at the attribute, or at the character of its value, that is to blame."""
    checked = check_one(tmp_path, attributes)
    assert [(rule, line, column, parameter)] == told(checked)
    assert suggestion == next(each.suggestion for each in checked.findings if each.rule == rule)


@pytest.mark.parametrize(
    "attributes",
    [
        'reg.1.label="1"',
        'powerSaving.enable.VVX500="1"',
        'reg.1.server.1.transport="TLS" reg.1.server.1.port="5061"',
        'reg.1.server.1.transport="" up.oneTouchVoiceMail=""',
        'voIpProt.server.1.address="10.1.1.255"',
        'voIpProt.server.1.address="[fe80::1]"',
        'voIpProt.server.1.address="_sip._tls.example.com."',
        'voIpProt.server.1.address="${address}" nat.ip="{{ ip }}" exchange.server.url="%URL%"',
        'device.set="0" device.prov.serverName="https://boot.example.com/poly" device.prov.serverName.set="1"',
        'exchange.server.url="https://mail.example.com/ews/exchange.asmx"',
        'apps.push.serverRootURL="/push"',
        'device.set="1" device.dns.domain="a" device.dns.domain.set="1"',
        'device.set="0" device.dns.domain="a" device.dns.domain.set="1"',
        'device.dns.domain="" device.dns.domain.set="1"',
        'reg.34.label="x" reg.1.server.4.port="5060"',
        'tone.chord.misc.spare1.freq.1="0"',
        'dialplan.digitmap="[2-9]11|0T|R9RRxxxx|*x.T" dialplan.digitmap.timeOut="3||15"',
        'dialplan.digitmap="[2-9]11|[2-9]xxxxxx"',
        'softkey.1.action="$FNewCall$" softkey.2.action="http://a.example/$x"',
        'efk.efklist.1.mname="park" efk.efklist.1.status="1" efk.efkprompt.1.status="1"'
        ' efk.efklist.1.action.string="*97$P1N4$$Tinvite$$Cwc$$Cp2$$Chu$" softkey.1.action="!park"',
        'device.auth.localAdminPassword="4567" device.set="0"',
        'sec.TLS.customCaCert.1="" sec.TLS.customCaCert.2="${ca}"',
        'reg.1.address="1001@example.com"',
        'reg.1.address="1001" voIpProt.server.1.address="pbx"',
        'reg.1.address="1001" voIpProt.server.dhcp.available="1"',
        'reg.1.address="1001" reg.1.serverAutoDiscovery="1"',
        'reg.1.address="" reg.1.auth.userId=""',
        'reg.1.auth.useLoginCredentials="1" reg.1.auth.userId="jdoe"',
        LINE + 'sec.srtp.require="1" reg.1.server.1.transport="TLS"',
        LINE + 'sec.srtp.offer="1" reg.1.server.1.transport="UDPOnly"',
        'softkey.1.enable="1" feature.enhancedFeatureKeys.enabled="1"',
        'softkey.1.enable="0" lineKey.1.category="Unassigned"',
        'msg.mwi.1.callBackMode="registration"',
        'msg.mwi.1.callBackMode="contact" msg.mwi.1.callBack="*97"',
        'attendant.resourceList.2.address="a" attendant.resourceList.1.address="b"',
    ],
)  # fmt: skip
def test_a_near_miss_is_silent(tmp_path: Path, attributes: str) -> None:
    """What only looks like a fault is not reported."""
    assert [] == told(check_one(tmp_path, attributes))


@pytest.mark.parametrize(
    ("pem", "rule"),
    [
        (certificate("ec", 2020, 2029), "certificate-expired"),
        (certificate("ec", 2031, 2040), "certificate-expired"),
        (certificate("rsa1024", 2020, 2040), "certificate-weak"),
        (certificate("ec", 2020, 2040)[:-60] + "-----END CERTIFICATE-----", "certificate-invalid"),
        ("-----BEGIN CERTIFICATE-----", "certificate-invalid"),
        ("MIIBé", "certificate-invalid"),
        (certificate("ec", 2020, 2040), ""),
        (certificate("rsa2048", 2020, 2040), ""),
        (certificate("ec", 2020, 2040).replace("\n", "&#10;"), ""),
        ("".join(certificate("ec", 2020, 2040).splitlines()[1:-1]), ""),
    ],
    ids=["expired", "not-yet", "weak", "cut", "half", "letters", "ec", "rsa", "references", "bare"],
)
def test_certificates_are_decoded(tmp_path: Path, pem: str, rule: str) -> None:
    """What cannot be used is reported with its reason, in whatever form a good one stands it is accepted."""
    expected = [(rule, 2, 1, "sec.TLS.customCaCert.1")] if rule else []
    assert expected == told(check_one(tmp_path, f'sec.TLS.customCaCert.1="{pem}"'))


def test_the_model_limits_the_lines(tmp_path: Path) -> None:
    """A line beyond those of the model is reported for that model alone."""
    attributes = 'voIpProt.server.1.address="pbx" reg.5.address="1005"'
    assert [("index-out-of-range", 2, 33, "reg.5.address")] == told(check_one(tmp_path, attributes, "VVX_250"))
    assert [] == told(check_one(tmp_path, attributes, "VVX_450"))


def test_what_the_model_lacks_is_a_note(tmp_path: Path) -> None:
    """Parameters for other hardware are noted once for all that begin alike."""
    assert [("not-on-this-model", 2, 1, "video.enable")] == notes(
        check_one(tmp_path, 'video.enable="1" video.callRate="512"')
    )
    assert [] == notes(check_one(tmp_path, 'call.hold.localReminder.enabled="1"'))


@pytest.mark.parametrize(
    ("attribute", "having", "lacking"),
    [
        ('bluetooth.radioOn="1"', "VVX_600", "VVX_450"),
        ('feature.messaging.enabled="1"', "SL_8440", "SPIP_550"),
        ('pstn.extension="1"', "SSDuo", "SSIP_6000"),
        ('video.enable="1"', "VVX_1500", "VVX_411"),
        ('voIpProt.H323.enable="0"', "VVX_500", "CCX_500"),
    ],
)
def test_what_a_model_has_is_not_noted(tmp_path: Path, attribute: str, having: str, lacking: str) -> None:
    """The hardware of each model decides which parameters do something on it."""
    assert "not-on-this-model" in [each.rule for each in check_one(tmp_path, attribute, lacking).findings]
    assert "not-on-this-model" not in [each.rule for each in check_one(tmp_path, attribute, having).findings]


def test_a_codec_that_is_lacking_is_noted(tmp_path: Path) -> None:
    """A file that asks for a codec which there is none of is told what calls use instead; leaving it out is fine."""
    found = check_one(tmp_path, 'voice.codecPref.G729_AB="1"').findings
    (note,) = (each for each in found if each.rule == "codec-missing")
    assert "voice.codecPref.G729_AB asks for G.729AB" in note.message
    assert "G.722" in note.message
    assert "codec-missing" not in [each.rule for each in check_one(tmp_path, 'voice.codecPref.G729_AB="0"').findings]


def test_what_is_not_emulated_is_one_note_a_file(tmp_path: Path) -> None:
    """All parameters that change nothing here share one note; a file without them has none."""
    found = check_one(tmp_path, 'sec.srtp.mki.length="2" up.idleTimeout="9"').findings
    assert [("not-emulated", 0, "vphone does not act on sec.srtp.mki.length")] == [
        (each.rule, each.line, each.message) for each in found
    ]
    assert () == check_one(tmp_path, 'up.idleTimeout="9"').findings


def test_of_several_files_the_first_decides(tmp_path: Path) -> None:
    """A value that another file overrides is noted with the place that decides; equal values are not."""
    files = {
        "000000000000.cfg": '<a CONFIG_FILES="1.cfg,2.cfg"/>',
        "1.cfg": '<a up.idleTimeout="1" up.localClockEnabled="1"/>',
        "2.cfg": '<a up.localClockEnabled="1"\nup.idleTimeout="2"/>',
    }
    checked = check(tmp_path, files)
    assert [("parameter-shadowed", 2, 1, "up.idleTimeout")] == notes(checked)
    assert checked.findings[0].message.endswith("1.cfg, line 1")


@pytest.mark.parametrize(
    ("attributes", "clear"),
    [
        ('device.prov.serverType="FTP" device.prov.serverType.set="1"', True),
        ('device.prov.serverType="2" device.prov.serverType.set="1"', True),
        ('device.prov.serverType="HTTPS" device.prov.serverType.set="1"', False),
        ("", False),
        (
            'device.prov.serverType="FTP" device.prov.serverType.set="1" device.prov.serverName="https://boot"'
            ' device.prov.serverName.set="1"',
            False,
        ),
    ],
)
def test_passwords_in_clear(tmp_path: Path, attributes: str, clear: bool) -> None:
    """A password in files that phones are told to fetch without encryption is reported, once a file."""
    line = LINE + '\nreg.1.auth.password="a" reg.2.auth.password="b" device.set="1" '
    expected = [("credentials-in-clear", 3, 1, "reg.1.auth.password")] if clear else []
    assert expected == told(check_one(tmp_path, line + attributes))


def test_a_master_file_names_what_there_is(tmp_path: Path) -> None:
    """A file that is named and not there is an error at the master file, with a name that differs by case."""
    checked = check(tmp_path, {"000000000000.cfg": MASTER, "A.cfg": "<a/>"})
    assert [("file-missing", 0, 0, "")] == told(checked)
    assert "A.cfg" == checked.findings[0].suggestion
    assert ["ok", "missing"] == [file.status for file in checked.files]


def test_a_phone_needs_a_master_file(tmp_path: Path) -> None:
    """A phone for which there is no master file is told so."""
    assert [("master-missing", 0, 0, "")] == told(check(tmp_path, {"a.cfg": "<a/>"}))


@pytest.mark.parametrize(
    ("content", "rule", "line", "column"),
    [
        ("<a\nb='1' b='1'/>", "xml-not-well-formed", 2, 7),
        ("<!DOCTYPE a><a/>", "xml-refused", 1, 1),
        ("<a up.idleTimeout='1'/><", "xml-not-well-formed", 1, 24),
        ("<a><b up.idleTimeout='1'/><b up.idleTimeout='2'/></a>", "parameter-repeated", 1, 30),
    ],
)
def test_files_by_themselves(tmp_path: Path, content: str, rule: str, line: int, column: int) -> None:
    """What a phone finds wrong with a file is found here too."""
    found = told(check(tmp_path, {"000000000000.cfg": MASTER, "a.cfg": content}))
    assert [(rule, line, column)] == [each[:3] for each in found]


def test_every_rule_is_explained() -> None:
    """Each rule says when it fires, why it matters, and how to mend it, each in a sentence of its own."""
    assert all(rule.severity in SEVERITIES for rule in rules().values())
    sentences = [text for rule in rules().values() for text in (rule.fires, rule.matters, rule.mend)]
    assert all(text.endswith(".") and text[0].isupper() for text in sentences)


FIRED_ELSEWHERE = {
    "encoding-invalid",
    "master-invalid",
    "master-flat",
    "file-encrypted",
    "file-undecryptable",
    "placeholder-unresolved",
    "directory-invalid",
    "contact-invalid",
}


def test_every_rule_has_a_case() -> None:
    """There is no rule that this file, or the tests of the readers, does not see firing."""
    here = Path(__file__).read_text(encoding="utf-8")
    assert FIRED_ELSEWHERE == {name for name in rules() if f'"{name}"' not in here.partition("FIRED_ELSEWHERE")[0]}
