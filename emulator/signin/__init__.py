"""Skype for Business sign-in: who uses the phone, as host or guest, and what the account's server says of it."""
