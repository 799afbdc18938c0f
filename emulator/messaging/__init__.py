"""Instant messages, which wireless handsets take and send."""
