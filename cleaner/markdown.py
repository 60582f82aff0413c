"""A verdict as markdown."""

from __future__ import annotations

from cleaner.model import Verdict


def write_markdown(verdict: Verdict, *, links: bool = False) -> str:
    """Return what stays of a document as markdown."""
    return verdict.text
