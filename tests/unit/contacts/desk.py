"""A pure phone with a directory and call lists, under somebody's fingers."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.boot.model import LocalFile, Power, Provisioning, Publish, Ready
from emulator.contacts.directory_file import write_directory
from emulator.contacts.model import CallLists, Contact, Directory
from emulator.display.keys import resolve
from emulator.display.model import Items, Noticed, OpenView, Tiles
from emulator.kernel.state import Part
from emulator.lines.model import Lines
from tests.unit.calls.rig import Rig, configuration

BOB = Contact("1002", "Bob", "Adams", 2)
ANN = Contact("1003", "Ann", "Brown", 1, label="Boss")
CAT = Contact("sip:cat@zoo.example", "Cat", "Clark")


class Desk(Rig):
    """A phone that has read its directory and call lists."""

    def __init__(
        self,
        *contacts: Contact,
        values: Mapping[str, str] = {},
        files: Mapping[str, bytes] = {},
        model: str = "VVX_450",
        parts: tuple[Part, ...] = (),
    ) -> None:
        bodies = {"directory": write_directory(contacts), **files}
        local = tuple(LocalFile(role, f"x-{role}.xml", body) for role, body in bodies.items())  # type: ignore[arg-type]
        booted = Provisioning(configuration=configuration(values), local=local)
        super().__init__(values, booted, Power(state="running"), *parts, model=model)
        self.boot()

    def boot(self) -> None:
        """Start the application; its lines are registered at once."""
        lines = self[Lines]
        self.feed(Ready())
        self.core.state = self.core.state.replaced(lines)

    @property
    def contacts(self) -> list[str]:
        """All numbers in the directory, in its own order."""
        return [contact.number for contact in self[Directory].contacts]

    @property
    def calls(self) -> list[tuple[str, str, int]]:
        """Kind, number and count of all calls listed, newest first."""
        return [(each.kind, each.number, each.times) for each in self[CallLists].records]

    @property
    def rows(self) -> list[str]:
        """What the list or grid on the screen holds."""
        block = next(each for each in self.screen.body if isinstance(each, Items | Tiles))
        return [row.text for row in (block.rows if isinstance(block, Items) else block.items)]

    @property
    def said(self) -> list[str]:
        """All messages so far."""
        return [fact.text for fact in self.facts if isinstance(fact, Noticed)]

    def published(self, role: str) -> list[bytes]:
        """All that was published in that role."""
        return [fact.body for fact in self.facts if isinstance(fact, Publish) and fact.role == role]

    def open(self, view: str) -> None:
        """Open a view."""
        self.feed(OpenView(view))

    def key(self, *names: str) -> None:
        """Press keys by any name that users know."""
        for name in names:
            self.feed(resolve(name, self.screen, self.core.profile, self.core.now))
