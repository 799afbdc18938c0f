"""What the network gives the phone: its address, its boot server, the time."""
