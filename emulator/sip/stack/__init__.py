"""SIP itself, for phone and lab alike: messages, transports, transactions, digest, names (RFC 3261)."""
