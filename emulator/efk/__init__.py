"""Enhanced feature keys: macros on soft keys, line keys and favorites."""
