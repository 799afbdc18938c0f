"""Presence: how the phone's user is, and how others are."""
