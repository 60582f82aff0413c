"""Verbs of dumps: `head` and `diff` look at them, `apply` carries out what annotated ones say."""

from __future__ import annotations

from typing import Annotated

import typer

from cleaner.cli import FAILED
from cleaner.cli.arguments import From, Paths, takes_run
from cleaner.cli.asked import Asked
from cleaner.cli.flags import takes_options
from cleaner.cli.forms import form_of
from cleaner.options import Options

_NOT_READ = ("keep", "drop", "any_language", "default_packs", "engine", "audit", "rejected", "format", "links")
AsRows = Annotated[bool, typer.Option("--json", help="One JSON object a document instead.")]


@takes_options(*_NOT_READ)
def head(
    paths: Paths,
    options: Options,
    number: Annotated[int, typer.Option("--number", "-n", metavar="N", min=1, help="Documents to show of each input.")] = 5,
    lines: Annotated[int, typer.Option("--lines", metavar="N", min=0, help="Lines to show of each document.")] = 5,
    form: From = "text",
    as_json: AsRows = False,
) -> None:
    """Show the first documents of dumps of any format: names, fields, how long they are, how they begin.

    Examples:

    cleaner head dump.jsonl.zst -n 3

    cleaner head crawl.warc.gz --json > first.jsonl
    """
    from cleaner.cli import head as verb

    verb.run(paths, options, form_of(form), number=number, lines=lines, json_form=as_json)


@takes_options(*_NOT_READ)
def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A dump of any format, or a folder.", show_default=False)],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The same documents, or some of them.", show_default=False)],
    options: Options,
    most: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="Show at most N documents; all are counted.")] = 20,
    form: From = "text",
    as_json: AsRows = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with status 1 where anything differs.")] = False,
) -> None:
    """Show which documents of two dumps differ, and in which lines: a dump and what was made of it, or two results.

    Documents are paired by their ids, else their URLs, else in their order. Where AFTER says what was removed
    (the object "cleaner" of rows), the rules are named. Of a page, its text is compared.

    Examples:

    cleaner diff dump.jsonl cleaned.jsonl

    cleaner diff cleaned-1.parquet cleaned-2.parquet --exit-code
    """
    from cleaner.cli import diff as verb

    if verb.run(before, after, options, form_of(form), most=most, json_form=as_json) and exit_code:
        raise typer.Exit(FAILED)


@takes_options("any_language", "default_packs", "engine", "html_field", "format", "links")
@takes_run
def apply(
    paths: Annotated[
        list[str], typer.Argument(metavar="SPANS…", help="What cleaner clean --annotate wrote, or - for standard input.", show_default=False)
    ],
    options: Options,
    asked: Asked,
) -> int:
    """Take out of annotated documents what their spans say; --keep and --drop choose which kinds.

    Facts about an article (byline, date …) can be taken out where they were annotated: with --drop either, all are.
    A document that is not annotated goes into the quarantine.

    Examples:

    cleaner clean news.jsonl --annotate --drop either -o spans.jsonl

    cleaner apply spans.jsonl -o articles.jsonl

    cleaner apply spans.jsonl --keep tags --drop byline -o others.parquet
    """
    from cleaner.annotations import Applying

    return asked.run(paths, Applying(options), "apply")
