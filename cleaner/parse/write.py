"""The pieces of a page become its text, and spans of it that go.

A line break goes with the last line of a piece, if all of that line goes; no cut parts a letter from its marks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from cleaner.arabic import boundaries
from cleaner.model import Span
from cleaner.parse.cuts import KEPT, Cut, Piece


def write(pieces: Sequence[Piece]) -> tuple[str, list[tuple[Span, Cut]]]:
    """Write the pieces down; return the text, and where each that goes stands in it.

    A line break goes with the last line of a piece, if all of that line goes.
    """
    written: list[str] = []
    cuts: list[tuple[Span, Cut]] = []
    end = 0
    whole = True
    for number, piece in enumerate(pieces):
        start, gone = end, piece.cut is not KEPT
        whole = gone and (whole or not piece.glued or "\n" in piece.text)
        breaks = number + 1 < len(pieces) and not pieces[number + 1].glued
        shown = piece.text.rstrip() if breaks or number + 1 == len(pieces) else piece.text
        written.append(shown + "\n" if breaks else shown)
        end += len(written[-1])
        if not gone:
            continue
        span = Span(start, end if whole or not breaks else end - 1)
        if cuts and cuts[-1][1] is piece.cut and cuts[-1][0].end == start:
            cuts[-1] = (Span(cuts[-1][0].start, span.end), piece.cut)
        elif span:
            cuts.append((span, piece.cut))
    text = "".join(written)
    return text, list(_clean(text, cuts))


def _clean(text: str, cuts: list[tuple[Span, Cut]]) -> Iterator[tuple[Span, Cut]]:
    """Yield the cuts; one in the middle of a line keeps off the letters that its neighbours' marks belong to."""
    row, safe = Span(0, 0), [0]
    for span, cut in cuts:
        edges = []
        for offset in (span.start, span.end):
            if text[offset - 1 : offset] not in ("", "\n") and offset < len(text):
                if not row.start < offset < row.end:
                    start, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
                    row = Span(start, end if end >= 0 else len(text))
                    safe = [start + place for place in boundaries(text[start : row.end])]
                at = bisect_left(safe, offset) if offset == span.start else bisect_right(safe, offset) - 1
                offset = safe[at]
            edges.append(offset)
        if edges == [span.start, span.end]:
            yield span, cut
        elif edges[0] < edges[1]:
            yield Span(*edges), cut
