"""Attributes as Dolma reads them: for each document, beside its id, spans by kind with how sure each is.

A row is `{"id": …, "attributes": {"cleaner__KIND": [[start, end, confidence], …]}}`; offsets count code points. A
document that is no article has the attribute `cleaner__rejected` over all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from cleaner.model import Status
from cleaner.rows import dump
from cleaner.sinks import Row, Target
from cleaner.sources import Settings


def encode(rows: Iterable[Row], target: Target, settings: Settings) -> bytes:
    """Write the attributes of documents, a line each.

    >>> from cleaner import Cleaner, Record
    >>> record = Record("أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع.\\nاترك تعليقاً", id="7")
    >>> encode([Row(record, Cleaner()(record), "")], Target(None, "dolma"), Settings())
    b'{"id":"7","attributes":{"cleaner__comment":[[61,73,1.0]]}}\\n'
    """
    return b"".join(dump({"id": row.record.meta.get("id", row.record.id), "attributes": _attributes(row)}) for row in rows)


def _attributes(row: Row) -> dict[str, list[list[float]]]:
    found: defaultdict[str, list[list[float]]] = defaultdict(list)
    for one in row.verdict.removed:
        found[f"cleaner__{one.kind}"].append([one.span.start, one.span.end, one.confidence])
    if row.verdict.status is Status.REJECTED:
        found["cleaner__rejected"].append([0, len(row.verdict.document.text), 1.0])
    return dict(found)
