"""The views of directory, favorites and call lists."""

from __future__ import annotations

from emulator.contacts import directory_views, recent_views
from emulator.display.model import View

VIEWS: tuple[View, ...] = (*directory_views.VIEWS, *recent_views.VIEWS)
"""All of them."""
