"""Gold: documents whose every piece people have labelled as article, boilerplate, or a fact about it.

Comes in: rows of JSONL. Goes out: `Gold`, checked. What is wrong with rows is reported all at once,
each fault with file, line and what to do; who reads to the end has checked the whole file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args

from cleaner.errors import InputError
from cleaner.fields import Fields
from cleaner.model import EITHER, KINDS, Record, Span
from cleaner.rows import read_row

Label = Literal["keep", "remove", "either"]
FACTS: Mapping[str, str] = {"author": "authors", "date": "published", "source": "source", "agency": "agency"}
"""The facts that gold holds, and the fields of `Metadata` that tell them."""
_FAULTS_SHOWN = 50
_BOM = b"\xef\xbb\xbf"
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A piece of a text, what should become of it, and its kind where it is no part of the article."""

    span: Span
    label: Label
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled document; `facts` holds what is printed of each of `FACTS` that it prints."""

    id: str
    text: str
    spans: tuple[GoldSpan, ...]
    url: str | None = None
    host: str | None = None
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_gold(lines: Iterable[bytes], path: str = "<gold>") -> Iterator[Gold]:
    """Read labelled documents; after the last one, raise one error that holds all faults of the file."""
    return read_each(lines, path, parse_gold)


def read_mixed(
    lines: Iterable[bytes], field: str = "text", path: str = "<rows>", html_field: str = ""
) -> Iterator[Gold | Record]:
    """Read rows: those with `spans` as labelled documents, the rest as records."""

    fields = Fields(field, html_field)

    def parse(line: bytes, where: str) -> Gold | Record:
        record = read_row(line, fields, where)
        return label(record.meta, where) if "spans" in record.meta else record

    return read_each(lines, path, parse)


def read_each(lines: Iterable[bytes], path: str, parse: Callable[[bytes, str], Read]) -> Iterator[Read]:
    """Read each line that is not empty, or note its faults; after the last one, raise them all as one error."""
    faults: list[str] = []
    for number, line in enumerate(lines, 1):
        if number == 1:
            line = line.removeprefix(_BOM)
        if not line.strip():
            continue
        try:
            yield parse(line, f"{path}:{number}")
        except InputError as error:
            faults += str(error).split("\n")
    if faults:
        more = len(faults) - _FAULTS_SHOWN
        raise InputError("\n".join(faults[:_FAULTS_SHOWN] + ([f"{path}: {more:,} faults more"] if more > 0 else [])))


def parse_gold(line: bytes, where: str = "<row>") -> Gold:
    """Read one labelled document; `where` names it in errors.

    >>> row = '{"id": "1", "text": "انتهى.\\\\nشاركها.", "spans": [{"start": 0, "end": 6, "label": "keep", "kind": null}]}'
    >>> parse_gold(row.encode(), "gold.jsonl:7")
    Traceback (most recent call last):
    cleaner.errors.InputError: gold.jsonl:7: characters 7 to 14 have no label: 'شاركها.'; \
give every character but white space a span
    """
    return label(read_row(line, where=where).meta, where)


def label(row: Mapping[str, Any], where: str) -> Gold:
    """Read the labelled document of a row."""
    faults = [f"{where}: {fault}" for fault in (*_row_faults(row), *_span_faults(row))]
    if faults:
        raise InputError("\n".join(faults))
    spans = (GoldSpan(Span(s["start"], s["end"]), s["label"], s.get("kind")) for s in row["spans"])
    found = {name: _texts(value) for name, value in (row.get("metadata") or {}).items() if name in FACTS}
    facts = {name: texts for name, texts in found.items() if texts}
    return Gold(row["id"], row["text"], tuple(spans), row.get("url"), row.get("host"), facts)


def digest(documents: Iterable[Gold]) -> str:
    """Return a hash of a corpus: texts, labels and facts, in whatever order and files.

    >>> digest([]) == digest(iter(()))
    True
    """
    return combine(digest_of(document) for document in documents)


def digest_of(document: Gold) -> str:
    """Return a hash of one labelled document."""
    spans = [(s.span.start, s.span.end, s.label, s.kind) for s in document.spans]
    content = json.dumps([document.id, document.url, document.text, spans, sorted(document.facts.items())])
    return hashlib.sha256(content.encode()).hexdigest()


def combine(digests: Iterable[str]) -> str:
    """Return the hash of a corpus from those of its documents."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()[:16]


def _texts(value: Any) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value or []
    return tuple(text for text in texts if text.strip())


def _row_faults(row: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(row.get("id"), str) or not row["id"]:
        yield "id is missing or no string; give the document a name"
    for name in ("url", "host"):
        if not isinstance(row.get(name), str | None):
            yield f"{name} is no string; write its name or null"
    facts = row.get("metadata")
    if not isinstance(facts, dict | None):
        yield "metadata is no object; write {} or leave it out"
        return
    for name in FACTS.keys() & (facts or {}).keys():
        value = (facts or {})[name]
        if not isinstance(value, str | None) and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            yield f"metadata: {name} is no string; write it as the page prints it"


def _span_faults(row: Mapping[str, Any]) -> Iterator[str]:
    text, spans = row.get("text"), row.get("spans")
    if not isinstance(text, str):
        yield "text is missing or no string; labelled rows hold it in the field text"
        return
    if spans is None and isinstance(row.get("html"), str):
        yield "a page with the text of its article, not a labelled text; give rows with spans"
        return
    if not isinstance(spans, list):
        yield 'spans is missing or no list; label the text: "spans": [{"start": 0, "end": 9, "label": "keep", "kind": null}]'
        return
    end = 0
    for number, span in enumerate(spans):
        faults = list(_one_span_faults(span, end, len(text)))
        yield from (f"spans[{number}]: {fault}" for fault in faults)
        if any(not fault.startswith(("label", "kind")) for fault in faults):
            return  # where the next one should start can't be told
        yield from _gap_faults(text, end, span["start"])
        end = span["end"]
    yield from _gap_faults(text, end, len(text))


def _one_span_faults(span: Any, end: int, length: int) -> Iterator[str]:
    if not isinstance(span, dict) or not all(type(span.get(name)) is int for name in ("start", "end")):
        yield 'no object with whole numbers "start" and "end"; count code points from 0'
        return
    at = f"{span['start']} to {span['end']}"
    if not 0 <= span["start"] < span["end"] <= length:
        yield f"{at} lies outside the text of {length} characters, or is empty; count code points from 0, the end is not in it"
        return
    if span["start"] < end:
        yield f"{at} starts before the end of the span before it ({end}); order the spans, let none overlap"
    if span.get("label") not in get_args(Label):
        yield f"label {span.get('label')!r} is unknown; one of {', '.join(get_args(Label))}"
    else:
        yield from _kind_faults(span["label"], span.get("kind"))


def _kind_faults(label: str, kind: Any) -> Iterator[str]:
    if label == "keep":
        if kind is not None:
            yield f"kind {kind!r} of a span to keep; write null"
    elif not isinstance(kind, str) or kind not in KINDS:
        yield f"kind {kind!r} is unknown; `cleaner kinds` lists them"
    elif (kind in EITHER) != (label == "either"):
        yield f"kind {kind} does not go with the label {label}; facts about the article are either, the rest is remove"


def _gap_faults(text: str, start: int, end: int) -> Iterator[str]:
    gap = text[start:end]
    if gap and not gap.isspace():
        start += len(gap) - len(gap.lstrip())
        what = f"characters {start} to {start + len(gap.strip())} have no label: {gap.strip()[:40]!r}"
        yield f"{what}; give every character but white space a span"
