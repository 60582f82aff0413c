"""Weights: what a rule says where it takes the end of a long line for a line of its own.

Comes in: a rule. Goes out: bits, which `tails` and the compiled part beside it ask before anything is matched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cleaner.patterns import WHOLE, Pattern
from cleaner.rules import Rule

COUNTS, SURE, SURE_IN_COMPANY, SHIELDS = 1, 2, 4, 8
"""A hit may be a line; it needs no company, of any number of words or of two and more; it says that it is none."""
NOT_GLUED = frozenset({"masthead"})
"""Names after a title of office: in a line of prose the same words tell of a man's office."""
ALONE = frozenset({"share", "comment"})
"""Kinds of which one word says enough: شاركها is a button, المزيد and لبنان may be a writer's last word."""

Piece = tuple[int, list[Pattern], bool, bool]
"""A part of the end of a line, as the compiled part tells it: where it starts, which patterns are worth trying on it,
whether its key is that of a phrase, whether a sentence ended before it."""
Pieces = tuple[list[Piece], list[Piece]]
"""Those behind the end of a sentence, and runs of the last words, the longest first."""


def weigh(rule: Rule) -> int:
    """Return what a hit of a rule on a part of the end of a line may say, at most.

    >>> weigh(Rule("a", "share", "line", "")) == COUNTS | SURE, weigh(Rule("b", "tags", "suffix", ""))
    (True, 0)
    """
    if rule.act == "keep":
        return SHIELDS
    if rule.where not in WHOLE or rule.kind in NOT_GLUED or rule.zone == "head" or rule.site:
        return 0
    if rule.where == "block" or rule.zone != "any":
        return COUNTS
    return COUNTS | (SURE if rule.kind in ALONE else SURE_IN_COMPANY)


class Weights:
    """The weights of the rules that say anything at the end of a line, by their ids."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.bits = {rule.id: weight for rule in rules if (weight := weigh(rule))}
        self._suffixes: dict[str, Rule] = {}

    def as_suffix(self, rule: Rule) -> Rule:
        """Return a rule of lines as one of what stands at the end of a line."""
        found = self._suffixes.get(rule.id)
        if found is None:
            found = self._suffixes[rule.id] = replace(rule, where="suffix", zone="any")
        return found
