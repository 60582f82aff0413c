"""Cards: the headline of another story above its own button for more, over the article.

Rules name the button; the line above it, which speaks of nothing that the article speaks of, goes with it.
"""

from __future__ import annotations

from collections.abc import Collection

from cleaner.heuristics.topic import Topic
from cleaner.looks import Looks
from cleaner.match import Hit, Hits
from cleaner.model import Decision

_BUTTONS = ("read_more", "related")
_TITLE_WORDS = 4
_PARAGRAPHS = 2


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on headlines above a button, before the first paragraph."""
    buttons = {hit.line for hit in hits.acting if hit.rule.kind in _BUTTONS and hit.line in gone and not _titled(hit)}
    if not buttons:
        return []
    first, _ = looks.body(gone)
    prose = [number for number in looks.prose if number not in gone]
    titles = [_above(looks, button) for button in buttons if button < first]
    titles = [n for n in titles if n >= 0 and n not in gone and looks.titled(n) and looks.count(n) >= _TITLE_WORDS]
    if not titles or len(prose) < _PARAGRAPHS or not _headed(looks, max(titles), first, gone):
        return []
    topic = Topic(looks, prose)
    return [_vote(looks, number) for number in sorted(titles) if topic.is_foreign(looks.words[number])]


def _headed(looks: Looks, last: int, first: int, gone: Collection[int]) -> bool:
    """Tell whether another line stands between the last card and the first paragraph: the article's own headline."""
    return any(number not in gone and looks.titled(number) for number in range(last + 1, first))


def _titled(hit: Hit) -> bool:
    """Tell whether a title stands on the line of the button: it has none above."""
    return any(name in ("title", "phrase") for name, _, _ in hit.groups)


def _above(looks: Looks, number: int) -> int:
    return next((n for n in range(number - 1, -1, -1) if not looks.blank(n)), -1)


def _vote(looks: Looks, number: int) -> Decision:
    reason = "The headline of another story above its button for more."
    return Decision(looks.document.line_span(number), "cards.headline", "ticker", reason, 0.6)
