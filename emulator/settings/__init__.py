"""Menus and status pages."""
