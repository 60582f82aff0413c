"""Metadata: what the text says about the article; it never changes the text.

Comes in: a `Verdict` and the `Matcher`. Goes out: `Metadata`. The facts are those of `facts`, read
from the document as it was given; here a slot of a rule becomes a field, and what is printed a value:
dates ISO 8601, names and papers without label, brackets, dashes and the place beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from cleaner.arabic import fold, key
from cleaner.dates import iso, moments
from cleaner.facts import Group, Page
from cleaner.hits import Hit
from cleaner.match import Matcher
from cleaner.model import Metadata, Span, Value, Verdict

_FIELD = {
    "given": "author", "name": "author", "newsroom": "author", "person_title": "author",
    "agency": "agency", "agency_sure": "agency", "agency_dashed": "agency", "french_agencies": "agency", "agencies_and": "agency",
    "outlet": "source", "outlet_alone": "source", "site": "source", "city": "place", "place": "place", "desk": "desk",
    "email": "contact", "handle": "contact", "section": "kicker", "section_name": "kicker",
}  # fmt: skip
"""Which field a slot fills; `_OF_KIND` says what it fills instead in the rules of one kind."""
_OF_KIND = {
    ("source", "name"): "source", ("source", "place"): "source", ("source", "url"): "source",
    ("source", "outlet_kind"): "source", ("source", "phrase"): "", ("byline", "phrase"): "source",
    ("contact", "number"): "contact", ("caption", "name"): "", ("caption", "outlet"): "",
    ("caption", "agency"): "", ("byline", "title"): "", ("timestamp", "section_name"): "kicker",
    ("dateline", "section_name"): "", ("source", "section_name"): "", ("timestamp", "name"): "author",
}  # fmt: skip
_LABELLED = frozenset(("source.label", "source.label_open", "source.label_glued", "source.label_glued_open"))
_NOTHING = Metadata()
_WHEN = frozenset("date time weekday at_hour am_pm clock_of".split())
_WHEN_APART = _WHEN | frozenset("number month_name ago_unit ago_english".split())
_SIGNS = " \t\r\n\xa0\u200e\u200f:،,؛;|/\\-–—_*•·«»\"“”'‘’()[]ـ=^#"
_SIGNS_BUT_TATWEEL = _SIGNS.replace("ـ", "")
"""What stands around a date: a Hijri year ends in one."""
_URL_SIGNS = " \t\r\n\xa0\u200e\u200f.,،؛)»”\""
_MACHINE = re.compile(r"T\d\d:\d\d:\d\d")
_PUBLICATION = re.compile(r"(?:صحيفه|مجله|موقع|جريده|وكاله|شبكه|مركز|معهد)\s[«“\"]{1,2}(?P<name>[^«»“”\"]{2,40})[»”\"]")
_TAGS_LABEL = re.compile(
    r"\W*(?:ال)?(?:كلمات (?:ال)?(?:مفتاحيه|دلاليه|دلاله)|سمات|وسوم|اوسمه|تاجات|تاغات|علامات|موضوعات|مواضيع|مفاتيح|دلالات|tags?|keywords?)(?!\w)\W*"
)


def read(verdict: Verdict, matcher: Matcher) -> Metadata:
    """Return what a document says about its article.

    >>> from cleaner.engine import clean
    >>> told = clean("سد جديد في الجنوب يبدأ التخزين\\nبقلم: منى الحوراني\\n٣ نيسان ٢٠٢٤\\nبدأ السد الجديد أمس "
    ...     "تخزين المياه بعد سبعة أعوام من العمل المتواصل في الوادي. (رويترز)").metadata
    >>> told.title.value, told.authors[0].value, told.published.value, told.agency.value
    ('سد جديد في الجنوب يبدأ التخزين', 'منى الحوراني', '2024-04-03', 'رويترز')
    """
    page = Page(verdict, matcher)
    if not page.hits and not page.removed and page.title is None:
        return _NOTHING
    title = _title(page)
    if not page.hits:  # so it is with most articles that nothing stands around
        return Metadata(title=title, tags=tuple(_distinct(_tags(page))))
    published, modified = _dates(page, title)
    found = {name: list(_values(page, name)) for name in ("author", "agency", "place", "contact", "kicker")}
    return Metadata(
        title=title,
        authors=tuple(_distinct(found["author"])),
        published=published,
        modified=modified,
        source=_source(page, title),
        agency=_first(found["agency"]),
        place=_first(found["place"]),
        captions=tuple(_distinct(_captions(page))),
        kicker=_nearest(page, found["kicker"], title),
        tags=tuple(_distinct(_tags(page))),
        contact=tuple(_distinct(found["contact"])),
        end_mark=_first([_value(page, page.span(hit.line, hit.start, hit.end)) for hit in page.kinds("end_mark")]),
    )


def _field(hit: Hit, group: Group) -> str:
    if hit.rule.id in _LABELLED and group.name in ("agency", "desk", "agencies_and", "network"):
        return "source"
    return _OF_KIND.get((hit.rule.kind, group.name), _FIELD.get(group.name, ""))


def _values(page: Page, field: str) -> Iterator[Value]:
    """Yield the values of a field, in the order of the text; parts of one name are one value."""
    for hit in page.hits:
        spans = [group.span for group in page.groups(hit) if _field(hit, group) == field and group.span.start < group.span.end]
        ranks = [group.span for group in page.groups(hit) if group.name == "person_title"]
        yield from (_value(page, span) for span in _joined(page, spans) if span not in ranks)


def _joined(page: Page, spans: list[Span]) -> list[Span]:
    """Join neighbours that only a space or a full stop keeps apart: rank, given name, family name."""
    joined = spans[:1]
    for before, span in pairwise(spans):
        if not page.text(Span(before.end, span.start)).strip(" .\xa0\u200f"):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _value(page: Page, span: Span, printed: Span | None = None) -> Value:
    bare = page.trim(span, _SIGNS)
    span = printed or page.trim(span)
    return Value(page.text(bare) or page.text(span), page.text(span), span)


def _first(values: list[Value]) -> Value | None:
    return values[0] if values else None


def _distinct(values: Iterable[Value]) -> list[Value]:
    found = list(values)
    return found if len(found) < 2 else list({key(value.value): value for value in reversed(found)}.values())[::-1]


def _captions(page: Page) -> Iterator[Value]:
    """Yield the texts of photos; a credit or a note on a line of its own stands for one."""
    for hit in page.kinds("caption"):
        texts = [group.span for group in page.groups(hit) if group.name == "title" and group.span.start < group.span.end]
        if texts:
            yield _value(page, texts[0])
        elif hit.rule.id != "caption.label":
            yield _value(page, page.span(hit.line, hit.start, hit.end))


def _title(page: Page) -> Value | None:
    """Return the headline, before all one that is printed twice."""
    number = page.title
    if number is None:
        return None
    span = page.span(number, 0, len(page.looks.row(number)))
    return Value(page.text(span), page.text(span), span)


def _dates(page: Page, title: Value | None) -> tuple[Value | None, Value | None]:
    """Return when the article was published and changed.

    A date behind its label goes before a bare one, one under the headline before one above it. Of two
    bare ones side by side the machine's stamp is the change: blogs print both.
    """
    told: list[tuple[tuple[int, bool, int], Value]] = []
    changed: list[Value] = []
    for hit in page.kinds("timestamp", "dateline", "byline", "source", "agency"):
        for span, modified in _when(page, hit):
            if modified:
                changed += _moments(page, span)
                continue
            for value in _moments(page, span):
                told.append(((_doubt(hit, value), _above(span, title), span.start), value))
    told.sort(key=lambda one: one[0])
    published = told[0][1] if told else None
    return published, _first(changed) or _stamp(published, [value for _, value in told[1:]])


def _above(span: Span, title: Value | None) -> bool:
    return title is not None and title.span is not None and span.start < title.span.start


def _doubt(hit: Hit, value: Value) -> int:
    """Return how little a date is to be trusted: labelled, bare, machine-made, not a date at all."""
    if not value.value[:4].isdigit() or iso(value.printed) is None:
        return 4
    if _MACHINE.search(value.value):
        return 2
    return 0 if hit.rule.id in ("timestamp.published", "timestamp.tail") else 1


def _stamp(published: Value | None, others: list[Value]) -> Value | None:
    if published is None:
        return None
    return next((v for v in others if _MACHINE.search(v.value) and v.value > published.value), None)


def _when(page: Page, hit: Hit) -> Iterator[tuple[Span, bool]]:
    """Yield the parts of a hit that print a date, and whether it is that of a change."""
    groups = page.groups(hit)
    names = {group.name for group in groups}
    wanted = _WHEN if "date" in names else _WHEN_APART
    if "at_hour" in names:
        wanted = wanted | {"number"}
    modified = hit.rule.id == "timestamp.modified"
    run: list[Span] = []
    for group in groups:
        if group.name in wanted and group.span.start < group.span.end:
            run.append(group.span)
        elif group.name == "modified_on":
            if run:
                yield Span(run[0].start, run[-1].end), modified
            run, modified = [], bool(run) or modified
    if run and (names & {"date", "month_name", "ago_unit", "ago_english"} or (modified and "time" in names)):
        yield Span(run[0].start, run[-1].end), modified


def _moments(page: Page, span: Span) -> list[Value]:
    printed = page.text(span)
    found = moments(printed)
    if len(found) < 2:
        return [Value(found[0].iso if found else printed.strip(_SIGNS_BUT_TATWEEL), printed, span)]
    spans = [page.trim(Span(span.start + moment.start, span.start + moment.end), _SIGNS) for moment in found]
    return [Value(moment.iso, page.text(part), part) for moment, part in zip(found, spans, strict=True)]


def _source(page: Page, title: Value | None) -> Value | None:
    """Return the publication: behind its label before a bare name, a bare name before a desk."""
    ranked: list[tuple[int, bool, int, Value]] = []
    for hit in page.hits:
        groups = [group for group in page.groups(hit) if group.span.start < group.span.end]
        spans = [group.span for group in groups if _field(hit, group) == "source"]
        labelled = hit.rule.id in _LABELLED or hit.rule.id in ("source.above", "source.translated")
        if hit.rule.id == "source.translated" and not spans:
            spans = _named_before(page, hit.line)
        if spans and not (hit.rule.kind == "byline" and labelled):
            span = Span(spans[0].start, spans[-1].end) if labelled else spans[0]
            ranked.append((0 if labelled else 1, _above(span, title), span.start, _publication(page, span)))
        elif hit.rule.kind == "source":
            desks = [group.span for group in groups if group.name == "desk"][:1]
            ranked += [(2, _above(span, title), span.start, _value(page, span)) for span in desks]
    return min(ranked, key=lambda one: one[:3])[3] if ranked else None


def _publication(page: Page, span: Span) -> Value:
    if "://" in page.text(span) or page.text(span).startswith("www."):
        span = page.trim(span, _URL_SIGNS)
        return Value(page.text(span), page.text(span), span)
    return _value(page, span)


def _named_before(page: Page, line: int) -> list[Span]:
    """Return the publication that the paragraph above a translator's note names in quotes."""
    above = next((n for n in range(line - 1, -1, -1) if not page.looks.blank(n)), None)
    found = _PUBLICATION.search(page.looks.row(above)) if above is not None else None
    return [page.span(above or 0, *found.span("name"))] if found else []


def _nearest(page: Page, values: list[Value], title: Value | None) -> Value | None:
    """Return the section printed nearest to the headline: the others belong to a menu."""
    at = title.span.start if title and title.span else 0
    return min(values, key=lambda value: abs((value.span.start if value.span else 0) - at), default=None)


def _tags(page: Page) -> Iterator[Value]:
    """Yield the tags of removed tag lists, without the heading."""
    for decision in page.removed:
        if decision.kind != "tags":
            continue
        start = decision.span.start
        for line in page.text(decision.span).split("\n"):
            label = _TAGS_LABEL.match(fold(line))
            skip = len(line) if label and label.end() >= len(fold(line)) else label.end() if label else 0
            for part in re.finditer(r"[^#،,|•·؛;\r]+", line[skip:]):
                span = page.trim(Span(start + skip + part.start(), start + skip + part.end()), _SIGNS)
                if key(page.text(span)):
                    yield Value(page.text(span), page.text(span), span)
            start += len(line) + 1
