"""The verb `evaluate`: labelled documents in, scores out, and a gate that they pass or not.

Comes in: what the command line says. Goes out: tables for people, one JSON object for programs, and
whether the gate holds. All inputs are checked before anything is cleaned.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from rich.text import Text

from cleaner.cli import inputs, screen
from cleaner.cli.score_rows import as_json, pages_as_json
from cleaner.cli.wrong import show_page, show_wrong
from cleaner.engine import Cleaner
from cleaner.errors import InputError, OptionError
from cleaner.evaluate import evaluate
from cleaner.gate import Gate, lowered, make_gate, read_gate, require_same, shortfalls, write_gate
from cleaner.gold import Gold, read_gold
from cleaner.model import EITHER
from cleaner.options import Options
from cleaner.page_gold import PageGold, is_page, read_page_gold
from cleaner.page_scores import PageScores, evaluate_pages
from cleaner.rows import read_object
from cleaner.scores import FEWEST_SPANS, Ratio, Scores
from cleaner.shingles import Likeness
from cleaner.sinks.aside import aside

_ROWS_SHOWN = 25
_NAMED = 4
Read = TypeVar("Read")


def read(paths: Sequence[str], html: bool = False) -> list[Gold] | list[PageGold]:
    """Read labelled documents, or gold of pages; all that is wrong with all files is one error."""
    given = inputs.find(paths, "jsonl", rows_only=True)
    if html or _are_pages(given):
        return _read(given, lambda one: read_page_gold(one.lines(), one.path))
    return _read(given, lambda one: read_gold(one.lines(), one.path))


def _read(given: Sequence[inputs.Input], parse: Callable[[inputs.Input], Iterator[Read]]) -> list[Read]:
    if not inputs.check_with(given, parse):
        raise InputError(f"{', '.join(one.path for one in given)}: no document; give files with labelled rows")
    return [document for one in given for document in parse(one)]


def _are_pages(given: Sequence[inputs.Input]) -> bool:
    """Tell by the first row whether gold is that of pages; what can't be read is told later."""
    for one in given:
        with suppress(InputError, OSError):
            for line in one.lines():
                if line.strip():
                    return is_page(read_object(line.removeprefix(b"\xef\xbb\xbf")))
    return False


def meant(gold: list[Gold] | list[PageGold], options: Options) -> Options:
    """Return the options to evaluate with: gold of pages leaves out all facts about the article."""
    return replace(options, drop=EITHER) if isinstance(gold[0], PageGold) else options


def run(
    gold: list[Gold] | list[PageGold], cleaner: Cleaner, *, worst: int, json_form: bool, gate: Path | None, new: Path | None, lower: bool
) -> bool:
    """Evaluate and tell; return whether the gate holds, or could be written."""
    old = _read_gate(gate or new) if gate or (new and new.exists()) else None
    scores = _evaluate(gold, cleaner)
    complaints: list[str] = []
    if gate and old:
        complaints = [f"{gate}: {one}" for one in shortfalls(old, scores, cleaner.options, str(gate))]
    elif new:
        complaints = _renew(new, None if lower else old, scores, cleaner)
    if json_form:
        told = pages_as_json(scores) if isinstance(scores, PageScores) else as_json(scores)
        told |= {"gate": {"holds": not complaints, "shortfalls": complaints}} if gate else {}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        show(scores, worst)
        if gate and not complaints:
            screen.show(["", f"{gate}: holds"])
    sys.stdout.flush()
    for line in complaints:
        print(f"cleaner: {line}", file=sys.stderr)
    return not complaints


def check_gates(gate: Path | None, new: Path | None, lower: bool) -> None:
    """Raise an error where the flags about gates make no sense together."""
    if gate and new:
        raise OptionError("--gate and --write-gate: give one; the first checks a gate, the second makes one")
    if lower and not new:
        raise OptionError("--lower goes with --write-gate FILE: it lets the new gate ask for less than the one in FILE")


def _evaluate(gold: list[Gold] | list[PageGold], cleaner: Cleaner) -> Scores | PageScores:
    pages = [one for one in gold if isinstance(one, PageGold)]
    return evaluate_pages(cleaner, pages) if pages else evaluate(cleaner, [one for one in gold if isinstance(one, Gold)])


def _read_gate(path: Path | None) -> Gate:
    assert path is not None
    try:
        return read_gate(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); --write-gate {path} writes a gate") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8; write the gate anew with --write-gate") from None


def _renew(path: Path, old: Gate | None, scores: Scores | PageScores, cleaner: Cleaner) -> list[str]:
    """Write a gate that asks for no less than the old one; return why it can't be."""
    gate = make_gate(scores, cleaner.options)
    if old:
        try:
            require_same(old, scores, cleaner.options, str(path))
        except InputError as error:
            raise InputError(f"{str(error).partition(';')[0]}; name another file, or replace this one with --lower") from None
        if less := lowered(old, gate):
            return [*(f"{path}: {one}" for one in less), f"{path}: not written; --lower writes a gate that asks for less"]
    with aside(path) as file:
        file.write(write_gate(gate).encode())
    print(f"gate: {path}", file=sys.stderr)
    return []


def show(scores: Scores | PageScores, worst: int) -> None:
    """Print all tables, and the documents that are most wrong."""
    if isinstance(scores, PageScores):
        noun, tables, told = "page", _page_tables(scores), [show_page(page) for page in scores.worst(worst)]
    else:
        noun, tables, told = "document", _tables(scores), [show_wrong(document) for document in scores.worst(worst)]
    documents, hosts = len(scores.documents), len(scores.hosts)
    print(f"{_many(documents, noun)} of {_many(hosts, 'host')}; corpus {scores.corpus}, rules {scores.ruleset}")
    print(_listed(scores.statuses))
    for title, names, rows in tables:
        print(f"\n{title}")
        screen.show_table(names, rows[:_ROWS_SHOWN])
        if len(rows) > _ROWS_SHOWN:
            print(f"… {len(rows) - _ROWS_SHOWN:,} more: --json tells all")
    for lines in told:
        screen.show([Text(), *lines])


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


def _page_tables(scores: PageScores) -> Iterator[_Table]:
    pages, hosts = scores.f1
    measures: list[_Row] = [
        ("F1", f"{pages:.4f}", "mean over pages"),
        ("F1 by host", f"{hosts:.4f}", "mean over hosts"),
        ("lowest F1", f"{scores.lowest:.4f}", "the worst page"),
        ("precision", f"{scores.precision:.4f}", "mean over pages: of what was found, the share that is right"),
        ("recall", f"{scores.recall:.4f}", "mean over pages: of the article, the share that was found"),
    ]
    yield "scores of runs of four words", ("measure", "value", "of"), measures
    by_host: list[_Row] = [(host.host or "-", str(host.pages), f"{host.f1:.4f}") for host in scores.hosts]
    yield "by host", ("host", "pages", "F1"), by_host
    worst = scores.worst(len(scores.documents))
    rows: list[_Row] = [(one.gold.id, str(one.status), *_alike(one.likeness)) for one in worst]
    yield "pages that are not all right", ("page", "status", "F1", "precision", "recall"), rows or [("none",)]


def _alike(found: Likeness) -> tuple[str, str, str]:
    return f"{found.f1:.4f}", f"{found.precision:.4f}", f"{found.recall:.4f}"


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
