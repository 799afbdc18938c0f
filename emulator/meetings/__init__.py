"""The calendar of whoever is signed in at the Skype for Business server: meetings, reminders, Join, Meet Now."""
