"""What becomes of the text outside of the article's element: headline and leads stay where they stand over the article.

Comes in: the pieces of a page. Goes out: the same with a fate each, cut in several where a line of them differs.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Note
from cleaner.options import Engine
from cleaner.parse.cuts import ABOVE, BELOW, KEPT, LEAD, OUTSIDE, Cut, Piece
from cleaner.parse.voter import Voter

_LEADS = 3
_NEAR = 6


def settle(pieces: list[Piece], printed: frozenset[str]) -> tuple[list[Piece], str]:
    """Say what becomes of the text outside of the article's element; return the headline as printed too."""
    inside = [number for number, piece in enumerate(pieces) if piece.cut is KEPT]
    first, last = (inside[0], inside[-1]) if inside else (len(pieces), len(pieces))
    opening = [line for number in inside[:_NEAR] for line in pieces[number].text.split("\n")[:_NEAR]]
    title = next((line for line in opening if line in printed), "")
    at = -1
    if not title:
        for at in range(first - 1, -1, -1):
            if pieces[at].cut is OUTSIDE and (title := _line_in(pieces[at].text, printed)):
                break
    settled: list[Piece] = []
    leads = 0
    for number, piece in enumerate(pieces):
        outside = ABOVE if number < last else BELOW
        if number == at and title:
            settled += _around_line(piece, title, outside)
        elif piece.cut is LEAD:
            stays = bool(title) and at < number < first and leads < _LEADS
            leads += stays
            settled.append(Piece(piece.text, KEPT if stays else outside, piece.glued))
        else:
            settled.append(Piece(piece.text, outside, piece.glued) if piece.cut is OUTSIDE else piece)
    return settled, title


def ask(pieces: list[Piece], html: str, engine: Engine) -> tuple[list[Piece], Note]:
    """Let trafilatura say which lines hold the article, of those that no rule names.

    Where it was only asked because the own detector was not sure, it has to find most of what that one found, or more.
    """
    voter = Voter(html)
    voted: list[Piece] = []
    mine = common = both = 0
    for piece in pieces:
        if piece.cut not in (KEPT, LEAD, OUTSIDE):
            voted.append(piece)
            continue
        glued = piece.glued
        for line in piece.text.split("\n"):
            keeps = voter.keeps(line)
            voted.append(Piece(line, KEPT if keeps else OUTSIDE, glued))
            glued = False
            mine += len(line) * (piece.cut is KEPT)
            common += len(line) * (piece.cut is KEPT and keeps)
            both += len(line) * keeps
    if not both or (engine == "auto" and max(both, 2 * common) < mine):
        return pieces, Note("engine", "trafilatura was asked and found less: the own detector's answer stands.")
    why = "The own detector was not sure: lines" if engine == "auto" else "Lines"
    return voted, Note("engine", f"{why} chosen by trafilatura.")


def _line_in(text: str, printed: frozenset[str]) -> str:
    """Return the last line of a text that is one of those."""
    return next((line for line in reversed(text.split("\n")) if line in printed), "")


def _around_line(piece: Piece, line: str, outside: Cut) -> Iterator[Piece]:
    """Yield a piece in three: what stands above its last printing of a line, that line, what stands below."""
    above, _, below = f"\n{piece.text}\n".rpartition(f"\n{line}\n")
    if above := above[1:]:
        yield Piece(above, outside, piece.glued)
    yield Piece(line, KEPT, piece.glued and not above)
    if below := below[:-1]:
        yield Piece(below, outside, False)
