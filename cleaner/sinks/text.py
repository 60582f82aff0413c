"""Texts: what is left of each document, as it is; of several in one file, an empty line stands between two."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.sinks import Row, Target
from cleaner.sources import Settings


def encode(rows: Iterable[Row], target: Target, settings: Settings) -> bytes:
    r"""Write texts; a file that holds one text holds that and nothing else.

    >>> from cleaner import Cleaner, Record
    >>> rows = [Row(record, Cleaner()(record), record.body) for record in (Record("أول"), Record("ثان\n"))]
    >>> encode(rows, Target(None, "text"), Settings()).decode()
    'أول\n\nثان\n\n'
    """
    texts = (row.text.encode("utf-8", "replace") for row in rows)
    if target.alone:
        return b"".join(texts)
    return b"".join(text.rstrip(b"\n") + b"\n\n" for text in texts)
