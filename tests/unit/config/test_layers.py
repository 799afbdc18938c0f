"""The effective configuration: who decides, in what order, and how it is explained."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.files import ParameterFile, Setting, read_parameters
from emulator.config.identity import Identity
from emulator.config.layers import LAYERS, Configuration, Layer, configure

VVX450 = Identity("0004f2aabb01", "VVX450", "3111-48840-001", "5.9.1.0615")


def file(name: str, attributes: str) -> ParameterFile:
    """A configuration file with these attributes in its second line."""
    return read_parameters(name, f"<a\n{attributes}/>".encode())


def of(attributes: str, identity: Identity = VVX450) -> Configuration:
    """A phone with one configuration file."""
    return configure(identity, files=[file("a.cfg", attributes)])


def test_each_layer_overrides_those_below() -> None:
    """Phone, web, user, the files in their order, then the server's policy: the highest that speaks decides."""
    name = "reg.1.label"
    full = configure(
        VVX450,
        phone=file("phone", f'{name}="phone"'),
        web=file("web", f'{name}="web"'),
        user=file("user", f'{name}="user"'),
        files=[file("1", f'{name}="first"'), file("2", f'{name}="second"')],
        server={name: "server"},
    )
    lower = [Configuration(VVX450, full.layers[start:]) for start in range(len(full.layers) + 1)]
    assert ["phone", "web", "user", "first", "second", "server", ""] == [each.text(name) for each in lower]
    layers = ["phone", "web", "user", "files", "files", "server", "default"]
    assert layers == [each.origin(name).layer for each in lower]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('up.idleTimeout="90"', 90),
        ('up.idleTimeout="-1"', 40),
        ('up.idleTimeout="soon"', 40),
        ('up.idleTimeout=""', 40),
        ('up.idletimeout="90"', 40),
        ("", 40),
    ],
)
def test_a_value_that_is_not_permitted_leaves_the_default(attributes: str, expected: int) -> None:
    """Out of range, not a number, empty, misspelled: the device goes on with its default."""
    assert expected == of(attributes).number("up.idleTimeout")


def test_values_are_read_by_their_kind() -> None:
    """Text, word, switch and number each have a question; Null numbers take the caller's meaning."""
    attributes = 'reg.1.address="1001" up.oneTouchVoiceMail="1" voice.codecPref.G722="" nat.ip="192.0.2.1"'
    configuration = configure(VVX450, files=[file("a.cfg", attributes)], flash={"device.prov.serverType": "2"})
    assert "1001" == configuration.text("reg.1.address")
    assert "HTTP" == configuration.choice("device.prov.serverType")
    assert configuration.flag("up.oneTouchVoiceMail")
    assert not configuration.flag("reg.1.autoAnswer")
    assert (0, -1) == (configuration.number("voice.codecPref.G722"), configuration.number("voice.codecPref.G722", -1))
    assert -1 == configuration.number("nat.ip", -1)
    assert ("", False, 7) == (
        configuration.text("no.such"),
        configuration.flag("no.such"),
        configuration.number("no.such", 7),
    )


def test_model_suffixes_count_on_their_model_alone() -> None:
    """A suffixed value beats the plain one on that model, in any file, but not a change made on the phone."""
    files = [file("1", 'powerSaving.enable="0"'), file("2", 'powerSaving.enable.VVX450="1"')]
    assert configure(VVX450, files=files).flag("powerSaving.enable")
    assert not configure(Identity(model="VVX411"), files=files).flag("powerSaving.enable")
    phone = file("phone", 'powerSaving.enable="0"')
    assert not configure(VVX450, phone=phone, files=files).flag("powerSaving.enable")


def test_device_parameters_are_read_from_flash() -> None:
    """What files say of device parameters matters when they are written to flash, and only then."""
    files = [file("a.cfg", 'device.set="1" device.dns.domain="files" device.dns.domain.set="1"')]
    assert "" == configure(VVX450, files=files).text("device.dns.domain")
    flash = {"device.dns.domain": "flash", "reg.1.address": "not here"}
    configuration = configure(VVX450, files=files, flash=flash)
    assert ("flash", "") == (configuration.text("device.dns.domain"), configuration.text("reg.1.address"))


@pytest.mark.parametrize(
    ("flash", "transfer", "layer"),
    [
        ({}, "Consultative", "default"),
        ({"device.baseProfile": "Lync"}, "Blind", "base profile"),
        ({"device.baseProfile": "Teams"}, "Consultative", "default"),
    ],
)
def test_the_base_profile_sets_defaults(flash: dict[str, str], transfer: str, layer: str) -> None:
    """The base profile in flash exchanges some defaults; files still override them."""
    configuration = configure(VVX450, flash=flash)
    assert transfer == configuration.choice("call.defaultTransferType")
    assert layer == configuration.origin("call.defaultTransferType").layer
    overridden = configure(VVX450, flash=flash, files=[file("a", 'call.defaultTransferType="Blind"')])
    assert "Blind" == overridden.choice("call.defaultTransferType")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("reg.x.address", (1, 3, 12)),
        ("reg.1.server.x.address", (1, 2)),
        ("reg.2.server.x.address", ()),
        ("reg.x.server.y.address", (1, 4)),
        ("softkey.x.label", ()),
        ("reg.1.address", ()),
        ("", ()),
    ],
)
def test_indices_in_use_are_found(pattern: str, expected: tuple[int, ...]) -> None:
    """An index is in use if the parameter is set for it and not empty."""
    configuration = of(
        'reg.12.address="c" reg.1.address="a" reg.3.address="b" reg.2.address="" reg.0.address="z"'
        ' reg.1.server.2.address="s" reg.1.server.1.address="s" reg.4.server.1.address="s" reg.1.server.1.port="5"'
    )
    assert expected == configuration.indices(pattern)


def test_an_explanation_names_the_place_and_all_it_overrode() -> None:
    """Explaining a value gives its file, line and column, and every other source down to the default."""
    explanation = configure(
        VVX450,
        web=file("web.cfg", 'up.idleTimeout="90000000"'),
        files=[file("1.cfg", 'up.idleTimeout.VVX450="30"'), file("2.cfg", 'up.idleTimeout="20"')],
    ).explain("up.idleTimeout")
    assert ("40", "90000000 is not 0 to 6553500") == (explanation.value, explanation.problem)
    assert ("web", Setting("90000000", "web.cfg", 2, 1)) == (explanation.source.layer, explanation.source.setting)
    assert [
        ("files", "up.idleTimeout.VVX450", "30", "1.cfg"),
        ("files", "up.idleTimeout", "20", "2.cfg"),
        ("default", "up.idleTimeout", "40", ""),
    ] == [(each.layer, each.name, each.setting.value, each.setting.file) for each in explanation.overridden]


NAMES = st.sampled_from(
    ["reg.1.address", "up.idleTimeout", "up.idleTimeout.VVX450", "device.baseProfile", "httpd.enabled", "no.such"]
)
SETTINGS = st.builds(Setting, st.sampled_from(["", "0", "1", "50", "Lync", "x"]) | st.text(max_size=5))
LAYER = st.builds(Layer, st.sampled_from(LAYERS), st.dictionaries(NAMES, SETTINGS, max_size=4))
CONFIGURATIONS = st.builds(Configuration, st.just(VVX450), st.lists(LAYER, max_size=5).map(tuple))


@given(CONFIGURATIONS, NAMES | st.text())
def test_answers_and_explanations_agree(configuration: Configuration, name: str) -> None:
    """For any configuration and name, the source that an explanation names gives the value that is in force."""
    explanation = configuration.explain(name)
    parameter, raw = explanation.parameter, explanation.source.setting.value
    taken = parameter.read(raw).value if parameter else raw
    default = parameter.default(VVX450, configuration.base_profile) if parameter else ""
    assert configuration.text(name) == explanation.value == (default if taken is None else taken)


@given(CONFIGURATIONS, NAMES)
def test_a_configuration_is_a_value(configuration: Configuration, name: str) -> None:
    """It survives serialisation, and what was asked of it changes neither its equality nor its bytes."""
    packed = msgspec.json.encode(configuration)
    copy = msgspec.json.decode(packed, type=Configuration)
    assert configuration.text(name) == copy.text(name)
    configuration.indices("reg.x.address")
    assert configuration == copy
    assert packed == msgspec.json.encode(configuration)
