"""What verbs are given beside the options of the cleaner: paths, places, and how a run is carried out."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from cleaner.cli.asked import Asked
from cleaner.cli.flags import completer, resign
from cleaner.sinks import ToForm
from cleaner.sources import Form

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH…",
        help="Files (text, .html, .jsonl, .csv, .tsv, .parquet, .warc, .wet; packed too), folders, patterns, addresses, or - for standard input.",
        show_default=False,
    ),
]
Packs = Annotated[
    list[Path] | None,
    typer.Option("--pack", metavar="FILE", help="A rule pack to use too; may be given several times."),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="OUT", help="Where the result goes: a file for one input, else a folder."),
]
From = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="|".join(get_args(Form)),
        help="What standard input holds, and files whose name does not tell.",
        autocompletion=completer(get_args(Form)),
    ),
]
To = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="|".join(get_args(ToForm)),
        help="What results hold, where the name of OUT does not tell. \\[default: what inputs hold]",
        autocompletion=completer(get_args(ToForm)),
    ),
]
Quarantine = Annotated[
    str | None,
    typer.Option(
        "--quarantine",
        metavar="FILE",
        help="The file for what can't be read; given, rejected documents go there too. \\[default: OUT.quarantine.jsonl]",
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        "--timeout", metavar="SECONDS", min=0.001, help="Send what takes longer into the quarantine; results then depend on the machine."
    ),
]
Workers = Annotated[int, typer.Option("--workers", "-w", metavar="N", min=1, help="Processes that work side by side.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on where an earlier run of the same was ended.")]
Strict = Annotated[bool, typer.Option("--strict", help="End with status 1 where anything went into the quarantine.")]
MaxDocument = Annotated[
    str, typer.Option("--max-document", metavar="SIZE", help="Send documents of more bytes into the quarantine.")
]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Take the first N records alone.")]
Sample = Annotated[int | None, typer.Option("--sample", metavar="N", min=1, help="Take N records at random; inputs are read twice.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Which ones --sample takes: the same for the same number.")]
OnlyChanged = Annotated[bool, typer.Option("--only-changed", help="Write those documents alone from which something was removed.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do all but write; say what would go. Needs no --output.")]
Stats = Annotated[Path | None, typer.Option("--stats", metavar="FILE", help="Write all that was counted into a file, as JSON.")]
LogJson = Annotated[
    bool, typer.Option("--log-json", help="Say on standard error how far the run is, and how it ended, as lines of JSON.")
]
Annotate = Annotated[
    bool, typer.Option("--annotate", help="Leave texts as they are and say what would go; cleaner apply takes it out later.")
]


def takes_run(verb: Callable[..., int]) -> Callable[..., None]:
    """Give a verb the flags of a run; the verb itself takes `asked`, and returns the status to end with."""
    flags = inspect.signature(Asked, globals=globals(), eval_str=True).parameters
    kept = [given for name, given in inspect.signature(verb, eval_str=True).parameters.items() if name != "asked"]

    @functools.wraps(verb)
    def run(**given: Any) -> None:
        asked = Asked(**{name: given.pop(name) for name in flags})
        if status := verb(**given, asked=asked):
            raise typer.Exit(status)

    resign(run, [*kept, *(flag.replace(kind=inspect.Parameter.KEYWORD_ONLY) for flag in flags.values())])
    return run
