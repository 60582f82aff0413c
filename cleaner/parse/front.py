"""Is a page the front of a site or of a section: cards of other pages, and no article?"""

from __future__ import annotations

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from cleaner.parse.detector import Found
from cleaner.parse.dom import plain

_CARDS = "h1 a,h2 a,h3 a,h4 a,h5 a,a h2,a h3,a h4,a h5"
_CARD_WORDS = 3
_FEWEST = 5
_PER_CARD = 200
"""Letters of prose for each card: a teaser has half of that, an article with some cards in it many times as much."""
_LITTLE = 300
_TITLES = 15


def is_front(found: Found, elements: Mapping[str, list[LexborNode]]) -> bool | None:
    """Tell whether what the detector found is cards; None: little prose among titles of other pages.

    Of the last kind a page that prints its own headline is a short item and an article.
    """
    cards = sum(len(plain(card.text()).split()) >= _CARD_WORDS for card in found.node.css(_CARDS))
    if cards >= _FEWEST and found.letters < _PER_CARD * cards:
        return True
    if found.letters >= _LITTLE:
        return False
    titles = sum(len(plain(link.text()).split()) > _CARD_WORDS for link in elements.get("a", ()))
    return None if titles >= _TITLES else False
