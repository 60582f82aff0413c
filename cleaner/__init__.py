"""Clean scraped Arabic news: the article stays as it was printed, what the site put around it goes."""

from __future__ import annotations

from cleaner.engine import Cleaner, clean, clean_html
from cleaner.errors import CleanerError, InputError, OptionError, PackError
from cleaner.model import (
    EITHER,
    KINDS,
    Decision,
    Document,
    Line,
    Metadata,
    Note,
    Outcome,
    Record,
    Span,
    Status,
    Value,
    Verdict,
)
from cleaner.options import Options
from cleaner.render import replay
from cleaner.rules import Pack, Rule, load_pack

__version__ = "0.1.0"
__all__ = [
    "EITHER",
    "KINDS",
    "Cleaner",
    "CleanerError",
    "Decision",
    "Document",
    "InputError",
    "Line",
    "Metadata",
    "Note",
    "OptionError",
    "Options",
    "Outcome",
    "Pack",
    "PackError",
    "Record",
    "Rule",
    "Span",
    "Status",
    "Value",
    "Verdict",
    "__version__",
    "clean",
    "clean_html",
    "load_pack",
    "replay",
]
