"""Openings: a name or a paper that runs into the first sentence, with no sign between.

Comes in: looks. Goes out: hits on the start of the first paragraph. What shows where the name ends is
the sentence itself: Arabic news opens with a verb of saying or doing and its subject, and a verb that
has a subject of its own has none before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache

from cleaner import codes
from cleaner.arabic import fold
from cleaner.heuristics.vocabulary import any_of, first_words
from cleaner.hits import Hit
from cleaner.looks import Looks
from cleaner.rules import Rule

BYLINE = Rule(
    id="byline.opening",
    kind="byline",
    where="prefix",
    why="The author's name runs into the first sentence, behind its label or the place.",
)
DATELINE = Rule(
    id="dateline.opening",
    kind="dateline",
    where="prefix",
    why="The paper or the place runs into the first sentence, whose subject is another.",
)
_FIRST_WORD = re.compile(r"\W{0,4}([^\W_]+)")
_OPENING = 40
"""Characters in which the first word of a paragraph ends, or else the paragraph is looked at as a whole."""
_LETTER = r"[^\W\d_]"
_NAME = rf"{_LETTER}{{2,20}}(?: {_LETTER}{{1,20}}){{0,3}}?"


def find(looks: Looks, gone: Collection[int]) -> list[Hit]:
    """Return hits on the start of the first paragraph."""
    first, _ = looks.body(gone)
    if first >= len(looks):
        return []
    opening = looks.document.row(first)[:_OPENING]
    for rule, words, form in ((BYLINE, _before_author, _author), (DATELINE, _before_place, _place)):
        if _opens(opening, words) and (found := form().match(looks.row(first))):
            groups = tuple((name, *found.span(name)) for name in ("name", "outlet", "city") if found.groupdict().get(name))
            start = min(found.start(name) for name in ("label", "name", "outlet") if found.groupdict().get(name))
            return [Hit(first, rule, start, found.end(), -1, groups)]
    return []


def may_stand(text: str) -> bool:
    """Tell whether one may stand at the start of a text that opens with a paragraph, as its first word tells.

    >>> may_stand("بدأ السد الجديد أمس تخزين المياه"), may_stand("القاهرة: منى الحوراني بدأ السد التخزين")
    (False, True)
    """
    opening = text[:_OPENING].partition("\n")[0]
    return _opens(opening, _before_author) or _opens(opening, _before_place)


def _opens(opening: str, words: Callable[[], frozenset[str]]) -> bool:
    """Tell whether the beginning of a paragraph opens with one of some words, or with one that does not end there."""
    found = _FIRST_WORD.match(fold(opening))
    return found is not None and (found[1] in words() or found.end() == len(found.string))


@lru_cache(maxsize=1)
def _before_author() -> frozenset[str]:
    """The first words of every match of `_author`: an expression of a thousand names is tried on few paragraphs."""
    return first_words("bylines", "by") | first_words("datelines", "city")


@lru_cache(maxsize=1)
def _before_place() -> frozenset[str]:
    return first_words("sources", "outlet_alone")


@lru_cache(maxsize=1)
def _author() -> re.Pattern[str]:
    """Behind a label, or behind the place: the name of a person, then verb and subject."""
    before = rf"(?:(?P<label>{any_of('bylines', 'by')}\s?[:/])|{any_of('datelines', 'city')}\s?[:\-–—])"
    return _kept("author", rf"\W{{0,4}}{before}\s?(?P<name>{any_of('bylines', 'given')} {_NAME})(?= {_sentence()})")


@lru_cache(maxsize=1)
def _place() -> re.Pattern[str]:
    """A paper and the verb behind it; or paper, sign and place, with the verb glued to the place."""
    outlet = rf"(?P<outlet>{any_of('sources', 'outlet_alone')})"
    city = rf"(?P<city>{any_of('datelines', 'city')})"
    return _kept("place", rf"\W{{0,4}}{outlet}(?:\s?[:\-–—|/]\s?{city}\s?| )(?={_sentence()})")


def _kept(name: str, source: str) -> re.Pattern[str]:
    """Return an expression of long lists: 60 ms to compile both, in every process of which metadata is asked."""
    return codes.expression(codes.key_of("openings", source), f"openings.{name}", lambda: source).pattern


@lru_cache(maxsize=1)
def _sentence() -> str:
    return rf"{any_of('bylines', 'said')} {any_of('bylines', 'actor')}(?!\w)"
