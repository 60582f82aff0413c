"""A verdict as it is written: a text, a page as text or markdown, an object, or a row among rows.

Comes in: the input a verdict is on, and the verdict. Goes out: bytes, and the name of their file.
"""

from __future__ import annotations

from pathlib import PurePath

from cleaner import __version__
from cleaner.cli.inputs import Input
from cleaner.engine import Cleaner
from cleaner.markdown import write_markdown
from cleaner.model import Verdict
from cleaner.options import Format
from cleaner.render import audit
from cleaner.rows import TEXT_FIELD, dump, write_row

_ENDS: dict[Format, str] = {"text": ".txt", "markdown": ".md", "json": ".json"}


def place_of(given: Input, form: Format) -> PurePath:
    """Return where the result of an input belongs, relative to that of all: pages change the end of their name.

    >>> str(place_of(Input("in/a/page.html", PurePath("a/page.html"), form="html"), "markdown"))
    'a/page.md'
    """
    if given.form == "html" or (given.form == "text" and form == "json"):
        return given.place.with_suffix(_ENDS[form])
    return given.place


def write(given: Input, verdict: Verdict, cleaner: Cleaner) -> bytes:
    """Return what is written of a verdict."""
    options = cleaner.options
    is_page = verdict.document.record.media == "html"
    text = write_markdown(verdict, links=options.links) if is_page and options.format == "markdown" else verdict.text
    if not given.holds_rows and options.format != "json":
        return text.encode("utf-8", "replace")
    told = audit(verdict, version=__version__, rules=cleaner.rulebook.digest, level=options.audit)
    if given.holds_rows:
        return write_row(verdict, told, options.field, text)
    return dump({"id": given.path, TEXT_FIELD: text, "cleaner": told})
