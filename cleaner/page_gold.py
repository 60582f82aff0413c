"""Gold of pages: the article that people have taken from each.

Comes in: rows of JSONL that name a page and hold its article. Goes out: `PageGold`, whose page is
there to be read. What is wrong with rows is reported all at once, as with other gold.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.errors import InputError
from cleaner.gold import read_each
from cleaner.rows import read_object

_LONGEST_NAME = 1000


@dataclass(frozen=True, slots=True)
class PageGold:
    """A page, where it lies, and the text of its article: no headline, no facts about it."""

    id: str
    page: Path
    text: str
    url: str | None = None
    host: str | None = None

    def digest(self, page: bytes) -> str:
        """Return a hash of this gold and the bytes of its page."""
        content = json.dumps([self.id, self.url, self.text, hashlib.sha256(page).hexdigest()])
        return hashlib.sha256(content.encode()).hexdigest()


def is_page(row: object) -> bool:
    """Tell whether a row is gold of a page.

    >>> is_page({"html": "pages/1.html", "text": "نص"}), is_page({"text": "نص", "spans": []})
    (True, False)
    """
    return isinstance(row, dict) and "spans" not in row and isinstance(row.get("html"), str)


def read_page_gold(lines: Iterable[bytes], path: str = "<gold>", folder: Path | None = None) -> Iterator[PageGold]:
    """Read gold of pages; they lie relative to the folder, which is that of the file where none is given.

    After the last row one error holds all faults of the file: also every page that is not there.
    """
    place = Path(path).parent if folder is None else folder
    return read_each(lines, path, lambda line, where: _page(read_object(line, where), where, place))


def _page(row: Mapping[str, Any], where: str, folder: Path) -> PageGold:
    if faults := list(_faults(row)) or list(_page_faults(folder / row["html"])):
        raise InputError("\n".join(f"{where}: {fault}" for fault in faults))
    return PageGold(row["id"], folder / row["html"], row["text"], row.get("url"), row.get("host"))


def _faults(row: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(row.get("id"), str) or not row["id"]:
        yield "id is missing or no string; give the page a name"
    for name in ("url", "host"):
        if not isinstance(row.get(name), str | None):
            yield f"{name} is no string; write its name or null"
    if not isinstance(row.get("text"), str):
        yield "text is missing or no string; it holds the article of the page"
    html = row.get("html")
    if not isinstance(html, str) or not html:
        labelled = " (a labelled text: evaluate those on their own)" if "spans" in row else ""
        yield f"html is missing or no string{labelled}; name the file of the page"
    elif "<" in html or "\n" in html or "\0" in html or len(html) > _LONGEST_NAME:
        yield "html is no path; write the page to a file and name it, relative to this file"


def _page_faults(page: Path) -> Iterator[str]:
    if not page.is_file():
        what = "no file" if page.exists() else "no such file"
        yield f"{page}: {what}; pages are read relative to the file that names them"
    elif not os.access(page, os.R_OK):
        yield f"{page}: can't be read; check its rights"
