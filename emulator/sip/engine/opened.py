"""What has been plugged into the conference bridge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pjsua2 as pj


class Opened:
    """A sound or a listener plugged in: its ports on the bridge, and what else to close with them."""

    def __init__(self, ports: Sequence[pj.AudioMedia] = (), close: Callable[[], None] = lambda: None) -> None:
        """The ports are gone when nobody holds them any more; `close` is for the rest."""
        self.ports = ports
        self.close = close
