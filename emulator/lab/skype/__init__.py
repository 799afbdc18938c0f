"""A Skype for Business front end: discovery, tickets, certificates, web sign-in, registration and in-band policy."""
