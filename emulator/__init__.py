"""A virtual Poly VVX/CCX desk phone and the servers to test it against."""
