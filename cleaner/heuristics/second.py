"""A second article: what an aggregator prints under the source line of the first.

A line that names the source ends a story that was taken from elsewhere. Where a heading for other stories
stands right under it, with a title and paragraphs that speak of that title, they are the next story, to
the end of the document. A plug amid the body has the body below it, which speaks of another title.
"""

from __future__ import annotations

from collections.abc import Collection

from cleaner.heuristics.topic import Topic
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

_TITLE_WORDS = 4
_PARAGRAPHS_ABOVE = 2
_TELLS = 0.3


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on the lines of a second article."""
    headings = {hit.line for hit in hits.acting if hit.rule.kind == "related" and hit.rule.where == "anchor"}
    for heading in sorted(headings):
        title, source = _next(looks, heading, 1), _next(looks, heading, -1)
        if source < 0 or title >= len(looks) or looks.is_prose(title) or looks.count(title) < _TITLE_WORDS or ":" not in looks.row(source):
            continue
        above = [number for number in looks.prose if number < heading and number not in gone]
        below = [number for number in looks.prose if number > title]
        if len(above) < _PARAGRAPHS_ABOVE or not below or not any(hit.rule.kind == "source" for hit in hits.read_facts([source])):
            continue
        found = looks.row(title).split()
        if Topic(looks, below).share(found) >= max(_TELLS, Topic(looks, above).share(found)):
            return [_vote(looks, n) for n in range(title, len(looks)) if n not in gone and not looks.blank(n)]
    return []


def _next(looks: Looks, number: int, step: int) -> int:
    """Return the nearest line that is not blank; -1 or the number of lines where there is none."""
    near = number + step
    while 0 <= near < len(looks) and looks.blank(near):
        near += step
    return near


def _vote(looks: Looks, number: int) -> Decision:
    reason = "Another article, under the source line of this one and a heading for other stories."
    return looks.vote(number, "second.article", "related", reason, 0.7)
