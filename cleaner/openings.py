"""With what the matches of a regular expression begin, where it says so.

Comes in: an expression of the standard library. Goes out: its first letters, a text for each alternative.
"""

from __future__ import annotations

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_ENOUGH = 10
_FEWEST = 3
_MANY = 100
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_SIGNS = [(op.IN, [(op.CATEGORY, op.CATEGORY_NOT_WORD)])]
Node = tuple[Any, Any]


def opens_with(regex: str) -> frozenset[str]:
    r"""Return texts of which one opens every match, signs before it aside; none where it may be short or anything.

    >>> sorted(opens_with(r"\W{0,8}(?:حمل|نزل) تطبيق"))
    ['حمل تطبيق', 'نزل تطبيق']
    >>> sorted(opens_with("(?:كل)? هذا الخبر")), opens_with("[بت]ابع")
    (['كل هذا الخب', 'هذا الخبر'], frozenset())
    """
    found = {text.lstrip() for text in _openings(list(_parser.parse(regex)), "")}
    return frozenset() if len(found) > _MANY or min(map(len, found)) < _FEWEST else frozenset(found)


def _openings(nodes: list[Node], text: str) -> set[str]:
    for place, (kind, value) in enumerate(nodes):
        rest = nodes[place + 1 :]
        if len(text) > _ENOUGH:
            break
        if kind is op.LITERAL and (chr(value).isalnum() or chr(value) == " "):
            text += chr(value)
        elif kind is op.SUBPATTERN and not value[1] & ~re.VERBOSE:
            return _openings([*value[3], *rest], text)
        elif kind is op.BRANCH:
            return {one for branch in value[1] for one in _openings([*branch, *rest], text)}
        elif kind in _REPEATS and value[:2] == (0, 1):
            return _openings([*value[2], *rest], text) | _openings(rest, text)
        elif not (kind in _REPEATS and not text and list(value[2]) == _SIGNS):
            break
    return {text}
