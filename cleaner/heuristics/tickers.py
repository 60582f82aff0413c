"""Tickers: headlines of other stories without a heading that says so.

Four or more lines of four words and more that share next to nothing with the paragraphs open the
document, above the line that tells most of the topic; a quarter of them may share a little where the
others have the signs of headlines, and two are enough under the label of a list. Or one row holds
several headlines, kept apart by bullets or bars. Headline, deck and kicker speak of the article; a
press review has no headline below its list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import takewhile

from cleaner.heuristics import glued
from cleaner.heuristics.topic import Topic, is_speech
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

_FEWEST = 3
_FEW = 2
_RUN = 4
_SOME = 5
_MANY = 8
_MOSTLY = 0.75
_LONG = 7
"""Words of a line, on the average: free verse is shorter, and the other kind rhymes."""
_DATE_WORDS = 6
_NEWSY = re.compile(r"[:\d\"«“|؟]")
"""Signs that headlines use and verse hardly: a poem may stand above an essay that has none of its words."""
_TITLE_WORDS = 4
_APART = re.compile(r"\s{3,}|\s[|•·*●▪■◆»«]+\s|\s{2}[-–]\s{1,3}|[*•●▪]{2,}")
_MAY_PART = ("   ", "|", "•", "·", "*", "●", "▪", "■", "◆", " » ", " « ", "«»", "»«", "»»", "««", "  -", "  –")
"""What every match of `_APART` holds: looking for each of them takes a fiftieth of the time."""
_MAY_PART_RAW = ("  ", "|", "•", "·", "*", "●", "▪", "■", "◆", "«", "»")
"""One of these stands in such a row before it is folded too, or something that is not printed."""
_STOP = re.compile(r"(?:(?<!\.)\.|:)\W*$")
"""A full stop at the end, or a colon that announces; dots end headlines that are cut off."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_AROUND = " |•·*●▪■◆»«-–"
_STOPPED = frozenset((*".؟!:،", ""))
_ENDS = re.compile(r"[.؟!:،]\s*$")
_HARDLY = 0.2
_SHORTEST_ROW = 60


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on headlines of other stories."""
    rows = glued.find(looks, hits, gone)
    whole = {looks.document.line_at(vote.span.start) for vote in rows}
    return rows + _above(looks, hits, {*gone, *whole} if whole else gone)


def _above(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    prose = [number for number in looks.prose if number not in gone] if gone else looks.prose
    if not prose or prose[-1] < 2 or (prose[0] < 2 and not _segments(looks, prose[0])):
        return []
    first = next((number for number in prose if not _segments(looks, number)), None)
    if first is None or first < 2:
        return []
    head = [number for number in range(first) if number not in gone and not looks.blank(number)]
    if len(head) < 2:
        return []
    titles = [number for number in head if looks.count(number) >= _TITLE_WORDS]
    rows = [number for number in titles if _segments(looks, number)]
    if len(titles) - len(rows) < _FEWEST and not rows:
        return []
    topic = Topic(looks, (number for number in prose if number >= first))
    own = [n for n in titles if n not in rows and topic.is_own(looks.row(n).split())]
    if not own:
        lost = _all_foreign(looks, head, titles, topic) or [*_under_label(looks, hits, head, first, topic, _FEWEST)]
        return [_vote(looks, number) for number in _but_the_last(looks, lost, topic)]
    headline = max(own, key=lambda n: (topic.told(looks.row(n).split()), -n))
    found = [*_foreign(looks, head, headline, topic, rows), *_under_label(looks, hits, head, headline, topic)]
    return [_vote(looks, number) for number in sorted({*found})]


def _all_foreign(looks: Looks, head: list[int], titles: list[int], topic: Topic) -> list[int]:
    """Return the lines above the article where they are many headlines, and not one of them is its own: it was lost."""
    if len(head) < _SOME or len(titles) < len(head) or not all(_is_foreign(looks, n, topic) for n in head):
        return []
    if len({looks.keys.get(n) for n in head}) < len(head) or any(_is_date(looks, n) for n in head):
        return []
    if _is_programme(looks, head):
        return []
    if not _is_news(looks, head) or (len(head) < _MANY and not (_is_long(looks, head) and _has_signs(looks, head, 1))):
        return []
    return head if sum(topic.share(looks.words[n]) for n in head) < _HARDLY * len(head) else []


def _but_the_last(looks: Looks, lines: list[int], topic: Topic) -> list[int]:
    """Leave the last of the lines where it tells most of the topic, little as that is, or stands apart: a headline in other
    words than its story's.
    """
    if len(lines) < _FEWEST:
        return lines
    shares = [topic.share(looks.words[number]) for number in lines]
    apart = lines[-1] - lines[-2] > 1 and lines[-2] - lines[0] == len(lines) - 2
    return lines[:-1] if apart or 0 < shares[-1] >= max(shares) else lines


def _under_label(looks: Looks, hits: Hits, head: list[int], headline: int, topic: Topic, fewest: int = _FEW) -> Iterator[int]:
    """Yield the headlines of other stories right under the label of a list, above the article's own, or above the article."""
    for label in {hit.line for hit in hits.acting if hit.rule.where == "anchor" and hit.line < headline}:
        below = [number for number in head if number > label]
        run = [*takewhile(lambda number: number < headline and looks.count(number) >= _TITLE_WORDS and _is_other(looks, number, topic), below)]
        if fewest > _FEW and len(run) > _RUN and not _has_signs(looks, run, 1):  # verse below a label, above an essay
            continue
        if _is_programme(looks, run):
            continue
        if sum(_is_foreign(looks, number, topic) for number in run) >= fewest and not _is_told_again(looks, run, head):
            yield from run


def _foreign(looks: Looks, head: list[int], headline: int, topic: Topic, rows: list[int]) -> Iterator[int]:
    """Yield the headlines of other stories above the article's own: the line that speaks most of the topic."""
    lines = [number for number in head if number < headline and number not in rows]
    foreign = [number for number in lines if _is_foreign(looks, number, topic)]
    listed = [number for number in lines if number <= foreign[-1]] if foreign else lines  # names and a section may stand below them
    sure = len(foreign) == len(lines) or (len(foreign) >= _MOSTLY * len(listed) and _is_news(looks, foreign))
    if len(foreign) >= _RUN and sure and not _is_told_again(looks, foreign, head):
        yield from foreign
    yield from (number for number in rows if topic.is_foreign(looks.row(number).split()))


def _is_programme(looks: Looks, lines: list[int]) -> bool:
    """Tell whether most lines open with a number: the programme of a day, or numbered points."""
    return sum(looks.keys.get(n, "")[:1].isdigit() for n in lines) * 2 > len(lines)


def _is_news(looks: Looks, lines: list[int]) -> bool:
    """Tell whether lines are headlines by their signs, or by their length."""
    return _has_signs(looks, lines, len(lines) / 3) or _is_long(looks, lines)


def _has_signs(looks: Looks, lines: list[int], fewest: float) -> bool:
    return sum(bool(_NEWSY.search(looks.row(n))) for n in lines) >= fewest


def _is_long(looks: Looks, lines: list[int]) -> bool:
    """Tell whether lines are longer than verse on the average, and do not rhyme."""
    if not lines:
        return False
    ends = Counter(looks.words[n][-1][-1 - looks.words[n][-1].endswith("ه") :] for n in lines)  # a ta marbuta alone is no rhyme
    return sum(map(looks.count, lines)) >= _LONG * len(lines) and max(ends.values()) * 2 <= len(lines)


def _is_date(looks: Looks, number: int) -> bool:
    return looks.count(number) <= _DATE_WORDS and bool(_YEAR.search(looks.row(number)))


def _is_told_again(looks: Looks, lines: list[int], head: list[int]) -> bool:
    """Tell whether a line is printed twice above the article, or one of them is a date: the own headline is among them then."""
    keys = Counter(looks.keys.get(n) for n in head)
    return any(keys[looks.keys.get(n)] > 1 for n in lines) or any(_is_date(looks, n) for n in head if lines[0] <= n <= lines[-1] and n in looks.words)


def _is_other(looks: Looks, number: int, topic: Topic) -> bool:
    """Tell whether a line below foreign headlines may be one more of them: it does not speak of the topic outright."""
    return number in looks.words and not topic.is_own(looks.words[number]) and not _STOP.search(looks.row(number))


def _is_foreign(looks: Looks, number: int, topic: Topic) -> bool:
    if number not in looks.words or looks.count(number) < _TITLE_WORDS or is_speech(looks.row(number)) or _STOP.search(looks.row(number)):
        return False
    return topic.is_foreign(looks.words[number])


def _segments(looks: Looks, number: int) -> list[str]:
    """Return the headlines that one row holds; none where it is a sentence or a row of a table."""
    raw = looks.document.rows[number]
    if raw.rstrip(_AROUND)[-1:] in _STOPPED or (raw.isprintable() and not any(map(raw.__contains__, _MAY_PART_RAW))):
        return []
    row = looks.row(number).strip(_AROUND)
    if len(row) < _SHORTEST_ROW or not any(map(row.__contains__, _MAY_PART)):
        return []
    parts = [part.strip() for part in _APART.split(row)]
    parts = [part for part in parts if part]
    if len(parts) < _FEWEST or any(_ENDS.search(part) for part in parts) or all(":" in part for part in parts):
        return []  # sentences, or names with what each of them became
    return parts if all(len(part.split()) >= _FEWEST for part in parts) else []


def _vote(looks: Looks, number: int) -> Decision:
    reason = "Headlines of other stories."
    return looks.vote(number, "tickers.headlines", "ticker", reason, 0.6)
