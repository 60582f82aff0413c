"""Teasers: the beginning of another story, cut off, above the article or below it.

Sites print under a story how the next one begins, up to a number of letters, and scrapers keep it as the
last paragraph; a box of the header is kept as the first. A teaser breaks off, where the paragraphs of the
article end as sentences do; it uses hardly a word of theirs; it does not go on from anything, as the last
paragraph of an article that was cut off does; and it opens as the article did, with its dateline, or
stands beside removed lines, or ends in dots.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cleaner.heuristics.topic import Topic
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

_PARAGRAPHS = 4
_WORDS = 15
_HARDLY = 0.15
"""Of 36 last paragraphs of 8,043 articles that break off, those which share less were printed by the site."""
_DATELINE_SHARE = 0.3
_FIRST_SHARE = 0.3
_APART = 3
_RUN = 2
_TITLED_SHARE = 0.5
_CARD_LINES = 4
"""Title, section, date and the beginning of the story."""
_TITLE_WORDS = 4
_DATELINE_WORDS = (2, 6)
_OPENING = 60
_END = 40
_WORD = re.compile(r"\w+")
_APART_SIGN = re.compile(r"\w ?[-–—/:] ?\w")
"""What stands between paper and place in a dateline."""
_DOTS = re.compile(r"(?:\.{2,}|…)\W{0,3}$")
_GOES_ON = re.compile(r"\W*(?:[وف]\w|كما |ثم |لكن |بل |حيث |اذ |اما |من جهت|من جانب|في المقابل|بدوره|بدورها|يذكر|يشار)")
_QUOTED = re.compile(r"[#@«“\"]|pic\.twitter")
"""Quoted tweets stand last too, and break off in tags and handles."""


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on the first and the last paragraph where they are teasers of other stories."""
    if len(looks.prose) < _PARAGRAPHS:
        return []
    first, last = looks.body(gone)
    ends = [number for number in (first, last) if number < len(looks) and number >= 0 and _breaks_off(looks, number)]
    if not ends:
        return []
    prose = [number for number in looks.prose if number not in gone]
    if len(prose) < _PARAGRAPHS or not all(map(looks.ends_sentence, prose[1:-1])):
        return []
    return list(_run(looks, prose, gone)) or list(_teasers(looks, prose, ends, gone))


def _breaks_off(looks: Looks, number: int) -> bool:
    """Tell whether a paragraph ends in dots, or in the midst of a sentence."""
    end = looks.document.rows[number][-_END:]
    if looks.ends_sentence(number) and "…" not in end and end.count(".") < 2:
        return False
    if looks.count(number) < _WORDS:
        return False
    return bool(_DOTS.search(looks.row(number))) or not looks.ends_sentence(number)


def _run(looks: Looks, prose: list[int], gone: Collection[int]) -> Iterator[Decision]:
    """Yield the stories that begin one under another below the article: each is cut off in dots, most under their titles."""
    cut: list[int] = []
    for number in reversed(prose[2:]):
        row = looks.row(number)
        if not _DOTS.search(row) or _GOES_ON.match(row) or _QUOTED.match(row):
            break
        cut.append(number)
    cut.reverse()
    story = prose[: len(prose) - len(cut)]
    if len(cut) < _RUN or any(_DOTS.search(looks.row(number)) for number in story):
        return
    topic = Topic(looks, story)
    heads = [_title_above(looks, number, gone) for number in cut]
    titled = all(head is not None and not topic.is_own(looks.words[head]) for head in heads)
    most = _TITLED_SHARE if titled else _FIRST_SHARE
    if any(topic.share(looks.row(number).split()) >= most for number in cut):
        return
    start = heads[0] if titled and heads[0] is not None else cut[0]
    lines = [number for number in range(start, cut[-1] + 1) if number not in gone and not looks.blank(number)]
    if len(lines) <= len(cut) * _CARD_LINES:
        yield from (_vote(looks, number, "related") for number in lines)


def _title_above(looks: Looks, number: int, gone: Collection[int]) -> int | None:
    """Return the line right above a paragraph where it may be a title: nothing that ends as sentences do."""
    above = number - 1
    while above >= 0 and (looks.blank(above) or (above in looks.words and looks.count(above) < _TITLE_WORDS)):
        above -= 1
    return above if above in looks.words and above not in gone and not looks.ends_sentence(above) else None


def _teasers(looks: Looks, prose: list[int], ends: list[int], gone: Collection[int]) -> Iterator[Decision]:
    for number in ends:
        row = looks.row(number)
        if _GOES_ON.match(row) or _QUOTED.search(row):
            continue
        share = Topic(looks, [n for n in prose if n != number]).share(row.split())
        if number == prose[0] and _DOTS.search(row) and share < _FIRST_SHARE and _set_apart(looks, prose, gone):
            yield _vote(looks, number, "ticker")
        elif number == prose[-1] and (_opens_again(looks, number, prose[0]) and share < _DATELINE_SHARE):
            yield _vote(looks, number, "related")
        elif share < _HARDLY and (_DOTS.search(row) or number == prose[-1]) and _beside(looks, number, 1 if number == prose[0] else -1, gone):
            yield _vote(looks, number, "ticker" if number == prose[0] else "related")


def _set_apart(looks: Looks, prose: list[int], gone: Collection[int]) -> bool:
    """Tell whether three lines or more are gone between the first paragraph and the second, which starts anew."""
    between = [number for number in range(prose[0] + 1, prose[1]) if not looks.blank(number)]
    return sum(number in gone for number in between) >= _APART and not _GOES_ON.match(looks.row(prose[1]))


def _opens_again(looks: Looks, number: int, first: int) -> bool:
    """Tell whether a paragraph opens as the dateline does that stands on a line of its own above the first one."""
    fewest, most = _DATELINE_WORDS
    opening = _WORD.findall(looks.row(number)[:_OPENING])
    for above in range(first):
        found = looks.words.get(above, [])
        if fewest <= len(found) <= most and _APART_SIGN.search(looks.row(above)) and opening[:2] == found[:2]:
            return True
    return False


def _beside(looks: Looks, number: int, step: int, gone: Collection[int]) -> bool:
    """Tell whether the line between a teaser and the article is gone."""
    near = number + step
    while 0 <= near < len(looks) and looks.blank(near):
        near += step
    return near in gone


def _vote(looks: Looks, number: int, kind: str) -> Decision:
    reason = "The beginning of another story, cut off."
    return looks.vote(number, f"teasers.{kind}", kind, reason, 0.6)
