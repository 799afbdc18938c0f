"""The phone in a web browser."""
