"""Every heading of every guide has a test that does what stands under it."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.guides.headings import CCX, HEADINGS, HOSTED, LYNC_2010, VVX, done

MODULES = {
    HOSTED: ("test_hosted_service",),
    LYNC_2010: ("test_lync_2010", "test_lync_tables"),
    CCX: ("test_ccx_phone", "test_ccx_sign_in", "test_ccx_btoe", "test_ccx_btoe_calls"),
    VVX: ("test_vvx_btoe",),
}


@pytest.mark.parametrize("guide", HEADINGS)
def test_every_heading_has_a_test(guide: str) -> None:
    """None is left out; what is simulated (installer, firewall, the web page's address) is done in the simulation."""
    for module in MODULES[guide]:
        import_module(f"tests.guides.{module}")
    assert set(HEADINGS[guide]) == done[guide]
