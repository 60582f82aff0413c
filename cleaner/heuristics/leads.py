"""Leads: words that lines begin with, signs before them aside, and what has to follow them.

Comes in: groups of words. Goes out: `Leads`, which tell of a folded line whether it begins so. Narration, dialogue,
numbered points and verse are told so from titles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, NamedTuple

from cleaner.arabic import LETTERS
from cleaner.compiled import native


class Then(IntEnum):
    """What has to follow, as compiled/leads.h numbers it."""

    ANYTHING = 0
    SPACE = 1
    SOON = 2
    """A sign behind three letters at most: a pronoun may be joined."""
    OTHER = 3
    """The same, but none of some other words."""
    DIGIT = 4
    COLON = 5


class Group(NamedTuple):
    """Words that may stand behind some others, and what has to follow them."""

    then: Then
    words: tuple[str, ...]
    before: tuple[str, ...] = ("",)


class Leads:
    """Words that lines begin with.

    >>> leads = Leads([Group(Then.SPACE, ("قال", "رد"), ("و", "ف")), Group(Then.DIGIT, ("د",))])
    >>> [leads.begin(row) for row in ("- وقال له", "د 5", "وقالوا له", "قال له")]
    [True, True, False, False]
    """

    begin: Callable[[str], bool]
    """Tell whether a folded line begins so."""

    def __init__(self, groups: Iterable[Group], unless: Iterable[str] = ()) -> None:
        groups, unless = list(groups), list(unless)
        soon = r"(?=\W|\w{0,3}\W)"
        ends = {Then.ANYTHING: "", Then.SPACE: r"\s", Then.SOON: soon, Then.OTHER: f"(?!{'|'.join(unless)}){soon}", Then.DIGIT: r"\s?\d", Then.COLON: r"\s?:"}
        spelled = "|".join(f"(?:{'|'.join(one.before)})(?:{'|'.join(one.words)}){ends[one.then]}" for one in groups)
        self.pattern = re.compile(rf"\W*(?:{spelled})")
        """The same as an expression, where the package is not compiled."""
        listed = [(before + word, int(one.then)) for one in groups for before in one.before for word in one.words]
        self.compiled: Any = native.Leads(LETTERS, listed, unless) if native else None
        self.begin = self.compiled.begin if self.compiled else lambda row: self.pattern.match(row) is not None
