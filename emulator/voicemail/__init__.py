"""Message waiting."""
