"""Regular expressions made rough: what RE2 can look for in a text that nobody has folded yet.

Comes in: an expression of the standard library for one folded line. Goes out: one in the syntax of RE2
that finds a superset in the thinned text, whatever its spelling. What stands around a match is not
asked, long repeats lose their bounds, and what is long is cut: never too little, perhaps too much.
"""

from __future__ import annotations

from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from cleaner.arabic import SPACE, any_spelling

SIGN = "[^ء-غف-يA-Za-z0-9\n]"
"""A sign between two words: kept small, since it stands in every phrase."""
_ANY = "[^\n]"
_WORDLIKE = "[^\n !-/:-@\\[-^{-~،؛؟«»…“”]"
_DIGIT = "[^\n -/:-@A-Za-zء-غف-ي]"
_INK = "[^\n ]"
_CLASSES = {
    op.CATEGORY_WORD: _WORDLIKE, op.CATEGORY_NOT_WORD: SIGN, op.CATEGORY_DIGIT: _DIGIT,
    op.CATEGORY_NOT_DIGIT: _ANY, op.CATEGORY_SPACE: SPACE, op.CATEGORY_NOT_SPACE: _INK,
}  # fmt: skip
_OPPOSITE = {
    op.CATEGORY_WORD: op.CATEGORY_NOT_WORD, op.CATEGORY_NOT_WORD: op.CATEGORY_WORD,
    op.CATEGORY_SPACE: op.CATEGORY_NOT_SPACE, op.CATEGORY_NOT_SPACE: op.CATEGORY_SPACE,
}  # fmt: skip
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_LONGEST = 300
"""Characters of an expression after which it is cut, once it asks for `_EVIDENCE` letters."""
_EVIDENCE = 7
_LISTED = 1000
"""So long is what opens with one phrase of a list, which says enough."""
_ENOUGH = 4
_NARROW = 8
_BLANK = 32
Node = tuple[Any, Any]


def rough(source: str, listed: bool = False) -> str:
    """Return the rough form of an expression that opens a line, up to what may be anything; empty if that says too little.

    One phrase of a long list is enough if `listed`.

    >>> import re
    >>> from cleaner.arabic import thin
    >>> bool(re.search(rough("اقرا(?: ايضا)? .{2,300}"), thin("إقرأ أيضاً كلّ شيء")))
    True
    """
    written: list[str] = []
    size = letters = 0
    for node in _flat(list(_parser.parse(source))):
        if _is_wide(node) or (size > _LONGEST and letters >= _EVIDENCE) or (listed and size > _LISTED and letters):
            break
        written.append(_write(node))
        size += len(written[-1])
        letters += _least(node)
    return "(?m:^)" + "".join(written) if letters >= _ENOUGH or (listed and size > _LISTED) else ""


def _is_wide(node: Node) -> bool:
    """Tell whether a node may be anything: everything else may stand in it, and the automaton would be large."""
    kind, value = node
    if kind in _REPEATS:
        return (value[1] > _NARROW and _write(value[2][0]) in (_ANY, _INK, _WORDLIKE, _DIGIT)) or any(map(_is_wide, value[2]))
    if kind is op.BRANCH:
        return any(map(_is_wide, (node for branch in value[1] for node in branch)))
    return kind is op.SUBPATTERN and any(map(_is_wide, value[3]))


def _flat(nodes: list[Node]) -> list[Node]:
    """Open the groups that stand in a row without alternatives."""
    flat: list[Node] = []
    for kind, value in nodes:
        flat += _flat(list(value[3])) if kind is op.SUBPATTERN else [(kind, value)]
    return flat


def _least(node: Node) -> int:
    """Count the letters that every match of a node holds."""
    kind, value = node
    if kind is op.LITERAL:
        return chr(value).isalnum()
    if kind is op.BRANCH:
        return min(sum(map(_least, branch)) for branch in value[1])
    if kind is op.SUBPATTERN:
        return sum(map(_least, value[3]))
    return sum(map(_least, value[2])) * value[0] if kind in _REPEATS else 0


def _write(node: Node) -> str:
    kind, value = node
    if kind is op.LITERAL:
        return any_spelling(chr(value)) if value != _BLANK else SPACE
    if kind is op.IN:
        return _class(value)
    if kind is op.BRANCH:
        return _either(value[1])
    if kind is op.SUBPATTERN:
        return f"(?:{_row(value[3])})"
    if kind in _REPEATS:
        low, high, body = value
        return f"(?:{_row(body)})" + ("" if low == high == 1 else "?" if high == 1 else "+" if low else "*")
    if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return ""
    return _row(value) if kind is op.ATOMIC_GROUP else _ANY if kind in (op.ANY, op.NOT_LITERAL) else f"{_ANY}*"


def _either(branches: list[Any]) -> str:
    return "(?:" + "|".join(dict.fromkeys(map(_row, branches))) + ")"


def _row(nodes: Any) -> str:
    return "".join(map(_write, nodes))


def _class(items: list[Node]) -> str:
    if items[0][0] is op.NEGATE:
        known = [_OPPOSITE[value] for kind, value in items if kind is op.CATEGORY and value in _OPPOSITE]
        return _CLASSES[known[0]] if known else _ANY
    single, others = "", []
    for kind, value in items:
        if kind is op.LITERAL:
            spelled = any_spelling(chr(value)) if value != 32 else SPACE
            single += spelled[1:-1] if spelled[0] == "[" else spelled
        elif kind is op.RANGE and value == (48, 57):
            single += "0-9٠-٩۰-۹"
        elif kind is op.RANGE and value == (97, 122):
            single += "a-zA-Z"
        elif kind is op.CATEGORY:
            others.append(_CLASSES[value])
        else:
            others.append(_ANY)
    return "(?:" + "|".join([f"[{single}]"] * bool(single) + others) + ")"
