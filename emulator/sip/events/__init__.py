"""Subscriptions and what comes of them: messages, presence, dialogs, features, shared lines (RFC 6665)."""
