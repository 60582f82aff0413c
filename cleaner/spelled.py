"""What a scan looks for: the words that patterns begin and end with, and needles, in the spellings of texts.

Comes in: edges of patterns, needles. Goes out: expressions in the syntax of RE2 for a thinned text, which
nobody has folded yet. They find too much, never too little.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.arabic import UNUSUAL, any_spelling
from cleaner.lookup import END, NUMBER, Edge
from cleaner.slots import LATIN

SIGN = "[^ء-غف-يA-Za-z0-9\n]"
"""A sign between two words: kept small, since it stands in every phrase."""
_ENDS = f"(?:{SIGN}|(?m:$))"
_DIGIT = r"\p{Nd}"
_DIGITS = r"\p{Nd}[\p{Nd}.,٬٫]*"
_NO_LETTER = "[^ء-غف-يA-Za-z\n]"
_ASCII = "[A-Za-z0-9]"
_FEW = 12
"""Words beside one that opens a paragraph: so many are looked for, more would make the automaton large."""
_CUT = 3
"""Letters of such a word that are looked for."""
_EVERYDAY = frozenset("0 من ما هل كل ان قد وقد هذا هذه لم لا ولا في كما بعد كان كانت علي الي مع يمكن يجب اعلن نشر نشرت سجل شارك".split())
"""Words that open one paragraph in 600 or more of the development dumps: behind these all are looked for."""


def spell_needles(needles: Iterable[str]) -> str:
    """Return an expression for needles, and for what no spelling foresees."""
    return "|".join([UNUSUAL, *map(any_spelling, sorted(needles))])


def spell_heads(edges: Iterable[Edge], glued: Iterable[Edge]) -> str:
    """Return an expression for rows that open as an edge says; to a word of `glued` ones the next may be glued."""
    spelled = [_spell_head(edge.words, edge.beside, _ENDS) for edge in _merged(edges)]
    spelled += [_spell_head(edge.words, edge.beside, "") for edge in _merged(glued)]
    return f"(?m:^){SIGN}*(?:{'|'.join(sorted(spelled))})"


def _merged(edges: Iterable[Edge]) -> list[Edge]:
    """Put edges together so that each word is in one only: else the automaton follows many at a time."""
    together: dict[str, set[str] | None] = {}
    for edge in edges:
        for word in edge.words:
            known = together.setdefault(word, set())
            if known is not None:
                together[word] = None if edge.beside is None else known | edge.beside
    cut = {word: beside and frozenset(map(_cut, beside)) for word, beside in together.items()}
    asked = {w: beside for w, beside in cut.items() if beside and (w in _EVERYDAY or len(beside) <= _FEW)}
    alone = [frozenset({word}) for word in (NUMBER, LATIN) if word in together and word not in asked]
    plain = frozenset(together.keys() - asked.keys() - {NUMBER, LATIN})
    return [Edge(words, None) for words in (plain, *alone) if words] + [Edge(frozenset({w}), b) for w, b in asked.items()]


def _cut(word: str) -> str:
    return word if word[-1] == END or word == LATIN else word[:_CUT]


def _spell_head(words: frozenset[str], beside: frozenset[str] | None, ends: str) -> str:
    if NUMBER in words:
        return f"{_DIGIT}{_NO_LETTER}*{_beside(beside)}" if beside else _DIGIT
    if LATIN in words:
        return _ASCII
    first = _any_of(map(any_spelling, words))
    if beside is None:
        return first + ends
    if beside == {END}:
        return f"{first}{SIGN}*(?m:$)"
    apart = f"{SIGN}{'+' if ends else '*'}"
    return f"{first}(?:{apart}{_beside(beside - {END})}" + (f"|{SIGN}*(?m:$))" if END in beside else ")")


def _beside(words: frozenset[str]) -> str:
    return _any_of(map(_spell_beside, words))


def _spell_beside(word: str) -> str:
    special = {END: "(?m:$)", NUMBER: _DIGIT, LATIN: _ASCII}
    if word in special:
        return special[word]
    return any_spelling(word[:-1]) + _ENDS if word[-1] == END else any_spelling(word)


def spell_tails(edges: Iterable[Edge]) -> str:
    """Return an expression for rows, read backwards, that close as an edge says."""
    spelled = sorted({_spell_tail(edge.words, edge.beside) for edge in edges})
    return f"(?m:^){SIGN}*(?:{'|'.join(spelled)})"


def _spell_tail(words: frozenset[str], beside: frozenset[str] | None) -> str:
    last = _any_of(_DIGITS if word == NUMBER else any_spelling(word[::-1]) for word in words)
    if beside is None:
        return last if NUMBER in words else last + _ENDS
    before = [any_spelling(word[::-1]) for word in beside]
    return f"{last}{SIGN}+{_any_of([*before, _DIGIT] if NUMBER in words else before)}"


def _any_of(spelled: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(spelled))})"
