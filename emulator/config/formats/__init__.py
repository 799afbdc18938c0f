"""The forms in which `vphone check` reports."""
