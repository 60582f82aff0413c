"""The verb `clean` where its arguments are plain, read without typer, whose import takes longer than cleaning a first page.

Comes in: arguments. Goes out: paths, options, and how the run is carried out; None where there is anything but paths and some
flags, spelled in full and apart from their values. Then typer reads them all, and says what is wrong. A test holds the two together.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import Field, fields
from typing import Any, NamedTuple

from cleaner.cli.asked import Asked
from cleaner.options import Options, from_mapping

_TEXTS = {"--output": "output", "-o": "output", "--from": "form", "--to": "to", "--quarantine": "quarantine", "--max-document": "max_document"}
_NUMBERS = {"--workers": "workers", "-w": "workers"}
_SWITCHES = {f"--{name.replace('_', '-')}": name for name in ("resume", "strict", "only_changed", "dry_run", "log_json")}
_INTERRUPTED = 130
"""What typer ends with, too."""


class Plain(NamedTuple):
    """What plain arguments say."""

    paths: list[str]
    options: dict[str, Any]
    asked: Asked


def flag_of(option: Field[Any]) -> str:
    """Return the flag of an option; one that is on is switched off by it.

    >>> [flag_of(option) for option in fields(Options)][:4]
    ['--keep', '--drop', '--any-language', '--no-default-packs']
    """
    dashed = option.name.replace("_", "-")
    return f"--no-{dashed}" if option.default is True else f"--{dashed}"


def read(arguments: Sequence[str]) -> Plain | None:
    """Return what plain arguments say; None where typer has to read them.

    >>> plain = read(["clean", "news.jsonl", "--field", "body", "-o", "out.jsonl"])
    >>> plain.paths, plain.options, plain.asked.output
    (['news.jsonl'], {'field': 'body'}, 'out.jsonl')
    >>> read(["clean", "--help"]), read(["clean", "--field=body", "news.jsonl"]), read(["rules", "check"])
    (None, None, None)
    """
    if arguments[:1] != ["clean"] or "_CLEANER_COMPLETE" in os.environ:
        return None
    paths: list[str] = []
    options: dict[str, Any] = {}
    asked: dict[str, Any] = {}
    known = {flag_of(option): option for option in fields(Options)}
    left = iter(arguments[1:])
    for word in left:
        if word == "-" or (word and not word.startswith("-")):
            paths.append(word)
        elif word in known:
            if not _take(known[word], left, options):
                return None
        elif word in _SWITCHES:
            asked[_SWITCHES[word]] = True
        elif (value := _value(left)) is None:
            return None
        elif word in _TEXTS:
            asked[_TEXTS[word]] = value
        elif word in _NUMBERS and value.isascii() and value.isdigit() and len(value) < 10 and int(value) >= 1:
            asked[_NUMBERS[word]] = int(value)
        else:
            return None
    return Plain(paths, options, Asked(**asked)) if paths else None


def _take(option: Field[Any], left: Iterator[str], options: dict[str, Any]) -> bool:
    """Take in what a flag says of its option; tell whether it is plain."""
    if isinstance(option.default, bool):
        options[option.name] = not option.default
        return True
    value = _value(left)
    if value is None:
        return False
    several = isinstance(option.default, frozenset) and option.name in options
    options[option.name] = f"{options[option.name]},{value}" if several else value
    return True


def _value(left: Iterator[str]) -> str | None:
    """Return the value that follows a flag; None where there is none, or what may be another flag."""
    value = next(left, "")
    return value if value and not value.startswith("-") else None


def run(plain: Plain, alone: bool) -> int:
    """Carry out what was asked; return the status to end with. A process of its own (`alone`) never lets the rules go."""
    from cleaner.engine import Cleaner

    try:
        cleaner = Cleaner(options=from_mapping(plain.options))
        if alone:
            gc.freeze()  # what the collector need not look at, at the end neither: a tenth of the time for one page
        return plain.asked.run(plain.paths, cleaner, "clean")
    except KeyboardInterrupt:
        print("Aborted.", file=sys.stderr)
        return _INTERRUPTED
