"""A random walk over every model: a hundred thousand keys and touches, and no way that leads nowhere.

`python -m tests.soak.test_walk MODEL SEED` walks one model, and tells how far it came.
"""

from __future__ import annotations

import sys
from collections import Counter
from random import Random

import pytest

from emulator.boot.model import Power, PowerOn
from emulator.calls.model import Calls, InviteReceived
from emulator.device import SLICES
from emulator.display.cells import width
from emulator.display.entry import fields
from emulator.display.keys import CHORD
from emulator.display.language import language
from emulator.display.model import (
    Chorded,
    Display,
    GoHome,
    HookMoved,
    KeyPressed,
    OpenView,
    Swiped,
    TextTyped,
    Touched,
    TurnedOver,
)
from emulator.kernel.profile import models
from emulator.kernel.state import Event
from emulator.lock.model import VIEW, confined
from emulator.settings.model import OpenPage
from tests.unit.hands import SERVER, Hands
from tests.unit.world import DIRECTORY, site

KEYS = 100_000
"""How many keys all walks press together."""

STEPS = -(-KEYS // len(models()))
STRIDE = 100
"""After so many keys the walker goes home."""

PATIENCE = 120
"""Keys by which home must be reached from anywhere."""

LYNC = {**SERVER, "device.baseProfile": "Lync"}
LOCKS = "phoneLock.enabled='1' phoneLock.idleTimeout='30'"
OFFICES = ((SERVER, ""), (SERVER, LOCKS), (LYNC, "feature.webSignIn.enabled='1'"))
"""How the phone is set up: plain, with a lock, in the Skype profile."""


BEGINNINGS: tuple[Event, ...] = (
    GoHome(),
    *(OpenPage(page) for page in ("settings", "features", "status", "diagnostics", "preferences")),
    OpenPage("advanced", "user"),
    OpenView("directories"),
)
"""Where each stretch begins: the places that keys seldom lead to."""


class Walk:
    """Somebody who presses keys at random, and now and then is called."""

    def __init__(self, model: str, seed: int) -> None:
        self.random = Random(seed)
        device, more = OFFICES[seed % len(OFFICES)]
        files = {"site.cfg": site(more=more), "000000000000-directory.xml": DIRECTORY}
        self.phone = Hands(model, files, device, slices=SLICES)
        self.seen: Counter[str] = Counter()
        profile = self.phone.device.profile
        self.keys = (*profile.hard_keys, *(f"SoftKey{place}" for place in range(1, profile.soft_keys + 1)))

    def go(self, steps: int) -> None:
        """Press that many keys; go home every `STRIDE` keys."""
        for step in range(1, steps + 1):
            self._step()
            self._look()
            if step % STRIDE == 0:
                self._go_home()
                self.phone.feed(self.random.choice(BEGINNINGS))

    def _step(self) -> None:
        phone, random = self.phone, self.random
        phone.wait(random.choice((0.1, 0.4, 1.2, 1.2, 3.0)))
        if phone.device.core.state[Calls].calls and random.random() < 0.3:
            self._leave()
            return
        match random.randrange(100):
            case 0:
                phone.feed(InviteReceived(f"invite {phone.now}", random.choice((1, 2)), "1003", "Carol"))
            case 1:
                phone.feed(HookMoved(random.random() < 0.5))
            case 2:
                phone.wait(random.choice((11, 45, 700)))  # for timers to come due
            case 3:
                phone.feed(Swiped(random.choice(("left", "right", "up", "down"))))
            case 4:
                self._chord()
            case number if number < 30 and fields(phone.screen):
                phone.feed(TextTyped(random.choice(("456", "456", "123", "1004", "boot.example", "x" * 80))))
                self._press("Enter")
            case _:
                self._key()

    def _key(self) -> None:
        """A key, oftener one that means something; or a finger on what can be touched."""
        phone, random = self.phone, self.random
        screen = phone.screen
        hits = phone.device.frame(screen).hits
        if hits and random.random() < (0.4 if phone.device.profile.display.touch else 0.1):
            phone.feed(Touched(*random.choice(hits).center, 2.0 if random.random() < 0.05 else 0.0))
            return
        soft = [f"SoftKey{place}" for place, key in enumerate(screen.soft_keys, 1) if key.intent]
        moves = [name for name in ("Down", "Down", "Right", "Select", "Select") if name in screen.keys]
        lines = [f"LineKey{place}" for place, key in enumerate(screen.line_keys, 1) if key.intent][:6]
        any_key = random.choice((*self.keys, *lines, *"1234567890*#"))
        key = any_key if random.random() < 0.2 else random.choice((*soft, *moves, *moves, any_key))
        phone.feed(KeyPressed(key, 2.0 if random.random() < 0.05 else 0.0))

    def _chord(self) -> None:
        chords = sorted(key for key in self.phone.screen.keys if "+" in key)
        if chords:
            self.phone.feed(Chorded(tuple(self.random.choice(chords).split("+")), CHORD))

    def _look(self) -> None:
        """The screen is drawn in exactly the model's cells, and says when it will change."""
        screen, display = self.phone.screen, self.phone.device.profile.display
        self.seen[screen.name.partition("/")[0]] += 1
        drawn = [width(line) for line in self.phone.device.frame(screen).lines()]
        assert [display.columns] * display.rows == drawn, screen
        assert screen.changes_at is None or screen.changes_at > self.phone.now, screen

    # The way home

    def _go_home(self) -> None:
        phone = self.phone
        phone.feed(TurnedOver(False))
        phone.feed(HookMoved(False))
        trail = []
        for _ in range(PATIENCE):
            phone.wait(5)
            if phone.screen.name == "asleep":
                phone.feed(KeyPressed("Mute"))
            state = phone.device.core.state
            if state[Power].state == "off":
                phone.feed(PowerOn())
            elif state[Power].state == "running" and not (self._unlock() or state[Calls].calls or state[Display].stack):
                return
            trail.append(f"{phone.screen.name}: {self._leave()}")
        raise AssertionError("\n".join([*trail[-20:], phone.text]))

    def _unlock(self) -> bool:
        """Whether the phone is locked; then the user opens it."""
        state = self.phone.device.core.state
        if not confined(state):
            return False
        if self.phone.screen.name.startswith(VIEW):
            self._press("Cancel")
        if self._press("Unlock"):
            self.phone.feed(TextTyped(self.random.choice(("123", "123", "456"))))  # which it may have become
            self._press("Enter")
        return True

    def _leave(self) -> str:
        """Press what leads a step towards home."""
        if self.phone.screen.name == "leave-setup":  # its second row leaves without saving
            self.phone.press("Down", "Select")
            return "Exit w/o Save"
        stacked = bool(self.phone.device.core.state[Display].stack)
        menu, call = ("Home", "Back", "Cancel", "No"), ("Reject", "Ignore", "End Call", "Cancel", "Resume")
        ways = (*(menu if stacked else call), *(call if stacked else menu), "Skip", "Exit", "OK")
        return next((way for way in ways if self._press(way)), "nothing")

    def _press(self, name: str) -> bool:
        screen = self.phone.screen
        if name in screen.keys and name in self.phone.device.profile.hard_keys:
            self.phone.feed(KeyPressed(name))
            return True
        spoken = language(self.phone.setting("lcl.ml.lang"))
        labels = (name, spoken.say(name)) if spoken else (name,)
        hit = self.phone.device.frame(screen).find(name)
        intent = next((key.intent for key in screen.actions if key.label in labels and key.intent), None)
        if intent is not None:
            self.phone.feed(intent)
        elif hit is not None and hit.intent is not None:
            self.phone.feed(Touched(*hit.center))
        return intent is not None or hit is not None


@pytest.mark.soak
@pytest.mark.parametrize(("seed", "model"), list(enumerate(models())))
def test_no_key_leads_nowhere(seed: int, model: str) -> None:
    """No exception, no screen of another size, and from every place a way home."""
    walk = Walk(model, seed)
    walk.go(STEPS)
    assert len(walk.seen) >= 15, walk.seen


if __name__ == "__main__":
    journey = Walk(sys.argv[1], int(sys.argv[2]))
    journey.go(STEPS)
    print(f"{sys.argv[1]}: {STEPS} keys, {len(journey.seen)} kinds of screens", *journey.seen.most_common(60))
