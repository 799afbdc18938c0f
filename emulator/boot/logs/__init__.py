"""The device's two logs: what is written, how it looks, where it is kept, and how it leaves the phone."""
