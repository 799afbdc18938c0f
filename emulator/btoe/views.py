"""The screens of BToE: pairing, its mode, and the calls of the client on the PC."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.boot.model import config
from emulator.btoe.model import (
    FORM,
    MODES,
    PC_AUDIO,
    AnswerClientCall,
    Btoe,
    ChoosePairingMode,
    EndClientCall,
    HoldClientCall,
    PairingMode,
    PauseClientCall,
    SelectClientCall,
    activated,
    call_rows,
    client_calls,
    may_pause,
    offered,
    pairing_mode,
    state_word,
)
from emulator.btoe.wire import ClientCall
from emulator.btoe.words import DISABLED, ENTER, NO_CABLE, PAIRED, PAIRING, SIGN_IN_THERE, WAITING
from emulator.calls.model import Calls
from emulator.display.model import (
    Block,
    CallCard,
    GoBack,
    Item,
    Items,
    OpenView,
    Rank,
    Scene,
    Screen,
    SoftKey,
    Text,
    View,
    showing,
)
from emulator.kernel.state import Event
from emulator.lines.model import Lines

CLIENT_CALL, CLIENT_CALLS, CLIENT_OFFER = "client-call", "client-calls", "client-offer"
"""The views of a call of the client, of several, and of one that can be answered here."""

_MODES: tuple[PairingMode, ...] = ("Auto", "Manual")
_BACK = SoftKey("Back", GoBack())


# Pairing


def pairing(scene: Scene) -> Screen:
    """BToE PC Pairing: the mode, the code, and how pairing stands."""
    own, changes = scene.phone[Btoe], config(scene.phone).flag("feature.btoePairing.enabled")
    rows = Items((Item("Pairing Mode", pairing_mode(scene.phone), intent=OpenView(MODES)),))
    chosen = (SoftKey("Select", OpenView(MODES)),) if changes and not scene.profile.pointed else ()
    body: tuple[Block, ...] = ((rows,) if changes else ()) + tuple(_standing(scene, own))
    return Screen(FORM, "BToE PC Pairing", body, (*chosen, _BACK))


def _standing(scene: Scene, own: Btoe) -> Iterator[Text]:
    if own.state in ("code", "handshaking", "failed") and own.mode == "Manual":
        yield Text((own.code,), style="big")
    yield Text(tuple(_words(own)))


def _words(own: Btoe) -> Iterator[str]:
    match own.state:
        case "off":
            yield DISABLED
            if own.attended:
                yield NO_CABLE
        case "auto":
            yield WAITING
        case "code":
            yield ENTER
        case "handshaking":
            yield PAIRING
        case "failed":
            yield own.message
        case _:
            yield PAIRED
            yield own.computer
            if own.asked:
                yield SIGN_IN_THERE


def modes(scene: Scene) -> Screen:
    """Auto or Manual; choosing Manual anew gives a new code."""
    now = pairing_mode(scene.phone)
    rows = tuple(Item(mode, icon="chosen" if mode == now else "", intent=ChoosePairingMode(mode)) for mode in _MODES)
    return Screen(MODES, "Pairing Mode", (Items(rows, _MODES.index(now)),), (_BACK,))


# Calls of the client


def _calls(scene: Scene) -> tuple[ClientCall, ...]:
    return client_calls(scene.phone)


def _looked_at(scene: Scene) -> ClientCall | None:
    """The call that is shown alone: the selected one, or the only one while the phone has none of its own."""
    calls, own = _calls(scene), scene.phone[Btoe]
    chosen = next((call for call in calls if call.id == own.selected), None)
    return chosen or (calls[0] if len(calls) == 1 and not scene.phone[Calls].calls else None)


def _several(scene: Scene) -> bool:
    return len(_calls(scene)) > 1 and not scene.phone[Calls].calls


def _card(scene: Scene, call: ClientCall) -> CallCard:
    since = scene.phone[Btoe].since.get(call.id)
    number = call.remote.removeprefix("sip:")
    marks = ("audio-only",) if call.media == "audio" and call.parties > 2 else ()
    return CallCard(call.name, number, state_word(scene.phone, call), PC_AUDIO, since=since, marks=marks)


def _actions(scene: Scene, call: ClientCall) -> Iterator[SoftKey]:
    same = activated(scene.phone)
    if same and call.state == "ringing":
        yield SoftKey("Answer", AnswerClientCall(call.id))
        yield SoftKey("Reject", EndClientCall(call.id))
        return
    if call.id in scene.phone[Btoe].paused:
        yield SoftKey("Resume", PauseClientCall(call.id, paused=False))
    elif may_pause(scene.phone, call):
        yield SoftKey("Pause", PauseClientCall(call.id))
    elif same and call.state == "held":
        yield SoftKey("Resume", HoldClientCall(call.id, held=False))
    elif same and call.state == "connected":
        yield SoftKey("Hold", HoldClientCall(call.id))
    if same:
        yield SoftKey("End Call", EndClientCall(call.id))
    if scene.phone[Btoe].selected == call.id:
        yield SoftKey("Back", SelectClientCall())


def client_call(scene: Scene) -> Screen:
    """One call of the client, under the line of the account that both are signed in to; on a CCX among Calls."""
    lines = scene.phone[Lines].lines
    title = "Calls" if scene.profile.display.layout == "ccx" else lines[0].settings.label if lines else ""
    return _shown(scene, CLIENT_CALL, title, _looked_at(scene))


def client_offer(scene: Scene) -> Screen:
    """A call that can be answered here, for the client."""
    return _shown(scene, CLIENT_OFFER, "Incoming call:", offered(scene.phone))


def _shown(scene: Scene, name: str, title: str, call: ClientCall | None) -> Screen:
    if call is None:
        return Screen(name)
    actions = tuple(_actions(scene, call))
    keys: dict[str, Event] = {}
    held = next((key.intent for key in actions if key.label in ("Hold", "Pause", "Resume")), None)
    if held:
        keys["Hold"] = held
    if scene.phone[Btoe].selected == call.id:
        keys["Back"] = SelectClientCall()
    if call.state == "ringing" and actions and actions[0].intent:
        keys["Select"] = actions[0].intent
    return Screen(name, title, (_card(scene, call),), actions, keys)


def client_list(scene: Scene) -> Screen:
    """Several calls of the client."""
    return Screen(CLIENT_CALLS, "Calls", (Items(call_rows(scene.phone)),))


VIEWS = (
    View(FORM, Rank.MENU, lambda scene: showing(scene.phone, FORM), pairing),
    View(MODES, Rank.MENU, lambda scene: showing(scene.phone, MODES), modes),
    View(CLIENT_OFFER, Rank.INCOMING, lambda scene: offered(scene.phone) is not None, client_offer),
    View(CLIENT_CALL, Rank.CALLS + 1, lambda scene: _looked_at(scene) is not None, client_call),
    View(CLIENT_CALLS, Rank.CALLS, _several, client_list),
)
"""The views of BToE."""
