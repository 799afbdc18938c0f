"""The media of calls: codec, encryption, counters and quality."""
