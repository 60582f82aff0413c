"""The verb `evaluate`: labelled documents in, scores out, and a gate that they pass or not.

Comes in: what the command line says. Goes out: tables for people, one JSON object for programs, and
whether the gate holds. All inputs are checked before anything is cleaned.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.text import Text

from cleaner.cli import inputs, outputs, screen
from cleaner.cli.score_rows import as_json
from cleaner.cli.wrong import show_wrong
from cleaner.engine import Cleaner
from cleaner.errors import InputError, OptionError
from cleaner.evaluate import evaluate
from cleaner.gate import Gate, lowered, make_gate, read_gate, require_same, shortfalls, write_gate
from cleaner.gold import Gold, read_gold
from cleaner.scores import FEWEST_SPANS, Ratio, Scores

_ROWS_SHOWN = 25
_NAMED = 4


def read(paths: Sequence[str]) -> list[Gold]:
    """Read labelled documents; all that is wrong with all files is one error."""
    given = inputs.find(paths, (inputs.ROWS, *inputs.PACKED_ROWS))
    if not inputs.check_with(given, lambda one: read_gold(one.lines(), one.path)):
        raise InputError(f"{', '.join(one.path for one in given)}: no document; give files with labelled rows")
    return [document for one in given for document in read_gold(one.lines(), one.path)]


def run(
    paths: Sequence[str], cleaner: Cleaner, *, worst: int, json_form: bool, gate: Path | None, new: Path | None, lower: bool
) -> bool:
    """Evaluate and tell; return whether the gate holds, or could be written."""
    if gate and new:
        raise OptionError("--gate and --write-gate: give one; the first checks a gate, the second makes one")
    if lower and not new:
        raise OptionError("--lower goes with --write-gate FILE: it lets the new gate ask for less than the one in FILE")
    old = _read_gate(gate or new) if gate or (new and new.exists()) else None
    scores = evaluate(cleaner, read(paths))
    complaints: list[str] = []
    if gate and old:
        complaints = [f"{gate}: {one}" for one in shortfalls(old, scores, cleaner.options, str(gate))]
    elif new:
        complaints = _renew(new, None if lower else old, scores, cleaner)
    if json_form:
        told = as_json(scores) | ({"gate": {"holds": not complaints, "shortfalls": complaints}} if gate else {})
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        show(scores, worst)
        if gate and not complaints:
            screen.show(["", f"{gate}: holds"])
    sys.stdout.flush()
    for line in complaints:
        print(f"cleaner: {line}", file=sys.stderr)
    return not complaints


def _read_gate(path: Path | None) -> Gate:
    assert path is not None
    try:
        return read_gate(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); --write-gate {path} writes a gate") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8; write the gate anew with --write-gate") from None


def _renew(path: Path, old: Gate | None, scores: Scores, cleaner: Cleaner) -> list[str]:
    """Write a gate that asks for no less than the old one; return why it can't be."""
    gate = make_gate(scores, cleaner.options)
    if old:
        try:
            require_same(old, scores, cleaner.options, str(path))
        except InputError as error:
            raise InputError(f"{str(error).partition(';')[0]}; name another file, or replace this one with --lower") from None
        if less := lowered(old, gate):
            return [*(f"{path}: {one}" for one in less), f"{path}: not written; --lower writes a gate that asks for less"]
    with outputs.aside(path) as file:
        file.write(write_gate(gate).encode())
    print(f"gate: {path}", file=sys.stderr)
    return []


def show(scores: Scores, worst: int) -> None:
    """Print all tables, and the documents that are most wrong."""
    documents, hosts = len(scores.documents), len(scores.hosts)
    print(f"{_many(documents, 'document')} of {_many(hosts, 'host')}; corpus {scores.corpus}, rules {scores.ruleset}")
    print(_listed(scores.statuses))
    for title, names, rows in _tables(scores):
        print(f"\n{title}")
        screen.show_table(names, rows[:_ROWS_SHOWN])
        if len(rows) > _ROWS_SHOWN:
            print(f"… {len(rows) - _ROWS_SHOWN:,} more: --json tells all")
    for document in scores.worst(worst):
        screen.show([Text(), *show_wrong(document)])


_Row = tuple[str, ...]
_Table = tuple[str, _Row, list[_Row]]


def _tables(scores: Scores) -> Iterator[_Table]:
    yield "scores", ("measure", "value", "of"), list(_measures(scores))
    kinds: list[_Row] = [(kind.kind, str(kind.spans), *_told(kind.leak)) for kind in scores.kinds]
    yield "leak by kind", ("kind", "spans", "left", "letters", "share"), kinds
    hosts: list[_Row] = [
        (host.host or "-", str(host.documents), _percent(host.leak), _percent(host.damage, 4), str(host.hurt.part), str(host.perfect.part))
        for host in scores.hosts
    ]
    yield "by host", ("host", "documents", "leak", "damage", "hurt", "perfect"), hosts
    rules: list[_Row] = [
        (rule.rule, *map(str, (rule.hits, rule.documents, rule.damage, rule.removed, rule.facts)), _listed(rule.took))
        for rule in scores.rules
    ]
    names = ("rule", "hits", "documents", "damage", "boilerplate", "facts", "labelled")
    yield "by rule: letters that each took", names, rules or [("none",)]
    facts: list[_Row] = [(fact.name, *map(str, (fact.found, fact.missed, fact.invented))) for fact in scores.facts]
    yield "facts", ("fact", "found", "missed", "invented"), facts


def _measures(scores: Scores) -> Iterator[tuple[str, ...]]:
    enough = sum(kind.spans >= FEWEST_SPANS for kind in scores.kinds)
    dirty = sum(document.leak.whole > 0 for document in scores.documents)
    yield "leak", _percent(scores.leak), f"{scores.leak.part:,} of {scores.leak.whole:,} letters of boilerplate"
    yield "leak by kind", f"{scores.leak_by_kind:.2%}", f"mean of {enough} kinds with {FEWEST_SPANS} spans or more"
    yield "leak by document", f"{scores.leak_by_document:.2%}", f"mean of {dirty:,} documents with boilerplate"
    yield "damage", _percent(scores.damage, 4), f"{scores.damage.part:,} of {scores.damage.whole:,} letters of articles"
    yield "hurt", _percent(scores.hurt), f"{scores.hurt.part:,} of {scores.hurt.whole:,} documents"
    yield "perfect", _percent(scores.perfect), f"{scores.perfect.part:,} of {scores.perfect.whole:,} documents"
    found = scores.found
    yield "facts found", _percent(found), f"{found.part:,} of {found.whole:,}; {scores.invented:,} invented"


def _told(ratio: Ratio) -> tuple[str, str, str]:
    return f"{ratio.part}", f"{ratio.whole}", _percent(ratio)


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _listed(counts: Sequence[tuple[str, int]]) -> str:
    named = [f"{number:,} {name}" for name, number in counts]
    return ", ".join(named[:_NAMED] + ["…"] * (len(named) > _NAMED))


def _percent(ratio: Ratio, digits: int = 2) -> str:
    return f"{ratio.share:.{digits}%}"
