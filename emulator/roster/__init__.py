"""The contact list of whoever is signed in at the Skype for Business server, and the server's address book."""
