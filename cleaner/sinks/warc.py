"""WARC holds what was crawled; what is left of it is written as WET."""

from cleaner.sinks.wet import PACKS, encode

__all__ = ["PACKS", "encode"]
