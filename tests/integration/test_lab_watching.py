"""The lab's notifier of calls: what a phone sees of others, one by one and as a list kept by the server."""

from __future__ import annotations

from pathlib import Path

from emulator.lab.lab import Lab
from emulator.phone import Phone
from tests.peers.office import parameters, requests

