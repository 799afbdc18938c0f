"""Parameters: catalogue, reader, layers."""
