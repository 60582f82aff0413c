"""The collected phrases that are facts: each in an article where it says it stands is told, stays, and goes if dropped.

The list lies beside the project; where it is absent there is nothing to measure.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import starmap
from pathlib import Path

import pytest

from cleaner import EITHER, Cleaner, Options, Verdict, clean
from cleaner.model import Value

LEXICON = Path(__file__).parents[2] / "shared" / "lexicon.tsv"
CATEGORIES = {"byline", "dateline/agency", "publication-timestamp", "photo-caption/credit"}
TITLE = "توسعة الطريق الساحلي تبدأ الثلاثاء بكلفة ثمانين مليون دينار"
PROSE = (
    "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة.",
    "وأوضح المهندس أن الحركة ستحول إلى الجسر الجديد، وأن العمل سيجري ليلا حتى لا تتعطل مصالح السكان والتجار.",
    "وقال رئيس البلدية إن الكلفة بلغت أربعة ملايين، دفعت الحكومة نصفها ودفع صندوق التنمية النصف الآخر قبل شهرين.",
)
FILLED = {
    "name": "محمد عبد الله", "prose": PROSE[0], "place": "القاهرة", "site": "الشروق", "date": "12 مارس 2024",
    "weekday": "الأحد", "time": "10:45", "number": "12", "hijri": "14 شعبان 1445", "year": "2024", "month": "مارس",
    "unit": "ساعات", "section": "رياضة", "ISO8601": "2024-03-12T10:45:00+00:00", "email": "writer@example.com",
    "caption": "جانب من أعمال التوسعة على الطريق الساحلي", "title": "جانب من أعمال التوسعة على الطريق الساحلي",
    "caption prefix": "جانب من أعمال التوسعة", "english alt text": "A man walks past a damaged building",
    "cdn-url": "https://cdn.example.com/images/12.jpg", "yyyy-mm-dd": "2024-03-12",
}  # fmt: skip
DROPPING = Cleaner(options=Options(drop=EITHER))
pytestmark = pytest.mark.skipif(not LEXICON.exists(), reason=f"{LEXICON} is absent")


@cache
def rows() -> tuple[tuple[str, int, int], ...]:
    """Return an article for each phrase, and where the phrase stands in it."""
    table = [line.split("\t") for line in LEXICON.read_text(encoding="utf-8").splitlines()]
    return tuple(starmap(_article, (row[:3] for row in table if row[0] in CATEGORIES)))


def _article(category: str, phrase: str, position: str) -> tuple[str, int, int]:
    filled = FILLED | ({"site": "فيتو"} if category.startswith("photo") else {})
    text, core = (
        re.sub(r"\{([^}]+)\}", lambda slot: filled[slot[1]], source.replace("⏎", "\n"))
        for source in (phrase, phrase.replace("{prose}", ""))
    )
    core = core.strip()
    lines = {
        "header": [TITLE, text, *PROSE],
        "footer": [TITLE, *PROSE, text],
        "inline": [TITLE, PROSE[0], text, *PROSE[1:]],
    }.get(position, [TITLE, *PROSE[:2], f"{PROSE[2]} {text}"])
    article = "\n\n".join([TITLE, text, *PROSE[1:]] if "{prose}" in phrase else lines)
    start = article.index(core)
    return article, start, start + len(core)


def told(verdict: Verdict, start: int, end: int) -> bool:
    """Tell whether a value of the metadata, the title aside, was read in a part of the text."""
    fields = verdict.metadata
    singles = (fields.published, fields.modified, fields.source, fields.agency, fields.place, fields.kicker, fields.end_mark)
    values: list[Value | None] = [*singles, *fields.authors, *fields.captions, *fields.contact]
    return any(value and value.span and value.span.start < end and start < value.span.end for value in values)


def left(verdict: Verdict, start: int, end: int) -> str:
    """Return what is left of a part of the text."""
    kept = "".join(verdict.document.text[max(span.start, start) : min(span.end, end)] for span in verdict.kept)
    return kept.strip()


def test_facts_are_told() -> None:
    """The other four say nothing about the article: headings of an author's box, a lost picture."""
    found = sum(told(clean(text), start, end) for text, start, end in rows())
    assert found >= 0.95 * len(rows())


def test_facts_stay_in_the_text() -> None:
    """Some rows hold a second printing, an icon or a counter too: those go."""
    whole = sum(left(clean(text), start, end) == text[start:end] for text, start, end in rows())
    assert whole >= 0.85 * len(rows())
    assert sum(bool(left(clean(text), start, end)) for text, start, end in rows()) >= 0.95 * len(rows())


def test_dropped_facts_go() -> None:
    assert [text[start:end] for text, start, end in rows() if left(DROPPING(text), start, end)] == []


def test_nothing_but_facts_goes() -> None:
    for text, start, end in rows():
        verdict = DROPPING(text)
        assert left(verdict, 0, start) == text[:start].strip()
        assert left(verdict, end, len(text)) == text[end:].strip()
