"""What the phone and its boot server tell each other, at a boot and while it runs."""
