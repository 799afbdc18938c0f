"""The kit that views are built from, and the pure path from state to a drawn frame."""
