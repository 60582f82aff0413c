"""Tickers: headlines of other stories without a heading that says so.

Four or more lines of four words and more that share next to nothing with the paragraphs open the
document, right above the line that tells of the topic; or one row holds several headlines, kept apart by
wide spaces, bullets or bars. A row of six headlines and more with wide spaces between them goes wherever
it stands; where the article follows on the same row, only the ticker goes. Headline, deck and kicker
speak of the article; a press review has no headline below its list.
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
_MANY = 8
_DATE_WORDS = 6
_NEWSY = re.compile(r"[:\d\"«“|؟]")
"""Signs that headlines use and verse hardly: a poem may stand above an essay that has none of its words."""
_TITLE_WORDS = 4
_APART = re.compile(r"\s{3,}|\s[|•·*●▪■◆»«]+\s|\s{2}[-–]\s{1,3}|[*•●▪]{2,}")
_MAY_PART = ("   ", "|", "•", "·", "*", "●", "▪", "■", "◆", " » ", " « ", "«»", "»«", "»»", "««", "  -", "  –")
"""What every match of `_APART` holds: looking for each of them takes a fiftieth of the time."""
_MAY_PART_RAW = ("  ", "|", "•", "·", "*", "●", "▪", "■", "◆", "«", "»")
"""One of these stands in such a row before it is folded too, or something that is not printed."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_AROUND = " |•·*●▪■◆»«-–"
_STOPPED = frozenset((*".؟!:،", ""))
_ENDS = re.compile(r"[.؟!:،]\s*$")
_RUN_TOGETHER = 25
_HARDLY = 0.2
_STOPS = re.compile(r"[،,؛]|(?<!\.)\.(?!\.)")
_SHORTEST_ROW = 60
_WIDE = "   "
_GAP = re.compile(r"(?<=\S)[ \xa0]{3,}(?=\S)")
_WIDE_RUN = 5
_DATED, _DIGIT = re.compile(r"\W*\d"), re.compile(r"\d")
"""The rows of a programme or a table open with dates and numbers, or hold prices: headlines seldom do."""
_LONG_TITLE = 9
_AVERAGE = 5.5
"""Words of a headline: hemistichs on one row are spaced like headlines, but have three to seven words each."""
_LONGEST_TITLE = 40


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on headlines of other stories."""
    text = looks.document.text
    wide = (looks.wide and _WIDE in text) or ("\xa0" in text and "\xa0\xa0\xa0" in text)
    spaced = list(_spaced(looks, gone)) if wide else []
    spaced += _run_together(looks, gone) or _labelled(looks, hits, gone) if not spaced else []
    whole = {looks.document.line_at(vote.span.start) for vote in spaced}
    return spaced + _above(looks, {*gone, *whole} if whole else gone)


def _spaced(looks: Looks, gone: Collection[int]) -> Iterator[Decision]:
    """Yield votes on rows of headlines with wide spaces between them, up to an article on the same row."""
    for number in looks.prose:
        row = looks.document.rows[number]
        if number in gone or row.count(" ") < 4 * _WIDE_RUN:
            continue
        gaps = list(_GAP.finditer(row))
        if len(gaps) < _WIDE_RUN:
            continue
        parts = [part for part in _GAP.split(row) if part.strip()]
        if sum(bool(_DATED.match(part)) for part in parts) * 3 > len(parts) or sum(bool(_DIGIT.search(part)) for part in parts) * 2 > len(parts):
            continue
        counts = [len(part.split()) for part in parts]
        article = counts[-1] > _LONGEST_TITLE
        titles = counts[:-1] if article else counts
        if max(titles) <= _LONGEST_TITLE and max(titles) >= _LONG_TITLE and sum(titles) >= _AVERAGE * len(titles):
            vote = _vote(looks, number)
            yield vote.at(vote.span.start, vote.span.start + gaps[-1].end()) if article else vote


def _run_together(looks: Looks, gone: Collection[int]) -> list[Decision]:
    """Return a vote on a first row of headlines with nothing between them.

    It has no comma and no stop, and the paragraphs below, which have, use hardly a word of it: of 23,000
    articles of the development dumps none opens so.
    """
    first = next((number for number in looks.prose if number not in gone), None)
    if first is None or len(looks.prose) < _RUN or "،" in looks.document.rows[first] or looks.ends_sentence(first):
        return []
    prose = [number for number in looks.prose if number not in gone]
    if len(prose) < _RUN or looks.count(first) < _RUN_TOGETHER:
        return []
    row = looks.row(prose[0])
    if _STOPS.search(row) or not all(map(looks.ends_sentence, prose[1:_RUN])):
        return []
    return [_vote(looks, prose[0])] if Topic(looks, prose[1:]).share(row.split()) < _HARDLY else []


def _labelled(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return a vote on a first row of headlines that stands right under the label of a ticker."""
    labels = {hit.line for hit in hits.acting if hit.rule.kind == "ticker" and hit.rule.where == "anchor"}
    prose = [number for number in looks.prose if number not in gone] if labels else []
    if len(prose) < _FEWEST:
        return []
    above = next((number for number in range(prose[0] - 1, -1, -1) if not looks.blank(number)), -1)
    if above not in labels or looks.ends_sentence(prose[0]) or looks.count(prose[0]) < _RUN_TOGETHER:
        return []
    return [_vote(looks, prose[0])] if Topic(looks, prose[1:]).share(looks.row(prose[0]).split()) < _HARDLY else []


def _above(looks: Looks, gone: Collection[int]) -> list[Decision]:
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
    if len(titles) - len(rows) <= _FEWEST and not rows:
        return []
    topic = Topic(looks, (number for number in prose if number >= first))
    own = next((n for n in titles if n not in rows and topic.is_own(looks.row(n).split())), None)
    if own is None:
        return [_vote(looks, number) for number in _all_foreign(looks, head, titles, topic)]
    return [_vote(looks, number) for number in _foreign(looks, head, own, topic, rows)]


def _all_foreign(looks: Looks, head: list[int], titles: list[int], topic: Topic) -> list[int]:
    """Return the lines above the article where they are many headlines, and not one of them is its own: it was lost."""
    if len(head) < _MANY or len(titles) < len(head) or not all(_is_foreign(looks, n, topic) for n in head):
        return []
    if len({looks.keys.get(n) for n in head}) < len(head) or any(_YEAR.search(looks.row(n)) and looks.count(n) <= _DATE_WORDS for n in head):
        return []
    if sum(bool(_NEWSY.search(looks.row(n))) for n in head) * 3 < len(head):
        return []
    return head if sum(topic.share(looks.words[n]) for n in head) < _HARDLY * len(head) else []


def _foreign(looks: Looks, head: list[int], own: int, topic: Topic, rows: list[int]) -> Iterator[int]:
    lines = [number for number in head if number < own and number not in rows]
    if len(lines) >= _RUN and not _again(looks, lines) and all(_is_foreign(looks, number, topic) for number in lines):
        yield from lines
    yield from (number for number in rows if topic.is_foreign(looks.row(number).split()))


def _again(looks: Looks, lines: list[int]) -> bool:
    """Tell whether a line is printed twice, or dated: the article's own headline is among the lines then."""
    keys = Counter(looks.keys.values())
    return any(keys[looks.keys.get(number, "")] > 1 or _YEAR.search(looks.row(number)) for number in lines)


def _is_foreign(looks: Looks, number: int, topic: Topic) -> bool:
    if number not in looks.words or looks.count(number) < _TITLE_WORDS or is_speech(looks.row(number)) or looks.ends_sentence(number):
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
    if len(parts) < _FEWEST or any(_ENDS.search(part) for part in parts):
        return []
    return parts if all(len(part.split()) >= _FEWEST for part in parts) else []


def _vote(looks: Looks, number: int) -> Decision:
    reason = "Headlines of other stories."
    return Decision(looks.document.line_span(number), "tickers.headlines", "ticker", reason, 0.6)
