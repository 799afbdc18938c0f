"""SIP: the core, the phone's edge, and the call engines behind it."""
