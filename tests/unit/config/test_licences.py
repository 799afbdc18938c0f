"""Licence files: features, how long, and for which phone."""

from __future__ import annotations

import datetime

import pytest

from emulator.config.licences import Licence, read_licences

MAC = "0004f2aabb01"
END = datetime.date(2027, 12, 31)


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ("", []),
        ("license.1.feature='Recording'", [Licence("Recording")]),
        (f"license.2.feature='B' license.1.expires='{END}' license.1.feature='A'", [Licence("A", END), Licence("B")]),
        ("license.1.feature='A' license.1.mac='00:04:F2:AA:BB:01'", [Licence("A")]),
        ("license.1.feature='A' license.1.mac='0004f2aabb02'", []),
        ("license.1.feature='A' license.1.expires='some day'", []),
        ("license.1.expires='2027-12-31'", []),
        ("license.0.feature='A' license.x.feature='B'", []),
    ],
)  # fmt: skip
def test_licences_are_read(attributes: str, found: list[Licence]) -> None:
    """Each index is one licence; those for other phones, or with an end that is no date, are none."""
    assert tuple(found) == read_licences("x-license.cfg", f"<l {attributes}/>".encode(), MAC)


@pytest.mark.parametrize("data", [b"", b"<broken", b"\xff\x00", b"Crypt=1;"])
def test_what_is_no_licence_file_holds_none(data: bytes) -> None:
    """Whatever a server sends."""
    assert () == read_licences("x", data, MAC)


@pytest.mark.parametrize(
    ("expires", "today", "holds"),
    [(None, END, True), (END, END, True), (END, END + datetime.timedelta(1), False), (END, None, True)],
)
def test_licences_end(expires: datetime.date | None, today: datetime.date | None, holds: bool) -> None:
    """With the day named; a phone without a clock trusts them."""
    assert holds == Licence("A", expires).holds(today)
