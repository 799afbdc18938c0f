"""A call engine: the SIP stack in a process of its own, steered over a socket pair."""
