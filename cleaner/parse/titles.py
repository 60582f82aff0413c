"""The headline and the name of the site in what a page calls itself: "سد جديد في الجنوب | صحيفة النهار".

Comes in: a title, and what is known of either. Goes out: the other one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from cleaner.arabic import key

_SEPARATOR = re.compile(r"(\s+[|»«•·:–—\-]+\s+|\s*\|\s*|\s*::\s*)")
_SITE_WORDS = 4
_HEADLINE_WORDS = 3


def without_site(title: str, own: Collection[str], loose: bool = False) -> str:
    """Return a title without the parts at its ends that name the site; `own` holds the keys of its names.

    `loose` takes short parts at the end for names of the site and its sections, known or not.

    >>> without_site("سد جديد في الجنوب | صحيفة النهار", {key("صحيفة النهار")})
    'سد جديد في الجنوب'
    >>> without_site("سد جديد في الجنوب - محليات - النهار", (), loose=True), without_site("بيروت - دمشق: سد جديد", ())
    ('سد جديد في الجنوب', 'بيروت - دمشق: سد جديد')
    """
    parts = _SEPARATOR.split(title.strip())
    while len(parts) > 2 and key(parts[0]) in own:
        parts = parts[2:]
    while len(parts) > 2 and (key(parts[-1]) in own or (loose and _is_site(parts))):
        parts = parts[:-2]
    return "".join(parts).strip()


def _is_site(parts: list[str]) -> bool:
    left = "".join(parts[:-2]).split()
    return len(parts[-1].split()) <= min(_SITE_WORDS, len(left)) and len(left) >= _HEADLINE_WORDS


def site_of(titles: Iterable[str], headline: str) -> Iterator[str]:
    """Yield what a title calls the site: the part of it at the end, where the rest is the headline.

    >>> list(site_of(["سد جديد في الجنوب - محليات - صحيفة النهار"], "سدّ جديد في الجنوب"))
    ['صحيفة النهار']
    """
    for title in titles:
        parts = _SEPARATOR.split(title.strip())
        if len(parts) > 2 and key(headline) and key(title).startswith(key(headline)) and len(key(title)) > len(key(headline)):
            yield parts[-1]
