"""The rules without what was written for one phrase: does the phrase still go?

What a row owns, and loses here: patterns without a word list that match one of its lines, members of
word lists that are one of its lines, and regular expressions that hold the words of a line in their
order. What it does not own: products of word lists, since they name phrases nobody listed, and
patterns of slots alone, since they name no phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from cleaner import Cleaner, Record
from cleaner.arabic import fold, key, words
from cleaner.looks import Looks
from cleaner.lookup import Lists
from cleaner.match import Matcher
from cleaner.parse.plain import parse
from cleaner.patterns import WHOLE, Pattern, is_exact
from cleaner.rules import Rule, Rulebook
from composed.rows import Row

_SLOT = re.compile(r"\{([a-z_]+)[?+*]?\}")


class LeaveOut:
    """Cleaners that have never met one phrase."""

    def __init__(self) -> None:
        self._cleaner = Cleaner()
        self._book = self._cleaner.rulebook
        self._lists = Lists(self._book.words)
        self._matcher = Matcher(self._book)

    def without(self, row: Row, filled: Iterable[str]) -> Cleaner:
        """Return a cleaner without what a row owns."""
        lines = sorted({line for text in filled for line in text.split("\n") if key(line)})
        found = self._matcher.read(Looks(parse(Record("\n".join(lines)))))
        hit = {one.rule.id for one in found}
        rules = [self._strip(rule, row, lines) if rule.id in hit else rule for rule in self._book.rules]
        book = Rulebook(tuple(filter(None, rules)), self._words(row))
        cleaner = Cleaner.of(book, self._cleaner.options)
        cleaner._rules.acting._scanned = False  # not worth the automaton for a few documents
        return cleaner

    def _words(self, row: Row) -> Mapping[str, tuple[str, ...]]:
        own = {key(line) for line in row.templates}
        left = {name: tuple(one for one in listed if key(one) not in own) for name, listed in self._book.words.items()}
        return {name: listed or self._book.words[name] for name, listed in left.items()}

    def _strip(self, rule: Rule, row: Row, lines: list[str]) -> Rule | None:
        def keep(sources: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(source for source in sources if not self._owns(rule, source, lines))

        regex = "" if rule.regex and _holds(rule.regex, row) else rule.regex
        rule = replace(rule, patterns=keep(rule.patterns), members=keep(rule.members), optional=keep(rule.optional), regex=regex)
        return rule if rule.regex or (rule.members if rule.where == "block" else rule.patterns) else None

    def _owns(self, rule: Rule, source: str, lines: list[str]) -> bool:
        if any(name in self._lists for name in _SLOT.findall(source)) or not key(_SLOT.sub("", source)):
            return False
        if rule.where in WHOLE and is_exact(source):
            return key(source) in map(key, lines)
        pattern = Pattern.of(rule, source, self._lists).compiled
        match = pattern.fullmatch if rule.where in WHOLE else pattern.search
        return any(match(fold(line)) for line in lines)


def _holds(regex: str, row: Row) -> bool:
    """Tell whether a regular expression holds the words of a line of the row in their order."""
    plain = f" {' '.join(words(fold(regex)))} "
    said = (" ".join(words(fold(_SLOT.sub(" ", line)))) for line in row.templates)
    return any(one and f" {one} " in plain for one in said)
