"""Is a page the front of a site or of a section: cards of other pages, and no article?"""

from __future__ import annotations

from itertools import islice

from cleaner.parse.detector import Found
from cleaner.parse.elements import Elements

_CARDS = ":is(h1,h2,h3,h4,h5) a,a :is(h2,h3,h4,h5)"
_CARD_WORDS = 3
_FEWEST = 5
_PER_CARD = 200
"""Letters of prose for each card: a teaser has half of that, an article with some cards in it many times as much."""
_LITTLE = 300
_TITLES = 15
_SENTENCE = 4
"""Words: the headline of an article; the name of a section has three at most."""


def words_asked(found: Found, elements: Elements) -> int:
    """Return how many words of a headline the page has to print to be taken for an article; mostly none.

    Where the prose is that of cards, a headline that is a sentence tells a short item with a box of cards in it;
    where it is little among many titles of other pages, any.
    """
    cards = sum(len(card.text().split()) >= _CARD_WORDS for card in found.node.css(_CARDS))
    if cards >= _FEWEST and found.letters < _PER_CARD * cards:
        return _SENTENCE
    if found.letters >= _LITTLE:
        return 0
    titles = (link for link in elements["a"] if len(link.text().split()) > _CARD_WORDS)
    return 1 if len(list(islice(titles, _TITLES))) == _TITLES else 0
