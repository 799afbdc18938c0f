"""The screen saver: pictures of a USB stick, while nobody uses the phone."""
