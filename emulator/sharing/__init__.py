"""Shared lines: calls of other phones on the same line."""
