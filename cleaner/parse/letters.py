"""What reading a page does with each of its letters: counted, parted, looked up; in the compiled part where it was built.

Comes in: texts. Goes out: texts, numbers. Every function has its equal in compiled/pages.c.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from cleaner.compiled import native


def _plain(text: str) -> str:
    return " ".join(text.split())


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _count_sign(text: str, sign: str) -> int:
    return text.count(sign)


def _group(objects: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for one in objects:
        found[getattr(one, name)].append(one)
    return found


plain: Callable[[str], str] = native.plain if native else _plain
"""Return a text with every run of white space as one space, and none at its ends."""
letters: Callable[[str], int] = native.count_letters if native else _letters
"""Count the characters of a text that are no white space."""
count_sign: Callable[[str, str], int] = native.count_sign if native else _count_sign
"""Count a sign in a text."""
group: Callable[[Iterable[Any], str], dict[Any, list[Any]]] = native.group if native else _group
"""Return objects by what an attribute of theirs says, in their order."""


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
