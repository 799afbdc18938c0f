"""Better Together over Ethernet: the phone paired with the computer of its user."""
