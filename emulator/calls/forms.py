"""The forms of calls: an address to call, whom to speak to at once, and where to send an incoming call."""

from __future__ import annotations

from emulator.boot.model import config
from emulator.calls.model import FORWARD_FORM, URL_FORM, Call, Calls, Dial, DialUrl, ForwardCall
from emulator.display.entry import typed
from emulator.display.keyed import labels_beside_calls
from emulator.display.model import Field, GoBack, OpenView, Rank, Scene, Screen, SoftKey, View, showing
from emulator.features.model import shared
from emulator.kernel.state import Event

INTERCOM_FORM = "intercom"
"""The form for a call that the far end is asked to take by itself."""


def url_key(scene: Scene) -> tuple[SoftKey, ...]:
    """The URL soft key of the dialer, where addresses may be called."""
    return (SoftKey("URL", OpenView(URL_FORM)),) if config(scene.phone).flag("feature.urlDialing.enabled") else ()


def dialer_name(scene: Scene) -> str:
    """What the dialer is called; a CCX has a name of its own for it (CCX user guides)."""
    if scene.profile.family != "CCX":
        return "New Call"
    return "Place a Call" if config(scene.phone).base_profile == "Generic" else "Dial a Number"


def forward_key(scene: Scene, call: Call) -> tuple[SoftKey, ...]:
    """The Forward soft key of an incoming call."""
    settings = config(scene.phone)
    allowed = call.state == "offering" and settings.flag("feature.forward.enable") and not shared(settings, call.line)
    return (SoftKey("Forward", OpenView(FORWARD_FORM)),) if allowed else ()


def _url_form(scene: Scene) -> Screen:
    field = Field("Enter URL", "", name="url", kind="address")
    dial = DialUrl(typed(scene.phone, URL_FORM, field))
    return _form(scene, URL_FORM, dialer_name(scene), field, SoftKey("Dial", dial))


def _forward_form(scene: Scene) -> Screen:
    call = _coming(scene)
    field = Field("Enter number", "", name="number", kind="number")
    intent = ForwardCall(call.id if call else 0, typed(scene.phone, FORWARD_FORM, field))
    return _form(scene, FORWARD_FORM, "Forward", field, SoftKey("Forward", intent))


def _intercom_form(scene: Scene) -> Screen:
    """Whom to call so that the far end is asked to take the call by itself."""
    field = Field("Enter number", "", name="number", kind="number")
    alert = (("Alert-Info", config(scene.phone).text("voIpProt.SIP.intercom.alertInfo")),)
    call = Dial(typed(scene.phone, INTERCOM_FORM, field), way="UserSend", headers=alert)
    return _form(scene, INTERCOM_FORM, "Intercom", field, SoftKey("Dial", call))


def _form(scene: Scene, name: str, title: str, field: Field, done: SoftKey) -> Screen:
    """A form, which stands where the dialer does: beside the labels of the lines, on a wide display."""
    keys: dict[str, Event] = {"Select": done.intent} if done.intent else {}
    labels = labels_beside_calls(scene.profile)
    return Screen(name, title, (field,), (done, SoftKey("Cancel", GoBack())), keys, labels=labels)


def _coming(scene: Scene) -> Call | None:
    """The call that may be sent on: the selected one if it rings, else the oldest that does."""
    calls = scene.phone[Calls]
    selected = calls.find(calls.selected)
    return selected if selected and selected.state == "offering" else calls.first("offering")


VIEWS = (
    View(INTERCOM_FORM, Rank.MENU, lambda scene: showing(scene.phone, INTERCOM_FORM), _intercom_form),
    View(URL_FORM, Rank.MENU, lambda scene: showing(scene.phone, URL_FORM), _url_form),
    View(
        FORWARD_FORM,
        Rank.INCOMING + 1,
        lambda scene: showing(scene.phone, FORWARD_FORM) and _coming(scene) is not None,
        _forward_form,
    ),
)
"""The forms of calls."""
