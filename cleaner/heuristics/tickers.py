"""Tickers: headlines of other stories above the article's own, without a heading that says so.

Four or more lines of four words and more that share next to nothing with the paragraphs open the
document, right above the line that tells of the topic; or one row holds several headlines, kept apart by wide spaces, bullets
or a word that comes again and again. Headline, deck and kicker speak of the article; a press review
has no headline below its list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from cleaner.heuristics.topic import Topic, is_speech
from cleaner.looks import Looks
from cleaner.match import Hits
from cleaner.model import Decision

_FEWEST = 3
_RUN = 4
_TITLE_WORDS = 4
_FOREIGN = 0.34
_TELLS = 0.5
_APART = re.compile(r"\s{3,}|\s[|•·*●▪■◆»«]+\s|\s{2}[-–]\s{1,3}|[*•●▪]{2,}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ENDS = re.compile(r"[.؟!:،]\s*$")
_SHORTEST_ROW = 60


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on headlines of other stories above the article."""
    prose = [number for number in looks.prose if number not in gone]
    first = next((number for number in prose if not _segments(looks, number)), None)
    if first is None or first < 2:
        return []
    head = [number for number in range(first) if number not in gone and not looks.blank(number)]
    if len(head) < 2:
        return []
    titles = [number for number in head if looks.count(number) >= _TITLE_WORDS]
    rows = [number for number in titles if _segments(looks, number)]
    if len(titles) - len(rows) <= _FEWEST and not rows:
        return []
    topic = Topic(looks, (number for number in prose if number >= first))
    own = next((number for number in titles if number not in rows and _tells(looks, number, topic)), None)
    if own is None:
        return []
    return [_vote(looks, number) for number in _foreign(looks, head, own, topic, rows)]


def _foreign(looks: Looks, head: list[int], own: int, topic: Topic, rows: list[int]) -> Iterator[int]:
    lines = [number for number in head if number < own and number not in rows]
    if len(lines) >= _RUN and not _again(looks, lines) and all(_is_foreign(looks, number, topic) for number in lines):
        yield from lines
    yield from (number for number in rows if topic.share(looks.row(number).split()) < _FOREIGN)


def _again(looks: Looks, lines: list[int]) -> bool:
    """Tell whether a line is printed twice, or dated: the article's own headline is among the lines then."""
    keys = Counter(looks.keys.values())
    return any(keys[looks.keys.get(number, "")] > 1 or _YEAR.search(looks.row(number)) for number in lines)


def _tells(looks: Looks, number: int, topic: Topic) -> bool:
    found = looks.row(number).split()
    return topic.told(found) >= 2 and topic.share(found) >= _TELLS


def _is_foreign(looks: Looks, number: int, topic: Topic) -> bool:
    if number not in looks.words or looks.count(number) < _TITLE_WORDS or is_speech(looks.row(number)) or looks.ends_sentence(number):
        return False
    return topic.share(looks.words[number]) < _FOREIGN


def _segments(looks: Looks, number: int) -> list[str]:
    """Return the headlines that one row holds; none where it is a sentence or a row of a table."""
    row = looks.row(number).strip(" |•·*●▪■◆»«-–")
    if len(row) < _SHORTEST_ROW:
        return []
    parts = [part.strip() for part in _APART.split(row)]
    parts = [part for part in parts if part]
    if len(parts) < _FEWEST or any(_ENDS.search(part) for part in parts):
        return []
    return parts if all(len(part.split()) >= _FEWEST for part in parts) else []


def _vote(looks: Looks, number: int) -> Decision:
    reason = "The headline of another story, above the article's own."
    return Decision(looks.document.line_span(number), "tickers.above", "ticker", reason, 0.6)
