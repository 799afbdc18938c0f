"""Servers to test a phone against."""
