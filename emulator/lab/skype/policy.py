"""What the server wants of phones, as plain data, and how it is told to them in-band."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import msgspec

from emulator.lab.skype.accounts import SkypeAccount

NOTIFICATION = "http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification"
"""The namespace of what the server tells (MS-SIPREGE, section 4.2.2)."""

EXCHANGE, FACTORY = "/EWS/Exchange.asmx", "/conf/focusfactory"
"""Where mail and meetings are, told by names of the lab's own: clients find Exchange by a discovery of its own."""

TYPE = "application/vnd-microsoft-roaming-provisioning-v2+xml"

Level = Annotated[int, msgspec.Meta(ge=0, le=7)]
Code = Annotated[int, msgspec.Meta(ge=4, le=15)]
Minutes = Annotated[int, msgspec.Meta(ge=0, lt=60)]
Attempts = Annotated[int, msgspec.Meta(ge=0, le=999)]


class Policy(msgspec.Struct, frozen=True):
    """The policies of a server by their short names; beside each that of the administrator's command or in-band."""

    lock: bool = True  # Set-CsUCPhoneConfiguration EnforcePhoneLock
    lock_minutes: Minutes = 10  # PhoneLockTimeout, less than an hour
    code_length: Code = 6  # MinPhonePinLength
    sip_security: Literal["Low", "Medium", "High"] = "High"  # SIPSecurityMode
    poll_minutes: Annotated[int, msgspec.Meta(ge=1, le=60)] = 3  # CalendarPollInterval
    logging: Literal["Off", "Low", "Medium", "High"] = "Off"  # LoggingLevel
    voice_priority: Level = 0  # Voice8021p
    voice_dscp: Annotated[int, msgspec.Meta(ge=0, le=63)] = 40  # VoiceDiffServTag
    btoe: bool = True  # Set-CsIPPhonePolicy EnableBetterTogetherOverEthernet
    btoe_mode: Literal["Auto", "Manual"] = "Auto"  # BetterTogetherOverEthernetPairingMode
    code_attempts: Attempts = 5  # KeyboardLockMaxPinRetry
    dial_milliseconds: int = 5000  # UserDialTimeoutMS
    one_touch_voicemail: bool = True  # EnableOneTouchVoicemail
    clock: Literal["12", "24"] = "24"  # DateTimeFormat
    device_update: bool = True  # EnableDeviceUpdate
    calendar: bool = True  # EnableExchangeCalendaring
    codecs: str = "G722_8000;PCMU;PCMA;G729"  # PrioritizedCodecsList
    hot_desking: bool = True  # Set-CsClientPolicy EnableHotdesking
    hot_desking_seconds: Annotated[int, msgspec.Meta(ge=30, le=86399)] = 300  # HotdeskingTimeout
    locked_handset: bool = False  # DisableHandsetOnLockedMachine
    forwarding: bool = True  # Set-CsVoicePolicy AllowCallForwarding
    simultaneous_ringing: bool = True  # AllowSimulRing
    transfer: bool = True  # EnableCallTransfer
    call_park: bool = False  # EnableCallPark
    team_call: bool = True  # EnableTeamCall
    delegation: bool = True  # EnableDelegation
    pin_attempts: Attempts = 0  # Set-CsPinPolicy MaximumLogonAttempts; 0: by the length of the PIN
    pin_length: Annotated[int, msgspec.Meta(ge=4, le=24)] = 5  # MinPasswordLength
    password_attempts: Annotated[int, msgspec.Meta(ge=1, le=999)] = 10  # wrong ones until the account is locked


def change(policy: Policy, changes: dict[str, object]) -> Policy:
    """The policy with some values changed; numbers and switches may be text.

    Raises ValueError for a name or a value that makes no sense.
    """
    names = Policy.__struct_fields__
    if unknown := [name for name in changes if name not in names]:
        raise ValueError(f"there is no policy {unknown[0]}; there are {', '.join(names)}")
    try:
        return msgspec.convert({**msgspec.structs.asdict(policy), **changes}, Policy, strict=False)
    except msgspec.ValidationError as error:
        message, _, name = str(error).partition(" - at `$.")
        raise ValueError(f"{name.rstrip('`')}: {message[:1].lower()}{message[1:]}") from None


class Place(NamedTuple):
    """Where the front end is: the URL of its web server, and host:port of SIP over TLS."""

    url: str
    sip: str


Values = dict[str, object]


def _server(policy: Policy, account: SkypeAccount, place: Place) -> Values:
    own = f"sip:{account.address};gruu;opaque="
    return {
        "absInternalServerUrl": f"{place.url}/abs/handler",
        "absExternalServerUrl": f"{place.url}/abs/handler",
        "absWebServiceEnabled": True,
        "callParkServerUri": f"{own}app:cps",
        "dlxEnabled": True,
        "dlxInternalUrl": f"{place.url}/groupexpansion/service.svc",
        "dlxExternalUrl": f"{place.url}/groupexpansion/service.svc",
        "focusFactoryUri": f"{own}app:conf:focusfactory",
        "lisInternalUrl": f"{place.url}/locationinformation/liservice.svc",
        "loggingLevel": policy.logging,
        "mrasUri": f"sip:lync.{account.sip_domain};gruu;opaque=srvr:MRAS",
        "poolUri": f"sip:lync.{account.sip_domain}:5061;gruu;opaque=srvr:HomeServer:1",
        "ucDiffServVoice": policy.voice_dscp,
        "ucEnableSIPSecurityMode": policy.sip_security,
        "ucEnableUserLogging": policy.logging != "Off",
        "ucEnforcePinLock": policy.lock,
        "ucExchangeMWIPoll": policy.poll_minutes,
        "ucLocationProfile": f"DefaultProfile.{account.sip_domain}",
        "ucMinPinLength": policy.code_length,
        "ucPC2PCAVEncryption": "RequireEncryption",
        "ucPhoneTimeOut": policy.lock_minutes,
        "ucPortRangeEnabled": False,
        "ucVoice802_1p": policy.voice_priority,
        "updatesServerEnabled": policy.device_update,
        "updatesServerInternalUrl": f"{place.url}/RequestHandler/ucdevice.upx",
        "voiceMailUri": account.voicemail,
    }


def _voice(policy: Policy, account: SkypeAccount, place: Place) -> Values:
    return {
        "AllowCallForwarding": policy.forwarding,
        "AllowSimultaneousRinging": policy.simultaneous_ringing,
        "EnableBWPolicyOverride": False,
        "EnableCallPark": policy.call_park,
        "EnableCallTransfer": policy.transfer,
        "EnableDelegation": policy.delegation,
        "EnableMaliciousCallTrace": False,
        "EnableTeamCall": policy.team_call,
    }


def _endpoint(policy: Policy, account: SkypeAccount, place: Place) -> Values:
    minutes, seconds = divmod(policy.hot_desking_seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return {
        "ABSUsage": "WebSearchOnly",
        "DisableHandsetOnLockedMachine": policy.locked_handset,
        "DisableMusicOnHold": False,
        "EnableHotdesking": policy.hot_desking,
        "EwsInternalUrl": f"{place.url}{EXCHANGE}",
        "FocusFactoryUrl": f"{place.url}{FACTORY}",
        "HotdeskingTimeout": f"{hours:02}:{minutes:02}:{seconds:02}",
        "MaxPhotoSizeKB": 10,
        "PhotoUsage": "AllPhotos",
    }


def _phone(policy: Policy, account: SkypeAccount, place: Place) -> Values:
    return {
        "BetterTogetherOverEthernetPairingMode": policy.btoe_mode,
        "CalendarPollInterval": f"00:{policy.poll_minutes:02}:00" if policy.poll_minutes < 60 else "01:00:00",
        "DateTimeFormat": policy.clock,
        "EnableBetterTogetherOverEthernet": policy.btoe,
        "EnableDeviceUpdate": policy.device_update,
        "EnableExchangeCalendaring": policy.calendar,
        "EnableOneTouchVoicemail": policy.one_touch_voicemail,
        "KeyboardLockMaxPinRetry": policy.code_attempts,
        "PrioritizedCodecsList": policy.codecs,
        "UserDialTimeoutMS": policy.dial_milliseconds,
    }


def _user(policy: Policy, account: SkypeAccount, place: Place) -> Values:
    return {"DisplayName": account.name, "LineURI": account.line, "SipAddress": f"sip:{account.address}"}


PLAIN = "ServerConfiguration"
"""The group whose values are elements; in the others they are entries of a list."""

GROUPS = {
    PLAIN: _server,
    "ucPolicy": _voice,
    "endpointConfiguration": _endpoint,
    "ipPhonePolicy": _phone,
    "userSetting": _user,
}
"""The groups that can be asked for; the last two bear names of the lab's own."""


def provision(policy: Policy, account: SkypeAccount, place: Place, wanted: Iterable[str] = ()) -> str:
    """The body that tells the wanted groups, or all; groups that nobody knows are left out."""
    asked = {name.lower() for name in wanted}
    groups = (
        _group(name, values(policy, account, place))
        for name, values in GROUPS.items()
        if not asked or name.lower() in asked
    )
    return f'<provisionGroupList xmlns="{NOTIFICATION}">{"".join(groups)}</provisionGroupList>'


def _group(name: str, values: Values) -> str:
    shown = {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in values.items()}
    if name == PLAIN:
        body = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in shown.items())
    else:
        entries = (f"<property name={quoteattr(key)}>{escape(value)}</property>" for key, value in shown.items())
        body = f"<propertyEntryList>{''.join(entries)}</propertyEntryList>"
    return f"<provisionGroup name={quoteattr(name)}>{body}</provisionGroup>"
