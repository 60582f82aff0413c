"""The verbs and their help: what typer sees. Each verb calls one function of a neighbour."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli import FAILED
from cleaner.cli.arguments import Annotate, From, Packs, Paths, takes_run
from cleaner.cli.asked import Asked
from cleaner.cli.dumps import apply, diff, head
from cleaner.cli.flags import takes_debug, takes_options
from cleaner.cli.forms import form_of
from cleaner.options import Options

app = typer.Typer(
    name="cleaner",
    help="Clean scraped Arabic news: the article stays as it was printed, what the site put around it goes.",
    epilog="Status: 0 done, 1 a check found faults, 2 something about input, options or packs. "
    "Try: cleaner clean page.txt",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules = typer.Typer(help="List, show, check and try the rules.", no_args_is_help=True)
app.add_typer(rules, name="rules")

_READING = ("field", "html_field", "url_field", "id_field")
_WRITING = ("audit", "rejected", "format", "links")


def _version(asked: bool) -> None:
    if asked:
        from cleaner import __version__

        typer.echo(f"cleaner {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the log, and the traceback of an error.")] = False,
) -> None:
    if debug:
        takes_debug(lambda: None)(debug=True)


for _verb in (head, diff, apply):
    app.command()(_verb)


@app.command()
@takes_options()
@takes_run
def clean(
    paths: Paths,
    options: Options,
    asked: Asked,
    pack: Packs = None,
    annotate: Annotate = False,
) -> int:
    """Clean texts, pages and rows. One goes to standard output, folders are mirrored into OUT.

    Of a page (.html, .htm, .xhtml) the article is left, as page.txt, page.md or page.json (--format).
    In rows (.jsonl, .csv, .tsv, .parquet) the text is cleaned, or the page where there is none, and an object
    "cleaner" says what went; of .warc and .wet the pages and texts are. All may be packed (.gz, .zst, .xz, .bz2).
    Where OUT names a form (out.jsonl), all inputs go into that file, whatever they are.

    That inputs are there and results can be written is checked before anything is written. What can't be read
    goes into the quarantine, and its number is told; without a file for results the first of it ends the run. A
    summary goes to standard error.

    Examples:

    cleaner clean page.txt

    cleaner clean page.html --format markdown

    curl -s https://example.com/1 | cleaner clean - --from html

    cleaner clean pages/ -o cleaned/ --drop byline,timestamp --rejected drop

    cleaner clean news.jsonl --field body --audit full > cleaned.jsonl

    cleaner clean dump.jsonl.gz -o cleaned.jsonl.gz --workers 4 --resume

    cleaner clean 'crawl/*.warc.gz' -o news.parquet

    cleaner clean crawl/*.warc.gz --sample 200 --only-changed -o changed.jsonl

    cleaner clean dump.parquet --dry-run --stats stats.json
    """
    from cleaner.engine import Cleaner
    from cleaner.rules import load_packs

    return asked.run(paths, Cleaner(load_packs(pack or ()), options), "annotate" if annotate else "clean")


@app.command()
@takes_options(*_WRITING)
def explain(
    paths: Paths,
    options: Options,
    pack: Packs = None,
    form: From = "text",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a document instead.")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="Only the lines that some rule voted on.")] = False,
) -> None:
    """Show whole documents with what became of every line, by which rule, and why.

    Examples:

    cleaner explain page.html

    cleaner explain page.txt --json
    """
    from cleaner.cli import explain as told
    from cleaner.cli import inputs, screen
    from cleaner.engine import Cleaner
    from cleaner.rules import load_packs

    cleaner = Cleaner(load_packs(pack or ()), options)
    given = inputs.find(paths, form=form_of(form))
    inputs.check(given, options)
    for source in given:
        for number, record in enumerate(source.records(options), 1):
            verdict = cleaner.record(record)
            name = f"{source.path}#{number}" if source.holds_rows else source.path
            if as_json:
                typer.echo(json.dumps(told.as_json(name, verdict, cleaner.rulebook.digest), ensure_ascii=False))
            else:
                screen.show(told.as_text(name, verdict, changes=changes))


@app.command()
@takes_options(*_READING, *_WRITING)
def evaluate(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="GOLD…", help="Labelled documents: .jsonl, .jsonl.gz, .jsonl.zst, folders, or -.", show_default=False),
    ],
    options: Options,
    pack: Packs = None,
    worst: Annotated[int, typer.Option("--worst", metavar="N", min=0, help="Show the N documents that are most wrong.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object with everything instead.")] = False,
    gate: Annotated[Path | None, typer.Option("--gate", metavar="FILE", help="Fail where scores fall short of this gate.")] = None,
    write_gate: Annotated[
        Path | None, typer.Option("--write-gate", metavar="FILE", help="Write a gate that these scores just pass.")
    ] = None,
    lower: Annotated[bool, typer.Option("--lower", help="Let --write-gate ask for less than the gate in FILE does.")] = False,
    html: Annotated[
        bool, typer.Option("--html", help="The rows name pages and hold their articles; told by the first row where left out.")
    ] = False,
) -> None:
    """Compare with labelled documents: what stayed, what was lost, by kind, host and rule, and which facts were told.

    A row holds "id", "url", "host", "text", "metadata" and "spans": {"start", "end", "label", "kind"}, which
    cover all of the text; labels are keep, remove and either.

    A row of a page holds "id", "url", "host", "html" (its file, relative to that of the rows) and "text", its
    article without headline and facts; all facts are dropped, and runs of four words are compared.

    A gate holds the ceilings and floors of one
    corpus; status 1 says that one of them is not reached, and all that are not are listed.

    Examples:

    cleaner evaluate gold.jsonl --worst 5

    cleaner evaluate pages.jsonl --html --json

    cleaner evaluate gold.jsonl --write-gate gate.json

    cleaner evaluate gold.jsonl --gate gate.json --json > scores.json
    """
    from cleaner.cli import evaluate as verb
    from cleaner.engine import Cleaner
    from cleaner.rules import load_packs

    verb.check_gates(gate, write_gate, lower)
    gold = verb.read(paths, html)
    cleaner = Cleaner(load_packs(pack or ()), verb.meant(gold, options))
    if not verb.run(gold, cleaner, worst=worst, json_form=as_json, gate=gate, new=write_gate, lower=lower):
        raise typer.Exit(FAILED)


@app.command()
@takes_options("rejected")
def serve(
    options: Options,
    host: Annotated[str, typer.Option("--host", help="The address to listen at; others than 127.0.0.1 let other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes one that is free.")] = 8000,
    workers: Annotated[int | None, typer.Option("--workers", metavar="N", min=1, help="Processes that clean. \\[default: one for each processor]")] = None,
    max_body: Annotated[float, typer.Option("--max-body", metavar="MB", min=0.001, help="What one document may have, unpacked.")] = 8.0,
    timeout: Annotated[float, typer.Option("--timeout", metavar="SECONDS", min=0.001, help="What cleaning one document may take.")] = 30.0,
    queue: Annotated[int, typer.Option("--queue", metavar="N", min=1, help="Requests that wait or are in work; what comes then is sent away.")] = 64,
    idle: Annotated[float, typer.Option("--idle", metavar="SECONDS", min=0.001, help="How long a client may send nothing, or read nothing.")] = 60.0,
    grace: Annotated[float, typer.Option("--grace", metavar="SECONDS", min=1, help="How long a stop waits for what is in work.")] = 30.0,
    pack: Packs = None,
) -> None:
    """Clean over HTTP: POST /clean takes a text, a page, a row or a stream of rows, and answers with rows.

    GET /healthz, /metrics (Prometheus) and /openapi.json tell the rest. Needs the extra serve.

    Examples:

    cleaner serve --port 8000 --workers 4

    curl -s localhost:8000/clean -H 'Content-Type: application/json' -d '{"text": "…"}'

    curl -s localhost:8000/clean -H 'Content-Type: application/x-ndjson' -T news.jsonl > cleaned.jsonl
    """
    from cleaner.cli import serve as verb
    from cleaner.engine import Cleaner
    from cleaner.rules import load_packs
    from cleaner.service.limits import MEGABYTE, Limits

    limits = Limits(workers or verb.processors(), int(max_body * MEGABYTE), timeout, queue, idle, grace)
    verb.run(Cleaner(load_packs(pack or ()), options), limits, host, port)


@app.command()
@takes_debug
def kinds() -> None:
    """List the kinds of boilerplate: what each is, and whether it goes."""
    from cleaner.cli.screen import show_table
    from cleaner.model import EITHER, KINDS

    fate = {True: "stays (--drop)", False: "goes (--keep)"}
    show_table(("kind", "by default", "meaning"), ((kind, fate[kind in EITHER], KINDS[kind]) for kind in KINDS))


@rules.command("list")
@takes_options("keep", "drop", "any_language", *_READING, *_WRITING)
def list_rules(options: Options, pack: Packs = None) -> None:
    """List all rules: id, kind, where they look, how many patterns, where they were seen."""
    from cleaner.cli import rulebook, screen
    from cleaner.engine import Cleaner
    from cleaner.rules import load_packs

    book = Cleaner(load_packs(pack or ()), options).rulebook
    screen.show_table(rulebook.COLUMNS, map(rulebook.row, book.rules))


@rules.command()
@takes_options("keep", "drop", "any_language", *_READING, *_WRITING)
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of a rule, such as follow.whatsapp.", show_default=False)],
    options: Options,
    pack: Packs = None,
) -> None:
    """Show all of one rule: what it finds, where, why, and its examples."""
    from cleaner.cli import rulebook, screen
    from cleaner.engine import Cleaner
    from cleaner.rules import load_packs

    screen.show(rulebook.describe(rulebook.pick(Cleaner(load_packs(pack or ()), options).rulebook, name)))


@rules.command()
@takes_debug
def check(
    packs: Annotated[
        list[Path] | None, typer.Argument(metavar="[PACK…]", help="Pack files; none: the packs of the package.")
    ] = None,
) -> None:
    """Run all lints and all examples of packs; show all faults at once. Status 1 when there is one."""
    from cleaner.cli import rulebook

    book, faults = rulebook.check(packs or [])
    for fault in faults:
        typer.echo(fault)
    ran = f"{len(book.rules):,} rules, {rulebook.count_examples(book):,} examples"
    typer.echo(f"{ran}: {f'{len(faults):,} faults' if faults else 'all hold'}")
    if faults:
        raise typer.Exit(FAILED)


@rules.command("test")
@takes_options("keep", "drop", "any_language", "default_packs", *_WRITING)
def try_pack(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="A pack file.", show_default=False)],
    paths: Paths,
    options: Options,
    form: From = "text",
) -> None:
    """Show where the rules of one pack alone fire in files, with context, and how often each does."""
    from cleaner.cli import rulebook, screen

    screen.show(rulebook.find_hits(pack, paths, options, form_of(form)))


@rules.command()
@takes_options("drop", *_WRITING)
def coverage(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="DUMP…", help="Texts, pages, rows (.jsonl, .jsonl.gz, .jsonl.zst), labelled or not, folders, or -.", show_default=False
        ),
    ],
    options: Options,
    pack: Packs = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object with all rules instead.")] = False,
) -> None:
    """Count where each rule fires in dumps: hits, documents, hosts, characters, and a sample.

    Rules that tell facts about the article are counted as if the facts were dropped. In labelled rows
    (see `cleaner evaluate`), a hit that touches the article is counted as wrong. A rule that never
    fires is marked unproven.

    Examples:

    cleaner rules coverage dump.jsonl.gz

    cleaner rules coverage pages/ --json > coverage.json
    """
    from cleaner.cli import coverage as verb
    from cleaner.engine import Cleaner
    from cleaner.rules import load_packs

    verb.run(paths, Cleaner(load_packs(pack or ()), options), json_form=as_json)
