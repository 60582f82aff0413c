"""Clean scraped Arabic news: the article stays as it was printed, what the site put around it goes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from cleaner.records import clean_records
    from cleaner.render import replay
    from cleaner.rules import Pack, Rule, load_pack
    from cleaner.run import clean_files
    from cleaner.tally import Tally

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
    "Tally",
    "Value",
    "Verdict",
    "__version__",
    "clean",
    "clean_files",
    "clean_html",
    "clean_records",
    "load_pack",
    "replay",
]
_HOMES = {
    "engine": "Cleaner clean clean_html",
    "errors": "CleanerError InputError OptionError PackError",
    "model": "Decision Document EITHER KINDS Line Metadata Note Outcome Record Span Status Value Verdict",
    "options": "Options",
    "render": "replay",
    "rules": "Pack Rule load_pack",
    "records": "clean_records",
    "run": "clean_files",
    "tally": "Tally",
}
"""Where each public name lives; it is imported when first asked for."""


def __getattr__(name: str) -> Any:
    home = next((home for home, names in _HOMES.items() if name in names.split()), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
