"""Addresses and tags of languages, as pages write them, in one form; what is neither is dropped."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from cleaner.arabic import fold
from cleaner.dates import iso

_LONGEST = 2_000
_LANGUAGE = re.compile(r"(?P<language>[a-z]{2,3})(?:[-_][a-z]{4}(?![a-z]))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?(?![a-z])")
_SPOKEN = {
    "arabic": "ar", "العربيه": "ar", "عربي": "ar", "عربيه": "ar", "ara": "ar", "persian": "fa", "farsi": "fa", "english": "en",
    "french": "fr", "francais": "fr", "kurdish": "ku", "urdu": "ur", "turkish": "tr",
}  # fmt: skip
_NO_REGIONS = ("", "AR", "AA")
"""What publishing systems write behind `ar`: its own letters again, and a code that is nobody's."""
_DAY = re.compile(r"(?<!\d)(?P<year>19[5-9]\d|20\d\d)(?P<sign>[/\-_]?)(?P<month>0\d|1[0-2]|[1-9](?=\D))(?P=sign)(?P<day>0\d|[12]\d|3[01]|[1-9](?!\d))(?!\d)")

_NAMED_DAY = re.compile(r"/(?P<year>20\d\d)/(?P<month>[a-z]{3,9})/(?P<day>\d{1,2})(?!\d)")


def address(written: str, base: str | None = None) -> str | None:
    """Return an address in full; None where it leads to no page and no picture.

    >>> address("/2024/1.html", "https://www.example.com/a"), address("//cdn.example.com/1.jpg")
    ('https://www.example.com/2024/1.html', 'https://cdn.example.com/1.jpg')
    >>> address("javascript:alert(1)"), address("data:image/png;base64,AA"), address("6291787"), address("http://[")
    (None, None, None, None)
    """
    written = written.strip()
    if not written or len(written) > _LONGEST or any(ord(letter) < 32 for letter in written):
        return None
    try:
        full = urljoin(base or "https:", written)
        parts = urlsplit(full)
        return full if parts.scheme in ("http", "https") and "." in (parts.hostname or "") else None
    except ValueError:
        return None


def is_front(full: str) -> bool:
    """Tell whether an address is that of a site, not of one of its pages.

    >>> is_front("https://example.com/ar/"), is_front("https://example.com/2024/1.html")
    (True, False)
    """
    parts = urlsplit(full)
    return len(parts.path.strip("/")) <= 3 and not parts.query


def language(written: str) -> str | None:
    """Return a tag of a language as BCP 47 writes it, the region where it is one.

    >>> language("ar_AR"), language("ar-eg"), language("Arabic"), language("ckb"), language("<?=lang?>")
    ('ar', 'ar-EG', 'ar', 'ckb', None)
    """
    folded = fold(written).strip()
    if folded in _SPOKEN:
        return _SPOKEN[folded]
    found = _LANGUAGE.match(folded)
    if not found or len(folded) > 20:
        return None
    region = (found["region"] or "").upper()
    return f"{found['language']}-{region}" if region not in _NO_REGIONS else found["language"]


def day_in(full: str) -> str | None:
    """Return the day that stands in an address.

    >>> day_in("https://example.com/2020/06/03/1.html"), day_in("https://example.com/2020/jun/03/1-38")
    ('2020-06-03', '2020-06-03')
    >>> day_in("https://example.com/a/7942353.html") is None
    True
    """
    path = urlsplit(full).path
    if named := _NAMED_DAY.search(path):
        return iso(f"{named['day']} {named['month']} {named['year']}")
    found = next((day for day in _DAY.finditer(path) if day["sign"] or len(day[0]) == 8), None)
    return iso(f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}") if found else None
