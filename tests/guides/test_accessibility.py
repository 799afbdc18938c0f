"""The accessibility tables of the CCX user guide 1.0 (pages 8 and 9), row by row, by somebody who uses the phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from emulator.audio.model import Audio, PlayTone
from emulator.calls.model import Calls, InviteReceived
from emulator.display.canvas import Hit
from emulator.display.icons import word
from emulator.display.model import Led, Plugged, Touched
from emulator.voicemail.model import MessageSummary
from tests.unit.hands import Hands
from tests.unit.world import DIRECTORY, site

HEARING = (
    "Visual message indicators",
    "Adjustable ring tone and volume",
    "Adjustable call volume",
    "Visual notifications",
    "Headset memory mode",
)
"""TTY devices are left out: coupled acoustically, they are nothing but sound to the phone."""
MOBILITY = ("Auto-answering", "Touchscreen", "Built-in speakerphone")
VISION = ("Adjustable backlight settings", "Auto-answering", "Illuminated feature keys")

shown: set[str] = set()
"""The rows that tests have said they show, filled in as this module is read."""

TestT = TypeVar("TestT", bound=Callable[..., object])


def row(name: str) -> Callable[[TestT], TestT]:
    """Say that a test shows what a row of the tables promises."""
    assert name in {*HEARING, *MOBILITY, *VISION}, name

    def note(test: TestT) -> TestT:
        shown.add(name)
        return test

    return note


class Finger(Hands):
    """A finger on a touch screen."""

    def __init__(self, more: str = "", model: str = "CCX_500") -> None:
        directory = {"0004f2aabb01-directory.xml": DIRECTORY}
        super().__init__(model, files={"site.cfg": site(more=more), **directory})

    def touch(self, *labels: str, hold: float = 0.0) -> None:
        """Touch what the display shows, one thing after the other; lists are wiped until it comes."""
        for label in labels:
            for _ in range(20):
                if hit := self._place(label):
                    break
                self.wipe()
            else:
                raise AssertionError(f"no {label!r} on\n{self.text}")
            self.now += 100_000
            self.feed(Touched(*hit.center, hold))

    def _place(self, label: str) -> Hit | None:
        """Where the label stands; rows of menus have a number before it."""
        hits = self.device.frame(self.screen).hits
        return next((hit for hit in hits if hit.label.lstrip("0123456789 ") == label or hit.label == label), None)

    def wipe(self) -> None:
        """Wipe upwards, so that the next rows of a list come."""
        assert "SwipeUp" in self.screen.keys, self.text
        self.feed(self.screen.keys["SwipeUp"])

    @property
    def icons(self) -> list[str]:
        """The icons of the status bar in words."""
        return [word(name) for name in self.screen.status.icons] if self.screen.status else []

    @property
    def leds(self) -> dict[str, Led]:
        """The lamps."""
        return self.device.leds()

    @property
    def audio(self) -> Audio:
        """The audio path."""
        return self.device.core.state[Audio]

    def ring(self, number: str = "1009") -> None:
        """Somebody calls."""
        self.feed(InviteReceived(number, 1, number))

    def ringer(self) -> str:
        """The ringer that sounds."""
        return self.audio.tone


@row("Visual message indicators")
def test_waiting_messages_are_seen() -> None:
    """The indicator light blinks, and an icon stands on the screen, until there are no more."""
    phone = Finger()
    phone.feed(MessageSummary(1, True, 2))
    assert (Led("red", "flash"), True) == (phone.leds["mwi"], "message waiting" in phone.icons)
    phone.feed(MessageSummary(1, False, 0))
    assert (Led(), False) == (phone.leds["mwi"], "message waiting" in phone.icons)


@row("Adjustable ring tone and volume")
def test_the_ring_tone_is_chosen_by_ear() -> None:
    """Ring Type lists the tones; one can be played before it is taken for all calls."""
    phone = Finger()
    phone.touch("Settings", "Basic", "Ring Type")
    before = len(phone.effects)
    phone.touch("Play")
    assert [each.name[:7] for each in phone.effects[before:] if isinstance(each, PlayTone)][:1] == ["ringer:"]
    phone.touch("Triplet")
    if "Select" in [key.label for key in phone.screen.soft_keys]:
        phone.touch("Select")
    phone.ring()
    assert "ringer:ringer11" == phone.ringer()


@row("Adjustable ring tone and volume")
def test_a_contact_has_a_ring_of_its_own() -> None:
    """Carol's calls sound otherwise than those of strangers."""
    phone = Finger()
    phone.ring("1003")
    carols = phone.ringer()
    phone.touch("Reject")
    phone.ring("1009")
    assert carols != phone.ringer()


@row("Adjustable ring tone and volume")
def test_a_contact_is_given_another_ring() -> None:
    """In the directory, by touch alone; the next call sounds like that."""
    phone = Finger()
    phone.touch("Contacts", "Carol Clark", "Edit", "Ring Type", "<<", "1", "1", "Save", "Home")
    phone.ring("1003")
    assert "ringer:ringer11" == phone.ringer()


@row("Adjustable ring tone and volume")
def test_the_ringer_is_made_louder() -> None:
    """By the volume keys while it rings."""
    phone = Finger()
    phone.ring()
    phone.press("VolUp", "VolUp")
    assert 7 == phone.audio.ringer_volume
    assert 7 == next(each.volume for each in reversed(phone.effects) if isinstance(each, PlayTone))


@row("Adjustable call volume")
def test_a_call_is_made_louder() -> None:
    """By the same keys, for this call; the screen shows how loud it is."""
    phone = Finger()
    phone.ring()
    phone.touch("Answer")
    phone.press("VolUp")
    assert (6, 5) == (phone.audio.speaker_volume, phone.audio.ringer_volume)
    assert "Speaker volume: 6" in phone.text


@row("Visual notifications")
def test_the_state_of_calls_is_seen() -> None:
    """Incoming, active, held and outgoing calls each look different, and so do features that are on."""
    phone = Finger()
    phone.ring()
    seen = [phone.text]
    phone.touch("Answer")
    seen.append(phone.text)
    phone.touch("Hold")
    seen.append(phone.text)
    words = ("Incoming call", "Active", "Held")
    assert [[each == other for other in words] for each in words] == [[each in text for each in words] for text in seen]
    phone = Finger()
    phone.touch("DND")
    assert "do not disturb" in phone.icons


@row("Headset memory mode")
def test_all_calls_go_to_the_headset() -> None:
    """Once it is switched on in the menu, whatever way a call is taken."""
    phone = Finger()
    phone.feed(Plugged("usb-headset", True))
    phone.touch("Settings", "Basic", "Preferences", "Headset", "Headset Memory Mode")
    if "Enabled" in phone.text:
        phone.touch("Enabled")
    assert "1" == phone.setting("up.headsetMode")
    phone.ring()
    phone.touch("Answer")
    assert ("headset", Led("blue")) == (phone.audio.state, phone.leds["headset"])


@row("Auto-answering")
def test_the_phone_takes_calls_by_itself() -> None:
    """Once it is switched on in the menu."""
    phone = Finger()
    phone.touch("Settings", "Basic", "Preferences", "Auto Answer", "Auto Answer SIP Calls")
    if "Yes" in phone.text:
        phone.touch("Yes")
    assert "1" == phone.setting("call.autoAnswer.SIP")
    phone.ring()
    phone.wait(10)
    assert "connected" == phone.device.core.state[Calls].calls[0].state


@row("Touchscreen")
def test_fingers_are_enough() -> None:
    """Everything that a call needs is on the screen: its keys are large, and lists are wiped."""
    phone = Finger()
    phone.touch("Place a Call", "2", "0", "0", "3", "Dial")
    assert "2003" == phone.device.core.state[Calls].calls[0].number
    phone.touch("End Call", "Home", "Settings", "Basic")
    assert "Basic" == phone.screen.title
    assert all(hit.width >= 4 for hit in phone.device.frame(phone.screen).hits)


@row("Built-in speakerphone")
def test_nothing_needs_to_be_lifted() -> None:
    """A call is answered by a touch, and heard from the loudspeaker."""
    phone = Finger()
    phone.ring()
    phone.touch("Answer")
    assert ("speaker", Led("green")) == (phone.audio.state, phone.leds["speaker"])


@row("Adjustable backlight settings")
def test_the_screen_is_made_brighter() -> None:
    """By Backlight Intensity in the menu, at once."""
    phone = Finger()
    before = phone.screen.light
    phone.touch("Settings", "Basic", "Backlight Intensity", "Backlight On Intensity", "Low")
    assert ("1", True) == (phone.setting("up.backlight.onIntensity"), phone.screen.light < before)


@row("Illuminated feature keys")
def test_keys_shine_while_they_do_something() -> None:
    """Headset and Speaker change from white to a colour, Mute is lit while the microphone is off in a call."""
    phone = Finger()
    assert [Led("white"), Led("white"), Led()] == [phone.leds[name] for name in ("headset", "speaker", "mute")]
    phone.press("Speaker")
    phone.touch("2", "0", "0", "3", "Dial")
    phone.press("Mute")
    assert [Led("white"), Led("green"), Led("red")] == [phone.leds[name] for name in ("headset", "speaker", "mute")]


def test_every_row_of_the_tables_is_shown() -> None:
    """None is only promised."""
    assert {*HEARING, *MOBILITY, *VISION} == shown
