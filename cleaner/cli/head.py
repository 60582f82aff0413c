"""The verb `head`: the first documents of a dump of any format, shortened for reading, or as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import typer
from rich.text import Text

from cleaner.cli import inputs
from cleaner.cli.inputs import Input
from cleaner.cli.screen import isolated, show
from cleaner.fields import HTML_FIELD, look_up
from cleaner.model import Record
from cleaner.options import Options
from cleaner.rows import AUDIT_FIELD, dump, read_audit
from cleaner.sources import Form

_WIDTH = 160


def run(paths: Sequence[str], options: Options, form: Form, *, number: int, lines: int, json_form: bool) -> None:
    """Show the first documents of each input."""
    for source in inputs.find(paths, form):
        for position, record in enumerate(islice(source.records(options), number), 1):
            if json_form:
                typer.echo(dump(_as_row(record, options)).decode(), nl=False)
            else:
                show(_as_text(source, position, record, lines))


def _as_row(record: Record, options: Options) -> dict[str, Any]:
    """Return the row that a record is; a file and an entry of an archive become one."""
    row = dict(record.meta)
    if all(look_up(row, name) is None for name in (options.field, options.html_field or HTML_FIELD)):
        row[record.media] = record.body
    return row


def _as_text(source: Input, position: int, record: Record, lines: int) -> Iterator[Text]:
    name = source.path if source.given.alone else f"{source.path}#{position}"
    about = [name, *(told for told in (record.id, record.url) if told and told != source.path)]
    what = "page" if record.media == "html" else "text"
    yield Text("  ".join(about), style="bold")
    yield Text(f"  {what} of {len(record.body):,} characters{_cleaned(record)}", style="dim")
    others = [field for field in record.meta if field != AUDIT_FIELD and not field.startswith(AUDIT_FIELD + "_")]
    if others:
        yield Text(f"  fields: {', '.join(map(str, others))}", style="dim")
    shown = [line for line in record.body.split("\n") if line.strip()]
    for line in shown[:lines]:
        yield Text("  " + isolated(line if len(line) <= _WIDTH else line[:_WIDTH] + "…"))
    if len(shown) > lines:
        yield Text(f"  … {len(shown) - lines:,} lines more", style="dim")


def _cleaned(record: Record) -> str:
    told = read_audit(record.meta)
    if not told:
        return ""
    removed = told.get("removed")
    return f", {told.get('status')}" + (f", {len(removed):,} removals" if isinstance(removed, list) else "")
