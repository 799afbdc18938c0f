"""User profiles: people who sign in to a phone and have their own settings on it."""
