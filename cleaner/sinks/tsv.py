"""Tables of text with tabs between their cells."""

from cleaner.sinks.csv import encode, finish

__all__ = ["encode", "finish"]
