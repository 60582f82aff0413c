"""What becomes of the pieces of a page: nouns that the modules beside this one share."""

from __future__ import annotations

from typing import NamedTuple


class Cut(NamedTuple):
    """What goes with an element: by which rule, and where it is. Without a rule it stays."""

    rule: str = ""
    kind: str = ""
    reason: str = ""
    confidence: float = 1.0
    selector: str = ""
    path: str = ""


KEPT = Cut()
LEAD = Cut("article.lead", "", "A paragraph outside of the element that holds the article.")
OUTSIDE = Cut("article.outside")
ABOVE = Cut("article.above", "navigation", "Stands above the element that holds the article.", 0.9)
BELOW = Cut("article.below", "related", "Stands below the element that holds the article.", 0.9)


class Piece(NamedTuple):
    """Text of one fate, some lines of it; `glued` says that it goes on in the line where the one before ends."""

    text: str
    cut: Cut
    glued: bool
