"""Subscriptions to what servers know of others."""
