"""Dates as they are printed become ISO 8601; what can't be read for sure is left as it stands.

Comes in: a printed date, with its hour, in any of the four systems of Gregorian month names, in
Arabic-Indic or Western digits. Goes out: `Moment`, an ISO string and where it was read. Hijri dates
are never converted: where a Gregorian one stands beside, that one is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cleaner.arabic import fold_with_offsets
from cleaner.slots import MONTHS

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=lambda name: (-len(name), name))) + r")(?![^\W\d])"
_TWICE = rf"(?P<month>{_MONTH})\.?(?:\s?/\s?{_MONTH})?"
_GAP = r"[\s\-/،,.]{0,3}"
_DAY = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_FORMS = tuple(
    re.compile(rf"(?<!\d){form}")
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?=[t ]?\d{0,2})(?!\d)",
        r"(?P<one>\d{1,4})\s?[/\-.]\s?(?P<two>\d{1,2})\s?[/\-.]\s?(?P<three>\d{4}|\d{1,2})(?!\d)",
        rf"{_DAY}{_GAP}(?:من )?{_TWICE}{_GAP}(?:سنه |عام )?{_YEAR}",
        rf"{_TWICE}{_GAP}{_DAY}{_GAP}{_YEAR}",
        rf"{_YEAR}\W{{1,3}}(?:[^\W\d]{{3,9}}\W{{1,3}})?{_DAY}{_GAP}{_TWICE}",
        rf"{_DAY}\s(?:\d\d?:\d\d\s)?{_YEAR}\s{_TWICE}",
        rf"{_YEAR}\s{_TWICE}\s{_DAY}(?!\d)",
    )
)
_CLOCK = re.compile(
    r"(?<![\d/\-.])(?P<hour>\d{1,2})\s?[:.]\s?(?P<minute>\d{2})(?:\s?[:.]\s?(?P<second>\d{2})(?:\.\d{1,9})?)?(?!\d)"
    r"(?P<zone>z|[+\-]\d{2}:?\d{2})?(?:\s?(?P<half>صباحا|مساء|ظهرا|عصرا|ليلا|فجرا|صباح|ص|م|a\.?m|p\.?m)(?!\w))?"
)
_WORDY_HOUR = re.compile(r"الساعه\s(?P<hour>\d{1,2})\s(?P<half>صباحا|مساء|ظهرا|عصرا|ليلا|فجرا|ص|م)(?!\w)")
_WEEKDAY_BEFORE = re.compile(r"(?:السبت|الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه)\W{1,4}\Z")
_AFTERNOON = frozenset(("مساء", "عصرا", "م", "pm", "p.m"))
_MORNING = frozenset(("صباحا", "صباح", "ص", "فجرا", "am", "a.m"))


class Moment(NamedTuple):
    """A Gregorian date, with its hour where one is printed, and where in the text it was read."""

    iso: str
    start: int
    end: int


def iso(printed: str) -> str | None:
    """Return a printed date as ISO 8601; None where it can't be told.

    >>> iso("٠٢:٠٠ الثلاثاء ١ / ١٢ / ٢٠٢٠"), iso("الجمعة, 29 أبريل 2016 - 10:19 م")
    ('2020-12-01T02:00', '2016-04-29T22:19')
    >>> iso("3 مارس/ آذار 2024"), iso("25 شوال 1436 هـ الموافق 10 أغسطس 2015 م")
    ('2024-03-03', '2015-08-10')
    >>> iso("14 شعبان 1445"), iso("12 جانفي 2021"), iso("5 غشت 2019"), iso("Mar 12, 2024")
    (None, '2021-01-12', '2019-08-05', '2024-03-12')
    """
    found = moments(printed)
    return found[0].iso if found else None


def moments(printed: str) -> list[Moment]:
    """Return the moments that a text prints, in order; an hour belongs to the date before it.

    >>> [moment.iso for moment in moments("2018-11-03T00:12:35Z الجمعة, 2 نوفمبر 2018 - 06:46 ص")]
    ['2018-11-03T00:12:35Z', '2018-11-02T06:46']
    """
    folded, offsets = fold_with_offsets(printed)
    days = sorted(_days(folded))
    found = []
    for place, (start, end, day) in enumerate(days):
        weekday = _WEEKDAY_BEFORE.search(folded, 0, start)
        first = 0 if place == 0 else weekday.start() if weekday else start
        last = days[place + 1][0] if place + 1 < len(days) else len(folded)
        hour, until = _hour(folded[end:last], folded[first:start] if place == 0 else "")
        found.append(Moment(day + hour, offsets[first], offsets[end + until]))
    return found


def _days(folded: str) -> Iterator[tuple[int, int, str]]:
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(folded):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if day := _day(match.groupdict()):
                taken.append(match.span())
                yield (*match.span(), day)


def _day(parts: dict[str, str | None]) -> str | None:
    """Return the day that the parts of a match name; d/m/y unless the first number is a year."""
    if "one" in parts:
        one, two, three = (int(parts[name] or 0) for name in ("one", "two", "three"))
        year, month, day = (one, two, three) if one > 31 else (three, two, one)
        if month > 12 >= day:
            month, day = day, month
        year += 2000 if year < 70 else 1900 if year < 100 else 0
    else:
        name = parts["month"] or ""
        year, day = int(parts["year"] or 0), int(parts["day"] or 0)
        month = int(name) if name.isdigit() else MONTHS[name]
    try:
        return date(year, month, day).isoformat() if 1900 < year < 2100 else None
    except ValueError:
        return None


def _hour(after: str, before: str) -> tuple[str, int]:
    """Return the hour printed behind a date, or in front of it, and how far behind it reaches."""
    for text, behind in ((after, True), (before, False)):
        for form in (_CLOCK, _WORDY_HOUR):
            match = form.search(text)
            if match and (clock := _clock(match.groupdict())):
                return clock, match.end() if behind else 0
    return "", 0


def _clock(parts: dict[str, str | None]) -> str | None:
    hour, minute, half = int(parts["hour"] or 0), int(parts.get("minute") or 0), parts.get("half") or ""
    if (half in _AFTERNOON and hour < 12) or (half == "ظهرا" and hour < 4) or (half == "ليلا" and 6 <= hour < 12):
        hour += 12
    elif (half in _MORNING and hour == 12) or (half == "ليلا" and hour == 12):
        hour = 0
    if hour > 23 or minute > 59:
        return None
    second, zone = parts.get("second"), parts.get("zone")
    return f"T{hour:02}:{minute:02}" + (f":{second}" if second else "") + (zone or "").upper()
