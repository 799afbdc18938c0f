"""The locks: Phone Lock, which the user password opens, and Device Lock with a code of the account's user."""
