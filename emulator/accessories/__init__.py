"""What is plugged into the phone, and what comes of it."""
