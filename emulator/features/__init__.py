"""Do not disturb and call forwarding, of the phone's own and kept in step with the server."""
