"""What the expression of a rule says of all its matches: with what they begin, what they hold, how many spaces.

Comes in: an expression of the standard library. Goes out: its first letters, a text for each alternative; texts of which
one stands in every match; a number.
"""

from __future__ import annotations

import re
from itertools import groupby
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

_ENOUGH = 10
_FEWEST = 3
_MANY = 100
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_SPACED = (op.CATEGORY_SPACE, op.CATEGORY_NOT_WORD, op.CATEGORY_NOT_DIGIT)
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
        elif kind in _REPEATS and value[0] and list(value[2]) != _SIGNS:
            return _openings(list(value[2]), text)
        elif kind in _REPEATS and value[:2] == (0, 1):
            return _openings([*value[2], *rest], text) | _openings(rest, text)
        elif not (kind in _REPEATS and not text and list(value[2]) == _SIGNS):
            break
    return {text}


def holds(regex: str) -> list[tuple[str, ...]]:
    r"""Return groups of texts: of each one stands in every match.

    >>> holds(r"(?:حمل|نزل) (?:الان )?تطبيق\w*")
    [('حمل', 'نزل'), ('تطبيق',)]
    >>> holds("(?:كل|بعض)?الخبر|[بت]ابع"), holds("(?i:tags)")
    ([('ابع', 'الخبر')], [])
    """
    parsed = _parser.parse(regex)
    found = [] if parsed.state.flags & re.IGNORECASE else _held(list(parsed))
    return [tuple(sorted(group)) for group in found if len(group) <= _MANY]


class Near(NamedTuple):
    """Texts of which one stands in every match, in how many of its first characters, and how many stand behind at least."""

    texts: tuple[str, ...] = ()
    ahead: int = 0
    behind: int = 0


def held_near(regex: str) -> Near:
    r"""Return what tells most of where matches may stand; nothing where no text is in all of them.

    >>> held_near(r"\s{0,3}(?:شاهد|طالع)\s(?:هنا|هذا)[^.]{2,90}"), held_near("[بت]")
    (Near(texts=('شاهد', 'طالع'), ahead=7, behind=6), Near(texts=(), ahead=0, behind=0))
    """
    parsed = _parser.parse(regex)
    if parsed.state.flags & re.IGNORECASE:
        return Near()
    found: list[tuple[frozenset[str], int, int]] = []
    narrow = wide = 0
    for is_text, group in groupby(parsed, key=lambda node: node[0] is op.LITERAL):
        nodes = list(group)
        for part in [nodes] if is_text else [[node] for node in nodes]:
            least, most = _parser.SubPattern(parsed.state, part).getwidth()
            narrow, wide = narrow + least, wide + most
            found += [(texts, wide, narrow) for texts in _held(part) if len(texts) <= _MANY]
    if not found:
        return Near()
    texts, ahead, before = max(found, key=lambda one: (*_tells(one[0]), -one[1]))
    return Near(tuple(sorted(texts)), ahead, narrow - before)


def _held(nodes: list[Node]) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    text = ""
    for kind, value in [*nodes, (None, None)]:
        if kind is op.LITERAL:
            text += chr(value)
            continue
        if len(text) > 1:
            found.append(frozenset({text}))
        text = ""
        if kind is op.SUBPATTERN and not value[1] & ~re.VERBOSE:
            found += _held(list(value[3]))
        elif kind in _REPEATS and value[0]:
            found += _held(list(value[2]))
        elif kind is op.BRANCH:
            branches = [_held(list(branch)) for branch in value[1]]
            if all(branches):
                found.append(frozenset().union(*(max(groups, key=_tells) for groups in branches)))
    return found


def _tells(group: frozenset[str]) -> tuple[int, int]:
    """Return how much a group says of a match: short texts stand in many lines."""
    return min(map(len, group)), -len(group)


def most_spaces(regex: str) -> int:
    r"""Return how many spaces a match may hold, runs of them counted once; too many rather than too few.

    >>> most_spaces("حمل (?:الان )?تطبيق"), most_spaces(r"[^\n]{0,400}"), most_spaces(r"\s{1,3}#\S{2,40}")
    (2, 400, 1)
    """
    return _spaces(list(_parser.parse(regex)))


def _spaces(nodes: list[Node]) -> int:
    return sum(_spaces_of(kind, value) for kind, value in nodes)


def _spaces_of(kind: Any, value: Any) -> int:
    if kind is op.LITERAL:
        return int(value == ord(" "))
    if kind is op.IN:
        return _may_be_space(value)
    if kind is op.SUBPATTERN:
        return _spaces(list(value[3]))
    if kind is op.BRANCH:
        return max(_spaces(list(branch)) for branch in value[1])
    if kind in _REPEATS:
        once = _spaces(list(value[2]))
        return min(once, 1) if _only_spaces(list(value[2])) else once * int(value[1])
    return kind not in (op.AT, op.ASSERT, op.ASSERT_NOT)


def _may_be_space(items: list[Node]) -> bool:
    space = ord(" ")
    found = any(
        (kind is op.LITERAL and value == space)
        or (kind is op.RANGE and value[0] <= space <= value[1])
        or (kind is op.CATEGORY and value in _SPACED)
        for kind, value in items
    )
    return found != (items[0][0] is op.NEGATE)


def _only_spaces(nodes: list[Node]) -> bool:
    return nodes in ([(op.LITERAL, ord(" "))], [(op.IN, [(op.CATEGORY, op.CATEGORY_SPACE)])])
