"""Any of many phrases as one regular expression that shares what they begin with.

Comes in: phrases, each a row of words. Goes out: an expression that finds what a list of them, the longest
first, would find, in the same order. A list of 700 places is as many branches, each looked at wherever the expression is
tried; as a trie it has as many as there are letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Node = dict[str, "Node"]
"""What follows a letter, or the gap between two words; an empty text where a phrase ends."""


def any_of(phrases: Iterable[Sequence[str]], gap: str = "") -> str:
    r"""Return an expression for any of some phrases, the longest first, with a `gap` between their words.

    >>> any_of([["اب"], ["ابن"], ["ابنه"]])
    'اب(?:ن(?:ه|)|)'
    >>> any_of([["خبر"], ["خبز"], ["حبر"], ["حبز"]]), any_of([["ا", "ب"], ["ا"]], r"\W?")
    ('[حخ]ب[رز]', 'ا(?:\\W?ب|)')
    """
    listed = {tuple(phrase) for phrase in phrases}
    if gap and not _in_order(listed, gap):
        spelled = {gap.join(map(re.escape, phrase)) for phrase in listed}
        return "|".join(sorted(spelled, key=lambda phrase: (-len(phrase), phrase)))
    root: Node = {}
    for phrase in listed:
        node = root
        for place, word in enumerate(phrase):
            for letter in (gap, *word) if place and gap else word:
                node = node.setdefault(letter, {})
        node[""] = {}
    return _spell(root, gap)


def _in_order(phrases: set[tuple[str, ...]], gap: str) -> bool:
    """Tell whether a trie tries phrases in the order of a list, where one is how another begins with its words glued together.

    A gap may be nothing. The trie tries it after the letters.
    """
    glued: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        glued.setdefault("".join(phrase), []).append(phrase)
    for longer, whole in glued.items():
        for end in range(1, len(longer)):
            for one in glued.get(longer[:end], ()):
                if not all(_is_tried_alike(other, one, gap) for other in whole):
                    return False
    return True


def _is_tried_alike(longer: tuple[str, ...], shorter: tuple[str, ...], gap: str) -> bool:
    """Tell whether list and trie try two phrases in the same order, of which one has more letters."""
    mine, others = gap.join(longer), gap.join(shorter)
    if mine.startswith(others):
        return True
    place = next(place for place, (one, other) in enumerate(zip(mine, others, strict=False)) if one != other)
    return (len(mine) > len(others)) == (mine[place] != gap[0])


def _spell(node: Node, gap: str) -> str:
    if len(node) == 1:  # a chain, spelled without more
        letter, after = next(iter(node.items()))
        return (letter if letter == gap else re.escape(letter)) + _spell(after, gap) if letter else ""
    same: dict[str, list[str]] = {}
    for letter, after in node.items():
        if letter:
            same.setdefault(_spell(after, gap), []).append(letter)
    branches: list[str] = []
    between = ""
    for rest, letters in same.items():
        if gap in letters:
            between = gap + rest
        if single := sorted(letter for letter in letters if letter != gap):
            branches.append(_any_letter(single) + rest)
    branches = [*sorted(branches), *([between] if between else []), *([""] if "" in node else [])]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _any_letter(letters: list[str]) -> str:
    spelled = "".join(map(re.escape, letters))
    return spelled if len(letters) == 1 else f"[{spelled}]"
