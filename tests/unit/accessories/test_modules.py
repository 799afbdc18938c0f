"""Expansion modules: line keys beyond the phone's own, with labels, lamps and pages."""

from __future__ import annotations

import pytest

from emulator.accessories.model import Accessories, TurnModule
from emulator.attendant.model import Attendant, Resource
from emulator.boot.model import PowerOn
from emulator.calls.model import Calls, InviteReceived
from emulator.display.device import device_text
from emulator.display.keys import UnknownKeyError
from emulator.display.model import Led, Plugged
from emulator.display.modules import module_text
from emulator.kernel.slices import PowerCut
from emulator.watching.model import Dialog
from tests.unit.hands import Hands
from tests.unit.world import site

ATTACH, REMOVE = Plugged("expansion", True), Plugged("expansion", False)


def crowded(keys: int = 30) -> Hands:
    """A VVX 450, with twelve line keys, whose second line has as many keys as that."""
    return Hands(files={"site.cfg": site(more=f'reg.2.lineKeys="{keys}"')})


def test_keys_flow_on() -> None:
    """What has no place on the phone stands on the module; the numbers go on."""
    hands = crowded()
    assert (12, ()) == (len(hands.screen.line_keys), hands.screen.modules)
    hands.feed(ATTACH)
    module = hands.screen.modules[0]
    assert (12, 13, 10, 1, 3) == (
        len(hands.screen.line_keys), module.first, len(module.keys), module.page, module.pages,
    )  # fmt: skip
    assert {"Reception"} == {key.label for key in module.keys}
    hands.feed(REMOVE)
    assert () == hands.screen.modules


def test_a_model_takes_only_so_many() -> None:
    """The data sheet's number of modules; further ones change nothing."""
    hands = crowded()
    for _ in range(4):
        hands.feed(ATTACH)
    assert [13, 43] == [module.first for module in hands.screen.modules]


def test_pages_are_turned() -> None:
    """The page keys show other keys; a key of a hidden page cannot be pressed."""
    hands = crowded()
    hands.feed(ATTACH)
    hands.press("EM1Page2")
    assert (23, 2) == (hands.screen.modules[0].first, hands.screen.modules[0].page)
    hands.press("LineKey23")
    call = hands.device.core.state[Calls].calls[0]
    assert (2, "dialing") == (call.line, call.state)
    with pytest.raises(UnknownKeyError):
        hands.press("LineKey13")


def test_lamps_of_module_and_pages() -> None:
    """A shown page's key is red; it blinks green fast for a call that rings behind it, slowly for a contact's."""
    hands = crowded(keys=12)
    hands.feed(ATTACH)
    lamps = ("em1page1", "em1page2", "em1page3", "line13")
    assert [Led("red"), Led(), Led(), Led()] == [hands.device.leds()[name] for name in lamps]
    hands.feed(InviteReceived("a", 2, "1003"))
    hands.feed(InviteReceived("b", 2, "1004"))
    assert Led("green", "offering") == hands.device.leds()["line3"]
    assert Led() == hands.device.leds()["line13"]


@pytest.mark.parametrize(("page", "lamp"), [(1, Led("red")), (2, Led("green", "flashSlow"))])
def test_a_contact_that_rings_on_a_hidden_page(page: int, lamp: Led) -> None:
    """The page key tells of it."""
    contact = Resource(1, "1009", "Carol", known=True, dialogs=(Dialog("d", "early", "recipient"),))
    hands = Hands(files={"site.cfg": site(more='reg.2.lineKeys="11"')}, parts=(Attendant((contact,)),))
    hands.feed(ATTACH)
    hands.device.core.state = hands.device.core.state.replaced(Attendant((contact,)))
    hands.feed(TurnModule(1, page))
    assert lamp == hands.device.leds()["em1page1"]
    assert (page == 1) == (Led("red", "remoteBusyOffering", "green") == hands.device.leds().get("line13"))


def test_a_call_that_rings_on_a_hidden_page() -> None:
    """The page key of the shown page stays red; that of the call's page blinks fast."""
    hands = crowded(keys=13)
    hands.feed(ATTACH)
    hands.press("EM1Page2")
    for number in range(13):
        hands.feed(InviteReceived(str(number), 2, f"10{number:02}"))
    hands.press("EM1Page2")
    assert [Led("green", "offering"), Led("red")] == [hands.device.leds()[f"em1page{page}"] for page in (1, 2)]


def test_a_phone_without_line_keys_has_those_of_its_module() -> None:
    """On a CCX numbers begin after those of the lines that it may have."""
    hands = Hands("CCX_500", files={"0004f2aabb01-directory.xml": favourites(9)})
    hands.feed(ATTACH)
    assert (25, "Contact 7") == (hands.screen.modules[0].first, hands.screen.modules[0].keys[0].label)
    hands.press("line:Contact 8")
    assert "1008" == hands.device.core.state[Calls].calls[0].number


def favourites(count: int) -> bytes:
    """A directory of so many favorites."""
    items = "".join(f"<item><fn>Contact {n}</fn><ct>10{n:02}</ct><sd>{n}</sd></item>" for n in range(1, count + 1))
    return f"<directory><item_list>{items}</item_list></directory>".encode()


def test_modules_are_told_in_words() -> None:
    """Key by key, in the picture of the whole phone."""
    hands = crowded(keys=12)
    hands.feed(ATTACH)
    expected = ["Expansion module 1, page 1 of 3:", "  13 Reception, Registered"]
    assert expected == list(module_text(hands.screen))
    picture = device_text(hands.screen, hands.device.leds(), hands.device.profile, hands.now)
    assert "\n".join(expected) in picture


def test_pages_go_back_to_the_first_without_power() -> None:
    """Which page is shown is kept nowhere."""
    hands = crowded()
    hands.feed(ATTACH)
    hands.press("EM1Page3")
    hands.feed(PowerCut())
    assert (0,) == hands.device.core.state[Accessories].pages


def reception(*modules: str, more: str = "") -> Hands:
    """A VVX 401, whose second line has many keys, with these modules attached one by one."""
    hands = Hands("VVX_401", files={"site.cfg": site(more=f'reg.2.lineKeys="200" {more}')})
    for module in modules:
        hands.feed(Plugged(module, True))
    return hands


@pytest.mark.parametrize(
    ("plug", "kind", "keys", "pages"),
    [("expansion", "paper", 40, 1), ("color-expansion", "color", 28, 3)],
)
def test_a_model_takes_modules_of_two_kinds(plug: str, kind: str, keys: int, pages: int) -> None:
    """With paper labels or a color display, up to three (VVX user guide 5.5, page 142)."""
    shown = reception(*[plug] * 4).screen.modules
    assert [(kind, keys, pages)] * 3 == [(each.labels, len(each.keys), each.pages) for each in shown]


def test_modules_of_one_kind_hang_together() -> None:
    """One of the other kind changes nothing, until they are gone."""
    hands = reception("expansion", "color-expansion")
    assert ["paper"] == [each.labels for each in hands.screen.modules]
    hands.feed(Plugged("color-expansion", False))
    assert ["paper"] == [each.labels for each in hands.screen.modules]
    hands.feed(REMOVE)
    hands.feed(Plugged("color-expansion", True))
    assert ["color"] == [each.labels for each in hands.screen.modules]


@pytest.mark.parametrize(
    ("count", "smart", "order"),
    [
        (1, "1", [[1, 2, 3]]),
        (2, "1", [[1, 3, 4], [2, 5, 6]]),
        (3, "1", [[1, 4, 5], [2, 6, 7], [3, 8, 9]]),
        (3, "0", [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
    ],
)
def test_pages_in_their_order(count: int, smart: str, order: list[list[int]]) -> None:
    """Smart Paging shows all first pages at once; else they go on from module to module (VVX user guide 5.5)."""
    hands = reception(*["color-expansion"] * count, more=f'up.em.smartpaging.enabled="{smart}"')
    found: list[list[int]] = [[] for _ in range(count)]
    for page in range(1, 4):
        for module in range(1, count + 1):
            hands.press(f"EM{module}Page{page}")
        for module, shown in enumerate(hands.screen.modules):
            found[module].append((shown.first - 13) // 28 + 1)
    assert order == found


def test_a_module_hangs_on_a_phone_without_power() -> None:
    """Blank, without lamps and meaning; labels come back with the phone's own."""
    hands = crowded()
    hands.feed(ATTACH)
    hands.feed(PowerCut())
    module = hands.screen.modules[0]
    assert ([""] * 10, 13) == ([key.label for key in module.keys], module.first)
    assert [] == [name for name in hands.device.leds() if name.startswith("em")]
    assert [] == list(module_text(hands.screen))
    with pytest.raises(UnknownKeyError):
        hands.press("LineKey13")
    hands.feed(PowerOn())
    assert "Reception" == hands.screen.modules[0].keys[0].label
