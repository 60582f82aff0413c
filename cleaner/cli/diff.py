"""The verb `diff`: two dumps of the same documents, and what differs in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import orjson
import typer
from rich.text import Text

from cleaner.cli import inputs
from cleaner.cli.inputs import Input
from cleaner.cli.screen import isolated, show
from cleaner.compare import Compared, compare
from cleaner.engine import Cleaner
from cleaner.model import Record
from cleaner.options import Options
from cleaner.sources import Form

_COLOURS = {"-": "red", "+": "green", "~": "yellow"}


def run(before: str, after: str, options: Options, form: Form, *, most: int, json_form: bool) -> bool:
    """Show what differs, of at most so many documents; tell whether anything does."""
    sides = [inputs.find([path], form) for path in (before, after)]
    counts: Counter[str] = Counter()
    for one in compare(*(_records(side, options) for side in sides)):
        where = _where(one, before, after)
        counts[where] += 1
        counts["went"] += len(one.before.body) if one.before else 0
        counts["came"] += len(one.after.body) if one.after else 0
        if one.same or sum(counts[name] for name in counts if name not in ("same", "went", "came")) > most:
            continue
        if json_form:
            typer.echo(orjson.dumps(_as_json(one)).decode())
        else:
            show(_as_text(one, where))
    if not json_form:
        show(_summary(counts))
    return any(counts[name] for name in counts if name not in ("same", "went", "came"))


def _records(side: Iterable[Input], options: Options) -> Iterator[Record]:
    """Yield records as texts, of files with their places as ids: the same in two folders."""
    cleaner: Cleaner | None = None
    for source in side:
        for record in source.records(options):
            if source.given.alone:
                record = replace(record, id=str(source.given.place.with_suffix("")))
            if record.media == "html":
                cleaner = cleaner or Cleaner(options=options)
                record = replace(record, body=cleaner.html(record).document.text)
            yield record


def _where(one: Compared, before: str, after: str) -> str:
    if one.before is None or one.after is None:
        return f"only in {before if one.after is None else after}"
    return "same" if one.same else "differ"


def _as_text(one: Compared, where: str) -> Iterator[Text]:
    yield Text(f"{one.name}: {where}", style="bold")
    for change in one.changes():
        label = f" {', '.join(change.rules)} |" if change.rules else ""
        yield Text(f"  {change.sign}{label} {isolated(change.line.removesuffix(chr(13)))}", style=_COLOURS[change.sign])


def _as_json(one: Compared) -> dict[str, Any]:
    changes = [{"sign": change.sign, "line": change.line, "rules": change.rules} for change in one.changes()]
    sizes = [None if side is None else len(side.body) for side in (one.before, one.after)]
    return {"id": one.name, "before": sizes[0], "after": sizes[1], "changes": changes}


def _summary(counts: Counter[str]) -> Iterator[str]:
    told = [f"{number:,} {name}" for name, number in sorted(counts.items()) if name not in ("went", "came")]
    yield f"documents: {', '.join(told) or 'none'}; characters: {counts['went']:,} → {counts['came']:,}"
