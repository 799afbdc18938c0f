"""The phone's faces in a terminal: the only importer of textual."""
