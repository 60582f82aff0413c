"""What reading a page does with each of its letters: counted, parted, looked up; in the compiled part where it was built.

Comes in: texts. Goes out: texts, numbers. Every function has its equal in compiled/pages.c.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from selectolax.lexbor import LexborNode

from cleaner.compiled import native


def _plain(text: str) -> str:
    return " ".join(text.split())


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _count_sign(text: str, sign: str) -> int:
    return text.count(sign)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "ignore")


def _alike_before(nodes: Iterable[LexborNode], number: str) -> list[LexborNode]:
    return [node for node in nodes if (before := node.prev) is not None and getattr(node, number) == getattr(before, number)]


def _letters_in(nodes: Iterable[LexborNode]) -> list[int]:
    return [_letters(node.text()) for node in nodes]


def _own_letters_in(nodes: Iterable[LexborNode], inlines: frozenset[str]) -> list[int]:
    return [sum(_letters(_own(child, inlines)) for child in node.iter(include_text=True)) for node in nodes]


def _own(child: LexborNode, inlines: frozenset[str]) -> str:
    text = child.text_content
    return text if text is not None else child.text() if child.tag in inlines else ""


def _group(objects: Iterable[Any], number: str, name: str, names: Collection[str]) -> dict[str, list[Any] | None]:
    known: dict[Any, list[Any] | None] = {}
    found: dict[str, list[Any] | None] = {}
    for one in objects:
        told = getattr(one, number)
        if told not in known:
            called = getattr(one, name)
            known[told] = found[called] = [] if called in names else None
        if (those := known[told]) is not None:
            those.append(one)
    return found


plain: Callable[[str], str] = native.plain if native else _plain
"""Return a text with every run of white space as one space, and none at its ends."""
letters: Callable[[str], int] = native.count_letters if native else _letters
"""Count the characters of a text that are no white space."""
count_sign: Callable[[str, str], int] = native.count_sign if native else _count_sign
"""Count a sign in a text."""
encode: Callable[[str], bytes] = native.encode if native else _encode
"""Return a text as UTF-8, halves of characters left out."""
alike_before: Callable[[Iterable[LexborNode], str], list[LexborNode]] = native.alike_before if native else _alike_before
"""Return the nodes of which the one before, whatever it is, has the same number."""
letters_in: Callable[[Iterable[LexborNode]], list[int]] = native.letters_in if native else _letters_in
"""Count the letters of the texts of nodes."""
own_letters_in: Callable[[Iterable[LexborNode], frozenset[str]], list[int]] = native.own_letters_in if native else _own_letters_in
"""Count the letters that stand in nodes themselves, or in elements of them of these tags."""
group: Callable[[Iterable[Any], str, str, Collection[str]], dict[str, list[Any] | None]] = native.group if native else _group
"""Return objects by name, in their order, those of other names as None; objects of one number have one name."""


class _Words:
    """Words that are looked for at every place of a text.

    >>> _Words(("tag", "tags", "ad")).find("tags-head")
    ['tags', 'ad']
    """

    def __init__(self, words: tuple[str, ...]) -> None:
        self._any = re.compile(f"(?=({_tree(words)}))") if words else None

    def find(self, text: str) -> list[str]:
        """Return the longest word at each place of a text."""
        return self._any.findall(text) if self._any else []

    def named(self, nodes: Iterable[LexborNode], tags: frozenset[str], names: frozenset[str]) -> list[LexborNode]:
        """Return the nodes of which something may be said, by their tags, or by class and id: `names` with their signs, or these words."""
        return list(nodes)


Words: Any = native.Parts if native else _Words


def _tree(words: Iterable[str]) -> str:
    """Write words as one expression that finds the longest of them at a place, a letter at a time.

    >>> _tree(["tag", "tags", "ad"])
    '(?:ad|tag(?:s)?)'
    """
    after: dict[str, list[str]] = {}
    for word in words:
        after.setdefault(word[:1], []).append(word[1:])
    ends = after.pop("", None) is not None
    branches = [re.escape(first) + (_tree(rest) if rest != [""] else "") for first, rest in sorted(after.items())]
    if len(branches) == 1 and not ends:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if ends else ''}"
