"""Files besides the configuration: fonts and sounds, dictionaries, pictures, licences."""

from __future__ import annotations

import msgspec
import pytest

from emulator.boot.model import ChangeSettings, StoredFile
from emulator.boot.orders import Remember
from emulator.boot.provisioning.extras import MOST, ROOM, wanted_extras
from emulator.config.files import ParameterFile, Setting
from emulator.config.identity import Identity
from emulator.config.layers import configure
from tests.unit.boot.bench import MAC, TREE, Bench

DICTIONARY = "VVXLocalization/German_Germany/VVX-dictionary.xml"


def phone(files: dict[str, str | bytes | int] | None = None, site: str = "", master: str = "", **own: object) -> Bench:
    """A phone that runs, with these parameters and these attributes of the master file."""
    given: dict[str, str | bytes | int] = dict(TREE)
    given["site.cfg"] = TREE["site.cfg"].replace("/>", f" {site}/>")
    given["000000000000.cfg"] = TREE["000000000000.cfg"].replace("/>", f" {master}/>")
    return Bench({**given, **(files or {})}, **own).boot()  # type: ignore[arg-type]


def names(bench: Bench) -> list[str]:
    """What lies in flash besides the configuration."""
    return [f"{file.role} {file.name}" for file in bench.provisioning.extras]


def test_what_is_configured_is_fetched_and_kept() -> None:
    """MISC_FILES, the language's dictionary and pictures, after all else; flash has them from then on."""
    files: dict[str, str | bytes | int] = {"ring.wav": b"RIFF", DICTIONARY: "<d/>", "Beach.jpg": b"\xff\xd8"}
    bench = phone(
        files,
        site='lcl.ml.lang="German_Germany" bg.hiRes.color.bm.1.name="Beach.jpg" bg.color.bm.2.name="none.jpg"',
        master='MISC_FILES="ring.wav, fonts/none.ttf"',
    )
    wanted = ["GET ring.wav", "GET fonts/none.ttf", f"GET {DICTIONARY}", "GET none.jpg", "GET Beach.jpg"]
    assert wanted == [each for each in bench.asked if each in wanted]
    assert ["misc ring.wav", f"dictionary {DICTIONARY}", "background Beach.jpg"] == names(bench)
    written = next(each.data for each in bench.effects if isinstance(each, Remember) and each.item == "extras")
    assert bench.provisioning.extras == msgspec.json.decode(written, type=tuple[StoredFile, ...])
    assert ("running", "server") == (bench.power.state, bench.provisioning.source)


@pytest.mark.parametrize("site", ["", 'lcl.ml.lang=""', 'lcl.ml.lang="English_United_States"'])
def test_american_english_needs_no_dictionary(site: str) -> None:
    """It is built in."""
    assert [] == [each for each in phone(site=site).asked if "dictionary" in each]


def test_another_language_chosen_on_the_phone_is_fetched_at_once() -> None:
    """The phone runs on meanwhile; a file that is not wanted any more goes."""
    bench = phone({DICTIONARY: "<d/>"})
    bench.feed(ChangeSettings({"lcl.ml.lang": "German_Germany"}))
    assert ([f"dictionary {DICTIONARY}"], "running") == (names(bench), bench.power.state)
    bench.feed(ChangeSettings({"lcl.ml.lang": ""}))
    assert [] == names(bench)


def test_a_server_that_is_away_takes_nothing_from_flash() -> None:
    """What was kept is kept, and used."""
    kept = (StoredFile("misc", "ring.wav", b"RIFF"),)
    bench = phone({"ring.wav": 404}, master='MISC_FILES="ring.wav"', extras=kept)
    assert kept == bench.provisioning.extras
    assert kept == Bench({}, given={}, extras=kept).boot().provisioning.extras


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\\\con",
        "..\\\\..\\\\x",
        "a/../../../b",
        "x%2e%2e%2fy",
        "CON",
        "&#9;&#10;x",
    ],
)
def test_hostile_names_are_nothing_but_names(name: str) -> None:
    """They are asked for below the server's folder, and are content of flash, never the name of a file there."""
    bench = phone(master=f'MISC_FILES="{name}"')
    assert "running" == bench.power.state
    assert all(each.url.startswith("http://boot.example/phones/") for each in bench.requests)
    items = {each.item for each in bench.effects if isinstance(each, Remember)}
    assert items <= {"configuration", "extras", "local", "device"}


def test_flash_is_not_filled_without_end() -> None:
    """What does not fit is left out, and the log says so; no more files are asked for than a phone keeps."""
    many = ",".join(f"f{number}" for number in range(3 * MOST))
    assert MOST == len([each for each in phone(master=f'MISC_FILES="{many}"').asked if each.startswith("GET f")])
    big = {f"b{number}": bytes(ROOM // 2) for number in range(3)}
    bench = phone(big, master='MISC_FILES="b0, b1, b2"')  # type: ignore[arg-type]
    assert ["misc b0", "misc b1"] == names(bench)
    assert "cfg|4|Prov|No room in flash for 'b2'" in bench.log


def test_a_vvx_1500_has_pictures_of_its_own() -> None:
    """Its parameter counts on that model alone, and the others' not there."""
    names = {"bg.VVX_1500.color.bm.1.name": Setting("wide.jpg"), "bg.color.bm.1.name": Setting("small.jpg")}
    file = ParameterFile("site.cfg", settings=names)
    wanted = [
        [extra.name for extra in wanted_extras(configure(Identity(MAC, model), files=[file]), None, "VVX")]
        for model in ("VVX1500", "VVX450")
    ]
    assert [["wide.jpg"], ["small.jpg"]] == wanted


def test_licence_files_are_read_and_kept() -> None:
    """Everybody's and the phone's own, as the captures show; both lie in flash with the configuration."""
    bench = phone({"000000000000-license.cfg": "<l/>", f"{MAC}-license.cfg": "<own/>"})
    kept = [file.name for file in bench.provisioning.kept if file.role == "license"]
    assert ["000000000000-license.cfg", f"{MAC}-license.cfg"] == kept
