"""Times as machines write them become ISO 8601: zones mended, counted seconds read, nonsense left out.

Comes in: the value of an attribute or of a field of JSON. Goes out: a date, with its hour and zone where
those are given, or None. What machines print for people (Arabic months, "12/03/2024 - 10:45 م") is read as
`dates` reads it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from cleaner.arabic import fold
from cleaner.dates import iso

_LONGEST = 80
_STAMP = re.compile(
    r"(?P<year>\d{4})(?:(?P<sign>[-/])|(?=\d{4}))(?P<month>\d{1,2})(?(sign)[-/])(?P<day>\d{1,2})"
    r"(?:(?:t|\s)\s?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?(?P<rest>.*)"
)
_RFC = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s)?(?:(?P<day>\d{1,2})[\s-](?P<month>[a-z]{3})[a-z]*|(?P<month2>[a-z]{3})[a-z]*\s(?P<day2>\d{1,2})),?[\s-]"
    r"(?P<year>\d{4}),?\s(?:at\s)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?P<rest>.*)"
)
_AMERICAN = re.compile(
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})\s(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})(?P<rest>\s?[ap]m\b.*)"
)
"""What .NET prints where nobody chose a culture: the month first, seconds and AM. Arabs print neither."""
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_COUNTED = re.compile(r"(?:/date\()?(?P<count>\d{9,13})(?P<rest>[+-]\d{4})?(?:\)/)?")
_OFFSET = re.compile(r"(?:gmt|utc|z)?\s?(?P<sign>[+\-−])\s?(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?!\d)")
_HALF = re.compile(r"\s?(?P<half>am|pm|a\.m\.|p\.m\.|[صم])(?!\w)")
_ZONES = {
    "z": "Z", "gmt": "Z", "utc": "Z", "ut": "Z", "gst": "+04:00", "eet": "+02:00", "eest": "+03:00", "msk": "+03:00",
    "cet": "+01:00", "cest": "+02:00", "wet": "+00:00", "west": "+01:00", "est": "-05:00", "edt": "-04:00", "pst": "-08:00",
    "pdt": "-07:00",
}  # fmt: skip
"""Zones by name. AST is that of Riyadh and that of Halifax: not read."""
_OLDEST, _NEWEST = 1900, 2100
_EPOCH = "1970-01-01T00:00"
"""The hour at which machines that know no date count from."""


def stamp(written: str) -> str | None:
    """Return a machine's time as ISO 8601, to the second; None where it is none.

    >>> stamp("2020-06-03T03:01+0400"), stamp("2024-03-03T13:52:13.299Z"), stamp("2020-12-01 02:00:00")
    ('2020-06-03T03:01+04:00', '2024-03-03T13:52:13Z', '2020-12-01T02:00:00')
    >>> stamp("Wed, 03 Jun 2020 03:01:00 GMT"), stamp("1591138860"), stamp("6/3/2020 3:01:00 PM")
    ('2020-06-03T03:01:00Z', '2020-06-02T23:01:00Z', '2020-06-03T15:01:00')
    >>> stamp("٣ نيسان ٢٠٢٤"), stamp("14 شعبان 1445"), stamp("0001-01-01T00:00:00"), stamp("2024-02-31")
    ('2024-04-03', None, None, None)
    """
    if len(written) > _LONGEST:
        return None
    folded = " ".join(fold(written).split())
    if (counted := _COUNTED.fullmatch(folded)) and (found := _from_count(counted["count"], counted["rest"] or "")):
        return found
    for form in (_STAMP, _RFC, _AMERICAN):
        if match := form.fullmatch(folded):
            return _moment(match.groupdict())
    found = iso(written)
    return None if found is None or found.startswith(_EPOCH) else found


def _from_count(count: str, rest: str) -> str | None:
    """Read the seconds, or thousandths, since 1970; eight digits and less are a day written without signs."""
    seconds = int(count) // 1000 if len(count) > 11 else int(count)
    if not seconds:
        return None
    zone = _zone(rest) or "Z"
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    if zone != "Z":
        moment += timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[4:]))
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + zone


def _moment(parts: dict[str, str | None]) -> str | None:
    name = parts["month"] or parts.get("month2") or ""
    month = _MONTHS.get(name, 0) if name.isalpha() else int(name)
    year, day = int(parts["year"] or 0), int(parts["day"] or parts.get("day2") or 0)
    rest = parts["rest"] or ""
    hour = None if parts["hour"] is None else int(parts["hour"])
    if hour is not None and (half := _HALF.match(rest)):
        hour, rest = hour % 12 + 12 * (half["half"][0] in "pم"), rest[half.end() :]
    if not _OLDEST < year < _NEWEST:
        return None
    try:
        moment = datetime(year, month, day, hour or 0, int(parts["minute"] or 0), int(parts["second"] or 0))  # noqa: DTZ001 (the zone is added as written)
    except ValueError:
        return None
    if hour is None:
        return moment.strftime("%Y-%m-%d")
    written = moment.strftime("%Y-%m-%dT%H:%M:%S" if parts["second"] else "%Y-%m-%dT%H:%M")
    return None if written.startswith(_EPOCH) else written + _zone(rest)


def _zone(rest: str) -> str:
    """Return the zone behind an hour, `±hh:mm` or Z; an offset before a name, none where there is none.

    >>> _zone("+0400"), _zone(" gst"), _zone("+00:00z"), _zone(" gmt+0300 (توقيت مكة)"), _zone("+3"), _zone("+99:00")
    ('+04:00', '+04:00', '+00:00', '+03:00', '+03:00', '')
    """
    rest = rest.strip()
    if offset := _OFFSET.match(rest):
        hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
        return f"{'+' if offset['sign'] == '+' else '-'}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else ""
    name = re.match(r"[a-z]+", rest)
    return _ZONES.get(name[0], "") if name else ""
