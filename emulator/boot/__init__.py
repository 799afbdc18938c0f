"""Power, updater, provisioning: everything between the power socket and the home screen."""
