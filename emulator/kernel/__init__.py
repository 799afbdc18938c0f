"""What every slice of the phone stands on; imports nothing else of this project."""
