"""Sinks: how results are written, one module a format; `sink_of` names the module, which is imported on demand.

A sink is a module with one or two functions:

    encode(rows, target, settings) -> bytes             any process: what some rows add to the result
    finish(partial, draft, target, settings) -> None    one process, at the end, where the format needs it

What `encode` returns for one part after the other, in their order, is the result, packed part by part where the
target is packed. A format that can't be appended to has `finish` too: it reads what was encoded from the file
`partial`, which then is not packed, and writes the result, packed if need be, to the file `draft`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol, cast, get_args

from cleaner.model import Record, Verdict
from cleaner.options import Options
from cleaner.sources import Given, Settings, told_by
from cleaner.streams import Packing

ToForm = Literal["text", "jsonl", "csv", "tsv", "parquet", "warc", "wet", "dolma"]
ENDS: dict[ToForm, str] = {form: f".{form}" for form in get_args(ToForm) if form != "text"} | {"dolma": ".jsonl"}
"""How the names of results end, where that does not hang on the input."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record, the verdict on it, and what is left of it in the format that was asked for."""

    record: Record
    verdict: Verdict
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a result goes: a file, or standard output (None); `alone` holds one document and nothing else."""

    path: Path | None
    form: ToForm
    packing: Packing = ""
    alone: bool = False

    @property
    def name(self) -> str:
        """What messages call it."""
        return "<stdout>" if self.path is None else str(self.path)


class Sink(Protocol):
    """The module of a format."""

    def encode(self, rows: Iterable[Row], target: Target, settings: Settings) -> bytes: ...


class Finish(Protocol):
    """What a module has whose format can't be appended to."""

    def __call__(self, partial: Path, draft: Path, target: Target, settings: Settings) -> None: ...


def sink_of(form: ToForm) -> Sink:
    """Return the module that writes a format."""
    return cast(Sink, import_module(f"{__name__}.{form}"))


def finish_of(form: ToForm) -> Finish | None:
    """Return what finishes a result of a format, where something has to."""
    return getattr(sink_of(form), "finish", None)


def form_for(given: Given, options: Options) -> ToForm:
    """Return the form in which the result of an input is written where nothing else is said: its own, or what is left of it."""
    if given.form == "text" or given.form == "html":
        return "jsonl" if options.format == "json" else "text"
    return "wet" if given.form == "warc" else given.form


def form_by(name: str) -> tuple[ToForm | None, Packing]:
    """Tell by its name what a result is; None where the name does not tell.

    >>> form_by("out.jsonl.gz"), form_by("out.dat")
    (('jsonl', 'gz'), (None, ''))
    """
    form, packing = told_by(name)
    return ("text" if form == "html" else form), packing

