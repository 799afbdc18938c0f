"""The USB socket: a memory stick in it, and calls recorded on it."""
