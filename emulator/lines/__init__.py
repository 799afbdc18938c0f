"""Registrations: one line after another kept at its server."""
