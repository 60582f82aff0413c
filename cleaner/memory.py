"""What was said of lines already, so that a line printed on every page of a site is read once.

Goes out: a `Memory` of texts, of bounded size. What it holds follows from the text alone: whoever asks gets what
reading the line again would have told, only sooner.
"""

from __future__ import annotations

from typing import Generic, TypeVar

_MOST = 2048
_LONGEST = 300
"""Characters of a line that is worth keeping: longer ones are paragraphs, and most stand in one document only."""

Told = TypeVar("Told")


class Memory(Generic[Told]):
    """What each of some texts told; what nobody asked for lately is forgotten.

    Texts are kept in two halves: when the new one is full the old one goes, and what is still asked for moves over.

    >>> memory = Memory[int](most=1)
    >>> memory.keep("اقرأ أيضاً", 2), memory.get("اقرأ أيضاً"), memory.get("خبر")
    (2, 2, None)
    >>> memory.keep("شارك", 1), memory.keep("طباعة", 1), memory.get("اقرأ أيضاً")
    (1, 1, None)
    """

    __slots__ = ("_most", "_new", "_old")

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._new: dict[str, Told] = {}
        self._old: dict[str, Told] = {}

    def get(self, text: str) -> Told | None:
        """Return what a text told, or None."""
        told = self._new.get(text)
        if told is None and self._old:
            told = self._old.get(text)
            if told is not None:
                self.keep(text, told)
        return told

    def keep(self, text: str, told: Told) -> Told:
        """Remember what a text told, and return it. Two threads may lose something here, never mix it up."""
        if len(text) <= _LONGEST:
            if len(self._new) >= self._most:
                self._old, self._new = self._new, {}
            self._new[text] = told
        return told
