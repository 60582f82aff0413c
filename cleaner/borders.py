"""Borders: what stands right beside the words of a pattern, and at the edges of a line that fits it.

Comes in: the tokens of a pattern. Goes out: `Beside`s and `Ends`. A sign is one of those below: a pattern's own signs stand for
themselves, a strong one for any of them, and behind the end of a sentence spaces may follow. All that is asked is whether
the sign is among those between two words, so that no line that fits is missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.lookup import Lists, Token, find_heads
from cleaner.slots import LATIN

STRONG_SIGNS = frozenset(":|/\\-–—=»«←→<>…•*؛")
OWN_SIGNS = "()[]{}@#&%+"
"""Signs that stand for themselves alone."""
STRONG, APART = "-", "."
"""Any strong sign, two full stops among them; the end of a sentence, with nothing but spaces behind it."""


class Beside(NamedTuple):
    """Words of which one stands in every match (`0` is any digit), with a sign right before it and one behind it, where those are told."""

    words: tuple[str, ...]
    before: str = ""
    after: str = ""


class Ends(NamedTuple):
    """Signs before the first word of a line that fits, and behind its last."""

    first: str = ""
    last: str = ""


def find_ends(tokens: Sequence[Token], where: str) -> Ends:
    """Return what stands at the edges of a line of which a pattern fits the whole, the beginning or the end.

    >>> find_ends([("", "", "نشر", "", ""), ("", "", "", "", ":")], "line"), find_ends([("", "", "نشر", "", "")], "line")
    (Ends(first='', last='-'), Ends(first='', last=''))
    """
    seen = [token for token in tokens if not token[3]]
    return Ends(_sign(seen[0]) if where != "suffix" else "", _sign(seen[-1]) if where != "prefix" else "")


def find_beside(tokens: Sequence[Token], where: str, lists: Lists) -> list[Beside]:
    """Return what stands beside words, by the signs between tokens that have to be there; of a suffix, with what it opens.

    >>> word, sign = ("", "", "اليوم", "", ""), ("", "", "", "", "|")
    >>> find_beside([word, sign], "line", Lists({})), find_beside([word], "suffix", Lists({}))
    ([Beside(words=('اليوم',), before='', after='-')], [Beside(words=('اليوم',), before='.', after='')])
    """
    seen = [("", "", "", "", ""), *(token for token in tokens if not token[3]), ("", "", "", "", "")]
    found = [
        Beside((token[2],), _sign(before), _sign(after))
        for before, token, after in zip(seen, seen[1:], seen[2:], strict=False)
        if token[2] and (_sign(before) or _sign(after))
    ]
    opening = _opening(seen[1:-1], lists) if where == "suffix" else None
    return [opening, *found] if opening else found


def _opening(tokens: Sequence[Token], lists: Lists) -> Beside | None:
    """Return with what a suffix opens, behind its own sign or the end of a sentence; None where that may be anything."""
    before = _sign(tokens[0])
    if tokens[0][4] and not before:
        return None
    words: set[str] = set()
    for token in tokens[bool(before) :]:
        if token[4]:
            break
        if token[1] not in ("?", "*"):
            edges = find_heads(tokens[bool(before) :], lists, False)
            words.update(*(edge.words for edge in edges))
            break
    return Beside(tuple(sorted(words)), before or APART) if words and LATIN not in words else None


def _sign(token: Token) -> str:
    """Return what a token says of a sign."""
    sign = token[4]
    return STRONG if sign in STRONG_SIGNS else sign if sign and sign in OWN_SIGNS else ""
