"""The patterns of a rulebook, each with the words to look it up by: what a matcher is made of.

Comes in: a `Rulebook`. Goes out: a `Catalogue`, and the same as plain data, which `store` keeps between
runs: reading the packs anew takes ten times as long.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from cleaner.arabic import fold, words
from cleaner.errors import PackError
from cleaner.lookup import Edge, Lists
from cleaner.patterns import LONG_PHRASE, WHOLE, Pattern, is_exact
from cleaner.rules import Fault, Rule, Rulebook


class Exact(NamedTuple):
    """A phrase without slots: its letters, and its first two words if it may stand on a long line."""

    rule: Rule
    member: int
    key: str
    first: str = ""
    second: str = ""


class Catalogue(NamedTuple):
    """A rulebook, its phrases and its patterns."""

    book: Rulebook
    exact: list[Exact]
    patterns: list[Pattern]

    @classmethod
    def of(cls, book: Rulebook) -> Catalogue:
        """Read all phrases and patterns of a rulebook; raise `PackError` for one with nothing to look it up by."""
        catalogue = cls(book, [], [])
        lists = Lists(book.words)
        for rule, source, member in _sources(book.rules):
            if source != rule.regex and rule.where in WHOLE and is_exact(source):
                found = words(fold(source))
                edge = found[:2] if len(found) >= LONG_PHRASE else ()
                catalogue.exact.append(Exact(rule, member, "".join(found), *edge))
                continue
            pattern = Pattern.of(rule, source, lists, member)
            if not (rule.needles or pattern.tails or pattern.heads or pattern.key or (rule.where in WHOLE and pattern.inner)):
                what = f"rule {rule.id}: {source!r} has no word to look it up by"
                raise PackError([Fault(rule.pack, rule.line, what, "add needles, or a word that every match holds")])
            catalogue.patterns.append(pattern)
        return catalogue


def _sources(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str, int]]:
    for rule in rules:
        if rule.where == "markup":
            continue
        block = rule.where == "block"
        for number, source in enumerate(rule.members + rule.optional if block else rule.patterns):
            yield rule, source, number if block else -1
        if rule.regex:
            yield rule, rule.regex, -1


def as_data(catalogue: Catalogue) -> dict[str, Any]:
    """Return a catalogue as JSON can hold it; sets of words, and rows of edges, are written once."""
    sets: dict[frozenset[str] | None, int] = {None: -1}
    rows: dict[tuple[int, ...], int] = {}

    def number(found: frozenset[str] | None) -> int:
        return sets.setdefault(found, len(sets) - 1)

    def edges(found: Iterable[Edge]) -> int:
        row = tuple(number(words) for edge in found for words in edge)
        return rows.setdefault(row, len(rows))

    book = catalogue.book
    place = {rule.id: place for place, rule in enumerate(book.rules)}
    patterns = [
        [
            place[p.rule.id], p.text, p.member, p.long, p.key, p.literal, None if p.most == math.inf else p.most, p.apart,
            edges(p.heads), edges(p.tails), edges(p.opens), number(p.inner), number(p.ends),
        ]
        for p in catalogue.patterns
    ]  # fmt: skip
    return {
        "rules": [asdict(rule) for rule in book.rules],
        "words": book.words,
        "digest": book.digest,
        "exact": [[place[one.rule.id], *one[1:]] for one in catalogue.exact],
        "patterns": patterns,
        "edges": list(rows),
        "sets": [sorted(found) for found in sets if found is not None],
    }


def _rule(fields: dict[str, Any]) -> Rule:
    frozen: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    return Rule(**frozen)


def from_data(data: Mapping[str, Any]) -> Catalogue:
    """Return the catalogue that `as_data` wrote."""
    rules = tuple(_rule(fields) for fields in data["rules"])
    book = Rulebook(rules, {name: tuple(listed) for name, listed in data["words"].items()})
    book.__dict__["digest"] = data["digest"]
    lists = Lists(book.words)
    sets: list[Any] = [*map(frozenset, data["sets"]), None]

    edges = [[Edge(sets[words], sets[beside]) for words, beside in zip(row[::2], row[1::2], strict=True)] for row in data["edges"]]
    patterns: list[Pattern] = []
    for rule, text, member, long, key, literal, most, apart, heads, tails, opens, inner, ends in data["patterns"]:
        pattern = Pattern(rules[rule], text, lists, member)
        pattern.long, pattern.key, pattern.literal, pattern.apart = long, key, literal, apart
        pattern.most = math.inf if most is None else most
        pattern.heads, pattern.tails, pattern.opens, pattern.inner = edges[heads], edges[tails], edges[opens], sets[inner]
        pattern.ends = sets[ends]
        patterns.append(pattern)
    exact = [Exact(rules[rule], member, key, first, second) for rule, member, key, first, second in data["exact"]]
    return Catalogue(book, exact, patterns)
