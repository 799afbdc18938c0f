"""What the phone asks its boot server for: which files, in which order, as whom, and where."""

from __future__ import annotations

import pytest

from tests.unit.boot.bench import MAC, MASTER, OLD, SERVER, SITE, TREE, USER, Bench, Fails

PHONE, WEB = f"{MAC}-phone.cfg", f"{MAC}-web.cfg"


def test_a_first_boot_asks_in_the_order_of_the_captures() -> None:
    """Boot log by the updater, then master, image, CONFIG_FILES, overrides, licences, calls, directory, app log."""
    wanted = [
        f"PUT {MAC}-boot.log",
        f"GET {MAC}.cfg",
        "GET 000000000000.cfg",
        "GET 3111-48840-001.sip.ld",
        "GET site.cfg",
        f"GET {MAC}-user.cfg",
        f"GET {PHONE}",
        f"GET {WEB}",
        "GET 000000000000-license.cfg",
        f"GET {MAC}-license.cfg",
        f"GET {MAC}-calls.xml",
        f"GET {MAC}-directory.xml",
        "GET 000000000000-directory.xml",
        f"HEAD {MAC}-app.log",
        f"PUT {MAC}-app.log",
    ]
    assert wanted == Bench(TREE).boot().asked


def test_the_stage_is_in_the_user_agent() -> None:
    """The updater gives its own version, the application the software's."""
    agents = [request.agent for request in Bench(TREE).boot().requests]
    assert agents[0] == "FileTransport PolycomVVX-VVX_450-UA/5.9.7.47435 Type/Updater"
    assert set(agents[1:]) == {"FileTransport PolycomVVX-VVX_450-UA/5.9.7.4477 Type/Application"}


def test_the_serial_number_is_tagged_when_asked_for() -> None:
    """device.prov.tagSerialNo=1 puts (SN:mac) between version and type."""
    bench = Bench(TREE, device={"device.prov.tagSerialNo": "1"}).boot()
    assert bench.requests[0].agent == f"FileTransport PolycomVVX-VVX_450-UA/5.9.7.47435 (SN:{MAC}) Type/Updater"


def test_the_image_is_never_loaded_whole() -> None:
    """The request for it ends with the header of the answer; no other request does."""
    probes = [request.url for request in Bench(TREE).boot().requests if request.probe]
    assert [f"{SERVER}3111-48840-001.sip.ld"] == probes


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("sip.ld", "GET 3111-48840-001.sip.ld"),
        ("[PHONE_PART_NUMBER].sip.ld", "GET 3111-48840-001.3111-48840-001.sip.ld"),
        ("images/sip.ld", "GET images/3111-48840-001.sip.ld"),
    ],
)
def test_the_part_number_comes_before_the_images_name(path: str, asked: str) -> None:
    """APP_FILE_PATH names the plain file; the phone puts its part number before it, whatever stands there."""
    assert asked in Bench({"000000000000.cfg": f'<APPLICATION APP_FILE_PATH="{path}"/>'}).boot().asked


def test_the_phones_own_master_file_comes_first() -> None:
    """With <mac>.cfg there the common one is not asked for."""
    bench = Bench({f"{MAC}.cfg": MASTER, "site.cfg": SITE, f"{MAC}-user.cfg": USER}).boot()
    assert "GET 000000000000.cfg" not in bench.asked
    assert (bench.provisioning.master, bench.provisioning.source) == (f"{MAC}.cfg", "server")


def test_a_master_file_in_the_address_comes_before_all() -> None:
    """An address that ends in a .cfg file names the master file; the others are tried if it is not there."""
    address = {"device.prov.serverName": f"{SERVER}office.cfg"}
    named = Bench({"office.cfg": MASTER, **TREE}, given=address).boot()
    absent = Bench(TREE, given=address).boot()
    assert named.asked[1] == "GET office.cfg"
    assert named.provisioning.master == "office.cfg"
    assert ["GET office.cfg", f"GET {MAC}.cfg", "GET 000000000000.cfg"] == absent.asked[1:4]


def test_the_directories_of_the_master_file_are_used() -> None:
    """Each kind of file is looked for, or put, in the directory that the master file names for it."""
    master = (
        '<APPLICATION CONFIG_FILES="" LOG_FILE_DIRECTORY="logs" OVERRIDES_DIRECTORY="/over/" CONTACTS_DIRECTORY="dir"'
        ' LICENSE_DIRECTORY="lic" CALL_LISTS_DIRECTORY="http://lists.example/[PHONE_MAC_ADDRESS]"/>'
    )
    bench = Bench({"000000000000.cfg": master}).boot()
    urls = [request.url for request in bench.requests]
    assert [
        f"{SERVER}over/{PHONE}",
        f"{SERVER}over/{WEB}",
        f"{SERVER}lic/000000000000-license.cfg",
        f"{SERVER}lic/{MAC}-license.cfg",
        f"http://lists.example/{MAC}/{MAC}-calls.xml",
        f"{SERVER}dir/{MAC}-directory.xml",
        f"{SERVER}dir/000000000000-directory.xml",
        f"{SERVER}logs/{MAC}-app.log",
        f"{SERVER}logs/{MAC}-app.log",
    ] == urls[4:]


def test_the_updater_puts_its_log_where_the_last_good_master_file_says() -> None:
    """The updater has not seen today's master file yet."""
    assert f"PUT logs/{MAC}-boot.log" == Bench(TREE, kept=OLD).boot().asked[0]


def test_a_log_directory_that_is_nowhere_stops_uploads() -> None:
    """LOG_FILE_DIRECTORY="http://0.0.0.0" means that no log is to be sent."""
    bench = Bench({"000000000000.cfg": '<APPLICATION LOG_FILE_DIRECTORY="http://0.0.0.0"/>'}).boot()
    assert [request for request in bench.asked if "app.log" in request] == []


def test_attributes_for_the_model_beat_plain_ones() -> None:
    """CONFIG_FILES_VVX450 is for this phone, CONFIG_FILES_VVX250 is not."""
    master = (
        '<APPLICATION CONFIG_FILES="a.cfg"><V CONFIG_FILES_VVX450="b.cfg" CONFIG_FILES_VVX250="c.cfg"/></APPLICATION>'
    )
    asked = Bench({"000000000000.cfg": master}).boot().asked
    assert ["GET b.cfg"] == [request for request in asked if request[4:] in ("a.cfg", "b.cfg", "c.cfg")]


def test_credentials_are_kept_out_of_urls_and_reprs() -> None:
    """A login within a URL is given when asked for, and is never part of what is logged or shown."""
    master = '<APPLICATION CONFIG_FILES="http://user:hidden@other.example/x.cfg"/>'
    bench = Bench({"000000000000.cfg": master}).boot()
    request = next(each for each in bench.requests if each.url == "http://other.example/x.cfg")
    assert request.login is not None
    assert ("user", "hidden") == (request.login.user, request.login.password)
    assert "hidden" not in repr(bench.requests) + "\n".join(bench.log) + repr(bench.provisioning.files)


def test_the_directory_for_all_is_the_second_choice() -> None:
    """000000000000-directory.xml is asked for only if the phone has none of its own."""
    own = Bench({**TREE, f"{MAC}-directory.xml": "<directory/>"}).boot()
    assert "GET 000000000000-directory.xml" not in own.asked
    assert "directory" in [file.role for file in own.provisioning.local]


@pytest.mark.parametrize(("there", "append"), [(404, None), ("x" * 120, 120), ("", None)])
def test_the_app_log_is_appended_to_the_servers_copy(there: int | str, append: int | None) -> None:
    """The size that HEAD tells is where the upload goes on; without a copy, or an empty one, it is sent whole."""
    name = f"{MAC}-app.log"
    bench = Bench({**TREE, name: there}).boot()
    assert (bench.requests[-1].method, append) == ("PUT", bench.requests[-1].append_at)


@pytest.mark.parametrize("status", [405, 501])
def test_a_server_that_takes_no_uploads_is_asked_once(status: int) -> None:
    """Method Not Allowed and Not Implemented will not change with asking again; the phone notes it and goes on."""
    bench = Bench({**TREE, f"{MAC}-boot.log": status, f"{MAC}-app.log": status}).boot()
    assert [1, 1] == [bench.asked.count(f"PUT {MAC}-{log}.log") for log in ("boot", "app")]
    assert "log|4|Failed to upload boot log on start up." in bench.log
    assert "log|4|UtilLogServerC::uploadFifoLog: upload error. protocol 0 result = 0" in bench.log


@pytest.mark.parametrize("fault", [Fails("timeout"), Fails("refused"), 404, 503])
def test_an_image_that_cannot_be_had_is_no_hindrance(fault: Fails | int) -> None:
    """Whatever the server of the images does, the configuration files are asked for."""
    bench = Bench({**TREE, "3111-48840-001.sip.ld": fault}).boot()
    assert ("GET site.cfg" in bench.asked, bench.provisioning.source) == (True, "server")
