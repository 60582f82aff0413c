"""WET: texts of pages in records of WARC."""

from cleaner.sources.warc import divide, read

__all__ = ["divide", "read"]
