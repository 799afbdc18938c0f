"""How files move: one module a protocol, and TLS for those that have it."""
