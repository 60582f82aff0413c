"""Tables of text with tabs between their cells."""

from cleaner.sources.csv import divide, read

__all__ = ["divide", "read"]
