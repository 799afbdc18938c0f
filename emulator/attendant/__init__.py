"""The busy lamp field: calls of others on line keys."""
