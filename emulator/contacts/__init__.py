"""The contact directory, favorites and call lists."""
