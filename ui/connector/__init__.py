"""The window of the PC: the connector's tray menu and dialogs, and the Skype for Business client."""
