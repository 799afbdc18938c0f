"""Master configuration files: for whom, which files, and where to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.identity import Identity
from emulator.config.master import Master, read_master

VVX450 = Identity("0004f2aabb01", "VVX450", "3111-48840-001", "5.9.1.0615")


def master(attributes: str, inside: str = "", identity: Identity = VVX450) -> Master:
    """A master configuration file with these attributes."""
    data = f"<APPLICATION {attributes}>{inside}</APPLICATION>".encode()
    return read_master("0004f2aabb01.cfg", data, identity)


def test_a_plain_master_file_is_read() -> None:
    """Files are listed in order, and each directory goes to its use; what is empty is where the master is."""
    read = master(
        'APP_FILE_PATH="" CONFIG_FILES="shared.cfg, phone.cfg ,,http://u:p@host/x.cfg" MISC_FILES="a.wav"'
        ' LOG_FILE_DIRECTORY="logs" OVERRIDES_DIRECTORY="overrides" CONTACTS_DIRECTORY="contacts"'
        ' LICENSE_DIRECTORY="licenses" USER_PROFILES_DIRECTORY="users" CALL_LISTS_DIRECTORY="calls"'
        ' COREFILE_DIRECTORY=""'
    )
    assert read.usable
    assert ("sip.ld", ("a.wav",)) == (read.application, read.misc)
    assert ("shared.cfg", "phone.cfg", "http://u:p@host/x.cfg") == read.files
    assert ("logs", "overrides", "contacts") == (read.logs, read.overrides, read.contacts)
    assert ("licenses", "users", "calls", "") == (read.licenses, read.user_profiles, read.call_lists, read.corefiles)
    assert () == read.findings


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        (VVX450, "part.cfg"),
        (Identity(model="VVX450", part_number="3111-48840-002"), "model.cfg"),
        (Identity(model="CCX500"), "plain.cfg"),
        (Identity(), "plain.cfg"),
    ],
)
def test_the_most_special_attribute_counts(identity: Identity, expected: str) -> None:
    """Part number beats model beats plain, in whatever element they stand; of equals the first counts."""
    inside = (
        '<APPLICATION_VVX450 CONFIG_FILES_VVX450="model.cfg"/>'
        '<x CONFIG_FILES_3111-48840-001="part.cfg"/><y CONFIG_FILES_VVX450="late.cfg"/>'
    )
    assert (expected,) == master('CONFIG_FILES="plain.cfg"', inside, identity).files


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[PHONE_MAC_ADDRESS].cfg", "0004f2aabb01.cfg"),
        ("[MACADDRESS].cfg", "0004f2aabb01.cfg"),
        ("[PHONE_MODEL]-[PHONE_MAC_ADDRESS].cfg", "VVX450-0004f2aabb01.cfg"),
        ("[PHONE_PART_NUMBER]/a.cfg", "3111-48840-001/a.cfg"),
        ("[phone_model].cfg", "[phone_model].cfg"),
    ],
)
def test_placeholders_are_replaced(written: str, expected: str) -> None:
    """The phone puts its own MAC address, model and part number into the values."""
    read = master(f'CONFIG_FILES="{written}"')
    assert ((expected,), ()) == (read.files, read.findings)


def test_an_unknown_placeholder_stays_and_is_reported() -> None:
    """A placeholder that stands for nothing is left as it is."""
    read = master('CONFIG_FILES="[PHONE_SERIAL].cfg"')
    assert ("[PHONE_SERIAL].cfg",) == read.files
    assert ["placeholder-unresolved"] == [found.rule for found in read.findings]


@pytest.mark.parametrize(
    ("attributes", "files", "application"),
    [
        (f'CONFIG_FILES="a.cfg,{"b" * 252}.cfg"', ("a.cfg",), "sip.ld"),
        (f'CONFIG_FILES="a.cfg,{" " * 2037}b.cfg"', ("a.cfg",), "sip.ld"),
        (f'CONFIG_FILES="a.cfg,{" " * 2031}b.cfg,c.cfg"', ("a.cfg", "b.cfg"), "sip.ld"),
        (f'APP_FILE_PATH="{"a" * 256}"', (), "sip.ld"),
    ],
    ids=["name", "list", "edge", "image"],
)
def test_names_and_lists_have_limits(attributes: str, files: tuple[str, ...], application: str) -> None:
    """A name takes 255 characters and the list 2,047; what is beyond is not read, and said so."""
    read = master(attributes)
    assert (files, application) == (read.files, read.application)
    assert ["master-invalid"] == [found.rule for found in read.findings]


def test_parameters_in_the_master_file_are_taken() -> None:
    """A flat parameter file in the master's place works, and is noted."""
    read = read_master("0004f2aabb01.cfg", b'<PHONE reg.1.address="1001"/>', VVX450)
    assert read.usable
    assert read.parameters is not None
    assert "1001" == read.parameters.settings["reg.1.address"].value
    assert ((), ["master-flat"]) == (read.files, [found.rule for found in read.findings])


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "xml-not-well-formed"),
        (b'<APPLICATION CONFIG_FILES="a.cfg">', "xml-not-well-formed"),
        (b'<html lang="en"><body class="error">404</body></html>', "master-invalid"),
        (b"<polycomConfig/>", "master-invalid"),
    ],
)
def test_what_is_no_master_file_is_not_usable(data: bytes, rule: str) -> None:
    """Broken XML, and XML that is something else, count as no master file."""
    read = read_master("0004f2aabb01.cfg", data, VVX450)
    assert (False, [rule]) == (read.usable, [found.rule for found in read.findings])


def test_an_empty_application_is_a_master_file() -> None:
    """A master file may name nothing: the phone then runs on its defaults."""
    assert Master("0004f2aabb01.cfg", 28, True) == master("")


@given(st.binary() | st.text(alphabet="[]PHONE_MAC,. ").map(lambda value: f"<a CONFIG_FILES='{value}'/>".encode()))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    """Whatever a server sends in place of a master file is read without error."""
    read = read_master("0004f2aabb01.cfg", data, VVX450)
    assert all(name == name.strip() != "" for name in read.files)
