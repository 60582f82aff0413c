"""When it was published and changed: the code's moment in the printing of the page.

Comes in: what the code says, what the text tells, and the lines near the headline. Goes out: values. The
code knows the zone; the page knows how its readers write a date, the Hijri one beside it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from cleaner.dates import Moment, moments
from cleaner.model import Span, Value
from cleaner.parse.claims import Claim, value_of

_SHORT_LINE = 10
_SOME_DAY = re.compile(r"(?<![\d:])\d{1,2}(?![\d:])|منذ|قبل|اليوم|أمس|ago")
_HOUR = re.compile(r"T(?!00:00(?::00)?(?![\d:]))")
"""An hour that somebody wrote: midnight is what stands where none was known."""


def published(claim: Claim | None, told: Iterable[Value]) -> Value | None:
    """Return when it was published; `told` are the dates of the text, the likeliest first.

    What can't be read as a day comes last, and only if it may be one: "قبل ساعتين", not "Jan 2011".
    """
    values = sorted((value for value in told if _day(value.value) or _SOME_DAY.search(value.value)), key=lambda value: _day(value.value) is None)
    if claim is None or (claim.where == "link" and values):
        return values[0] if values else None
    return _in_print(claim, values)


def modified(claim: Claim | None, told: Value | None, since: Value | None) -> Value | None:
    """Return when it was changed; a change before it was published is none."""
    found = _in_print(claim, [told] if told else []) if claim else told
    return None if found and since and _days(found.value, since.value) < -1 else found


def _in_print(claim: Claim, told: Iterable[Value]) -> Value:
    """Return a date in the printing of the page, where it prints the same day; as printed, if only that has an hour.

    >>> told = Value("2024-04-04", "٢٥ رمضان - ٤ نيسان ٢٠٢٤", None)
    >>> _in_print(Claim("2024-04-03T22:15:00Z", "2024-04-03T22:15:00Z", "og"), [told]).printed
    '٢٥ رمضان - ٤ نيسان ٢٠٢٤'
    """
    dated = [value for value in told if _day(value.value)]
    same = min(dated, key=lambda value: abs(_days(value.value, claim.value)), default=None)
    zones = 1 if _HOUR.search(claim.value) else 0
    if same is None or abs(_days(same.value, claim.value)) > zones:
        return value_of(claim)
    if _HOUR.search(same.value) and not zones:
        return same
    return Value(claim.value, same.printed, same.span, claim.where)


def shown(text: str, near: Iterable[Span], after: int) -> Iterator[Value]:
    """Yield the dates of short lines near the headline, which ends at `after`: those under it, then the nearest above.

    >>> [value.printed for value in shown("محليات\\n٣ نيسان ٢٠٢٤\\nسد جديد\\n", [Span(0, 20)], 28)]
    ['٣ نيسان ٢٠٢٤']
    """
    for span in sorted(near, key=lambda span: span.start < after):
        found: list[Value] = []
        start = span.start
        for row in text[span.start : span.end].split("\n"):
            if len(row.split()) <= _SHORT_LINE and len(times := moments(row)) == 1:
                part = Span(start + _date_start(row, times[0]), start + times[0].end)
                found.append(Value(times[0].iso, text[part.start : part.end], part))
            start += len(row) + 1
        yield from reversed(found) if span.start < after else found


def _date_start(row: str, moment: Moment) -> int:
    """Return where a date starts in a line, without the words before it that are no part of it.

    >>> row = "كتبت منى الحوراني - ٣ نيسان ٢٠٢٤"
    >>> row[_date_start(row, moments(row)[0]) :]
    '٣ نيسان ٢٠٢٤'
    """
    starts = [word.start() for word in re.finditer(r"\S+", row[: moment.end]) if word.start() >= moment.start]
    same = (at for at in reversed(starts) if [one.iso for one in moments(row[at : moment.end])] == [moment.iso])
    return next(same, moment.start)


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


def _days(one: str, other: str) -> int:
    """Return how many days one date is after another; none where one of them can't be told."""
    mine, others = _day(one), _day(other)
    return (mine - others).days if mine and others else 0
