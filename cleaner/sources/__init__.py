"""Sources: what dumps hold, one module a format; `source_of` names the module, which is imported on demand.

A source is a module with two functions:

    divide(given, settings) -> Iterator[Payload | Fault]      where one process reads along: cheap, little held at a time
    read(given, payload, settings) -> Iterator[Found]         what a payload holds; any process, nothing remembered

How an input divides depends on the input and the settings alone: that makes results the same for any number of
processes. `read` yields one thing for each position (line, row, entry) of the payload, in their order: a record, a
fault, what was skipped because it holds no document, or None for what is no record, such as an empty line; a position
of the input is counted from 1 on. A fault that only shows in dividing, such as a file that breaks off, is yielded by
`divide` and takes one position too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Literal, Protocol, cast

from cleaner.model import Record
from cleaner.options import Options
from cleaner.remote import is_remote
from cleaner.streams import PACKINGS, STDIN, Packing

Form = Literal["text", "html", "jsonl", "csv", "tsv", "parquet", "warc", "wet"]
Reason = Literal["bad_json", "duplicate_key", "not_utf8", "no_field", "wrong_type", "too_large", "truncated", "damaged", "bad_row", "bad_record", "crash"]

REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        "bad_json": "not JSON, or not what JSON can say (NaN, a number out of range), or nested too deeply",
        "duplicate_key": "an object names one of its fields twice, and one of the two would be lost",
        "not_utf8": "bytes that are not UTF-8",
        "no_field": "no field of the name that holds the text",
        "wrong_type": "not an object, or its text is not a string",
        "too_large": "more bytes than --max-document allows",
        "truncated": "the input breaks off before its end",
        "damaged": "the input can't be unpacked or taken apart from here on",
        "bad_row": "a row of CSV whose cells are not those of its columns, or whose quotes don't match",
        "bad_record": "a record of WARC that can't be taken apart",
        "crash": "ended the process that read or cleaned it",
    }
)
"""Why a record can't be read, and what that means."""

FORMS: Mapping[str, Form] = MappingProxyType(
    {
        ".txt": "text",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".csv": "csv",
        ".tsv": "tsv",
        ".parquet": "parquet",
        ".warc": "warc",
        ".wet": "wet",
    }
)
"""What a file holds, by the end of its name."""
MAX_DOCUMENT = 16 << 20
"""Bytes of the largest document that is read where nothing else is said."""
UNIT = 1 << 20
"""Bytes of records that a process takes at a time: about a second's work, so that all end at nearly the same time."""
ALONE: frozenset[Form] = frozenset(("text", "html"))
"""Forms of which a file holds one document."""


@dataclass(frozen=True, slots=True)
class Given:
    """One input; `place` is where its result belongs in a folder of results."""

    path: str
    place: PurePath
    form: Form = "text"
    packing: Packing = ""

    @property
    def name(self) -> str:
        """What messages call it."""
        return "<stdin>" if self.path == STDIN else self.path

    @property
    def alone(self) -> bool:
        """Whether it is one document."""
        return self.form in ALONE

    @property
    def seekable(self) -> bool:
        """Whether any process can read a stretch of it by itself."""
        return self.path != STDIN and not self.packing and not is_remote(self.path)


@dataclass(frozen=True, slots=True)
class Range:
    """What stays where it is: in the input itself, or in the file at `path`, which is deleted after use where it is `passing`.

    Start and end count bytes; where a source counts something else with them, `size` is the number of bytes.
    """

    start: int
    end: int
    path: str = ""
    passing: bool = False
    size: int | None = None

    def __len__(self) -> int:
        return self.end - self.start if self.size is None else self.size


Payload = bytes | Range
"""A part of an input, whole records: its unpacked bytes, or where they are (the source says of what it counts)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that can't be read: why, in a word and a sentence, its raw bytes, and the line in it where that is told."""

    reason: Reason
    detail: str
    raw: Payload = b""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that holds no document: what it is."""

    what: str


Found = Record | Fault | Skipped | None


Task = Literal["clean", "annotate", "apply"]
"""What a run does: take out what goes, say what would, or take out what an earlier run said."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that reading and writing depend on, besides the input; `rules` is the digest of the rulebook, sizes are bytes."""

    options: Options = Options()
    rules: str = ""
    max_document: int = MAX_DOCUMENT
    unit: int = UNIT
    task: Task = "clean"


class Source(Protocol):
    """The module of a format."""

    def divide(self, given: Given, settings: Settings) -> Iterator[Payload | Fault]: ...

    def read(self, given: Given, payload: Payload, settings: Settings) -> Iterator[Found]: ...


def source_of(form: Form) -> Source:
    """Return the module that reads a format."""
    return cast(Source, import_module(f"{__name__}.{form}"))


def told_by(name: str) -> tuple[Form | None, Packing]:
    """Tell by its name what a file holds, and how it is packed; None where the name does not tell.

    >>> told_by("a/Page.HTM"), told_by("news.jsonl.gz"), told_by("page.php")
    (('html', ''), ('jsonl', 'gz'), (None, ''))
    """
    path = PurePath(name.lower())
    packing = PACKINGS.get(path.suffix, "")
    end = PurePath(path.stem).suffix if packing else path.suffix
    return FORMS.get(end), packing


def too_large(raw: Payload, settings: Settings) -> Fault:
    """Say that a record is larger than allowed."""
    limit = settings.max_document
    size = f"{limit >> 20} MB" if limit >= 1 << 20 else f"{limit:,} bytes"
    return Fault("too_large", f"{len(raw):,} bytes, more than {size}; raise --max-document if it is one document", raw)


def forget(payload: Payload | Fault | None) -> None:
    """Delete what a part that is done with left in the folder for temporary files."""
    raw = payload.raw if isinstance(payload, Fault) else payload
    if isinstance(raw, Range) and raw.passing:
        Path(raw.path).unlink(missing_ok=True)
