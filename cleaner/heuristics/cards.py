"""Cards: the headline of another story beside its own button for more, or above a heading for others.

Rules name the button; over the article the line above it, which speaks of nothing that the article speaks
of, goes with it. Below the article a headline between a button and the end goes, and one between the
last paragraph and a heading for other stories that speaks of something else, or of its pictures, and has
no stop where the paragraphs have one.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from cleaner.heuristics.topic import Topic
from cleaner.hits import Hit, Hits
from cleaner.looks import Looks
from cleaner.model import Decision

BUTTONS: tuple[str, ...] = ("read_more", "related")
_TITLE_WORDS = 4
_PARAGRAPHS = 2
_LONE_WORDS = 6
_NEWSY = re.compile(r"[:\d\"«“|؟]|\.\.")
_PICTURED = re.compile(r"[(\[]\s?(?:صور|صوره|فيديو|بالصور|بالفيديو|شاهد|انفوغراف|انفوجراف)\s?[)\]]\s*$")
"""What stands in brackets behind headlines, and behind nothing else."""


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on headlines above a button, before the first paragraph."""
    buttons = {hit.line for hit in hits.acting if hit.rule.kind in BUTTONS and hit.line in gone and not _titled(hit)}
    if not buttons or not looks.words:
        return []
    first, last = looks.body(gone)
    below = _below(looks, hits, last, gone)
    prose = [number for number in looks.prose if number not in gone]
    titles = [_above(looks, button) for button in buttons if button < first]
    titles = [n for n in titles if n >= 0 and n not in gone and looks.titled(n) and looks.count(n) >= _TITLE_WORDS]
    if not titles or len(prose) < _PARAGRAPHS or not _headed(looks, max(titles), first, gone):
        return below
    topic = Topic(looks, prose)
    return below + [_vote(looks, number) for number in sorted(titles) if topic.is_foreign(looks.words[number])]


def _below(looks: Looks, hits: Hits, last: int, gone: Collection[int]) -> list[Decision]:
    """Return a vote on a headline of another story right below the last paragraph."""
    left = [n for n in looks.seen(last + 1, len(looks)) if n not in gone] if last >= 0 else []
    if len(left) != 1 or not looks.titled(left[0]) or looks.count(left[0]) < _TITLE_WORDS or hits.read_facts(left):
        return []
    title = left[0]
    above = next(n for n in range(title - 1, -1, -1) if not looks.blank(n))
    near = next((n for n in range(title + 1, len(looks)) if not looks.blank(n)), len(looks))
    kinds = {hit.line: hit.rule.kind for hit in hits.acting}
    if kinds.get(above) == "read_more":
        return [_vote(looks, title, "related")]
    prose = [number for number in looks.prose if number not in gone]
    if above != last or kinds.get(near) != "related" or looks.count(title) < _LONE_WORDS or not all(map(looks.ends_sentence, prose)):
        return []
    row = looks.row(title)
    foreign = _NEWSY.search(row) and Topic(looks, prose).is_foreign(looks.words[title])
    return [_vote(looks, title, "related")] if len(prose) > _PARAGRAPHS and (foreign or _PICTURED.search(row)) else []


def _headed(looks: Looks, last: int, first: int, gone: Collection[int]) -> bool:
    """Tell whether another line stands between the last card and the first paragraph: the article's own headline."""
    return any(number not in gone and looks.titled(number) for number in range(last + 1, first))


def _titled(hit: Hit) -> bool:
    """Tell whether a title stands on the line of the button: it has none above."""
    return any(name in ("title", "phrase") for name, _, _ in hit.groups)


def _above(looks: Looks, number: int) -> int:
    return next((n for n in range(number - 1, -1, -1) if not looks.blank(n)), -1)


def _vote(looks: Looks, number: int, kind: str = "ticker") -> Decision:
    reason = "The headline of another story beside its button for more, or above a heading for others."
    return looks.vote(number, "cards.headline", kind, reason, 0.6)
