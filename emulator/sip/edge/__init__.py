"""The phone's public side in SIP: what it registers, what it answers, and the way of calls to its engines."""
