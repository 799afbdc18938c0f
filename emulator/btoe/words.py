"""What the phone says about pairing. The guides describe these messages, but do not print them."""

from __future__ import annotations

PAIRED = "Phone is paired"
ACTIVATED = "BToE is activated"
NOT_ACTIVATED = "BToE is not activated"
UNPAIRED = "Phone is no longer paired"
DISABLED = "BToE is disabled"
UNABLE = "Unable to pair with the PC"
WRONG = "The pairing code is not correct"
TOO_OLD = "A newer BToE Connector is needed"
WAITING = "Waiting for a PC at the PC port"
PAIRING = "Pairing with the PC"
NO_CABLE = "Connect a PC to the PC port"
ENTER = "Enter this code in the BToE Connector"
SIGN_IN_THERE = "Enter your credentials on the PC"
