"""Marks around elements, so that one call writes the text of a page down with what becomes of each piece of it.

Comes in: a body, and which of its elements are cut. Goes out: pieces of text, in the order of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborNode

from cleaner.compiled import native
from cleaner.parse.cuts import KEPT, LEAD, OUTSIDE, Cut, Piece
from cleaner.parse.elements import Elements
from cleaner.parse.letters import alike_before, plain

BREAK, OPEN, NAMED, CLOSE = "\ufdd0\ufdd1\ufdd2\ufdd3"
_MARKS = re.compile(f"({OPEN}[0-9]{{1,8}}{NAMED}|{CLOSE})")
_OURS = re.compile("[\ufdd0-\ufdd3]|&#(?:[xX]0*[fF][dD][dD][0-3]|0*6497[6-9])(?![0-9a-fA-F]);?")


class ForeignMark(Exception):  # noqa: N818 - no error: the page holds one of our marks
    """The text of a page holds a character that marks elements."""


def without_marks(html: str) -> str:
    """Return a page without the characters that mark elements.

    >>> without_marks("<p>a\ufdd1b&#xFDD2;</p>") == "<p>a\ufffdb\ufffd</p>"
    True
    """
    return _OURS.sub("\ufffd", html)


class Marks:
    """Marks around elements, and what the text between two marks is: written down in one go."""

    def __init__(self, body: LexborNode, found: Elements, sure: bool = False) -> None:
        """Mark elements of a body, those that were `found` in it; be `sure` that the page holds no marks."""
        self._body, self._elements, self._sure = body, found, sure
        self._cuts: list[Cut] = []
        self._ground = OUTSIDE
        self._marked = 0

    def cut(self, node: LexborNode, cut: Cut) -> None:
        """Mark an element and what becomes of it."""
        number = len(self._cuts)
        self._cuts.append(cut)
        if node.mem_id == self._body.mem_id:
            self._ground = cut
        else:
            self._marked += 1
            node.insert_before(f"{OPEN}{number}{NAMED}")
            node.insert_after(CLOSE)

    def pieces(self) -> list[Piece]:
        """Return the text of the page, each piece with what becomes of it; changes the tree.

        A mark may be lost in an element that holds no text, such as a picture: where the page has no marks of its own that is no fault.
        """
        for link in alike_before(self._elements["a"], "tag_id"):
            link.insert_before(BREAK)
        self._elements.merge()
        self._body.merge_text_nodes()
        goes = bytes(cut is not KEPT and cut is not LEAD for cut in self._cuts)
        found = _lay_out(self._body.text(separator=BREAK, skip_empty=True), goes, -1 if self._sure else self._marked)
        if found is None:
            raise ForeignMark
        return [Piece(text, self._cuts[number] if number >= 0 else self._ground, glued) for text, number, glued in found]


def _lay_in_python(text: str, goes: bytes, marked: int) -> list[tuple[str, int, bool]] | None:
    """Return what stands between marks: its text, the number of the mark that says what becomes of it, and whether it is glued.

    The outermost element that goes takes all in it along. None where not all marks are ours.

    >>> _lay_in_python("a \ufdd10\ufdd2b\ufdd0c\ufdd3", b"\\1", 1)
    [('a ', -1, False), ('b\\nc', 0, True)]
    """
    fates: list[int] = []
    pieces: list[tuple[str, int, bool]] = []
    broken, opened = True, 0
    for place, written in enumerate(_MARKS.split(plain(text))):
        if place % 2 and written == CLOSE:
            if not fates:
                return None
            fates.pop()
        elif place % 2:
            number, opened = int(written[1:-1]), opened + 1
            if number >= len(goes) or opened > len(goes):
                return None
            fates.append(fates[-1] if fates and (goes[fates[-1]] or not goes[number]) else number)
        elif OPEN in written or NAMED in written:
            return None
        elif written:
            broken = _add(pieces, written, fates[-1] if fates else -1, broken)
    return pieces if not fates and marked in (-1, opened) else None


def _add(pieces: list[tuple[str, int, bool]], written: str, fate: int, broken: bool) -> bool:
    """Add what stands between two marks to the pieces; tell whether a line is broken behind it."""
    lines = [line for line in map(str.strip, written.split(BREAK)) if line]
    if not lines:
        broken = broken or BREAK in written
        if not broken:
            text, of, glued = pieces[-1]
            pieces[-1] = (f"{text.rstrip()} ", of, glued)
        return broken
    broken = broken or written.lstrip().startswith(BREAK)
    ends = written.rstrip().endswith(BREAK)
    before = " " if not broken and written[0] == " " else ""
    after = " " if not ends and written[-1] == " " else ""
    pieces.append((before + "\n".join(lines) + after, fate, not broken))
    return ends


_lay_out: Callable[[str, bytes, int], list[tuple[str, int, bool]] | None] = native.pieces if native else _lay_in_python
