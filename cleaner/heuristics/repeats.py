"""Repeats: the second printing of a headline, a caption or a paragraph.

The first printing stays. Never taken for a repeat: verse, chants and refrains (short lines among
short lines), quoted lines, numbered lines, one-word lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from cleaner.arabic import fold, words
from cleaner.hits import Hits
from cleaner.looks import Looks
from cleaner.model import Decision

_PARAGRAPH_LETTERS = 60
_TITLE_LETTERS = 8
_TOLD = 16
"""Letters by which paragraphs are told apart, and among how many characters they are looked for."""
_OPENING = 40
_SITE_WORDS = 5
_LEADING_WORDS = 3
"""Before a headline stands the name of a site; behind it a section as well."""
_HEADLINE_WORDS = 7
_SLIDES = 3
_DOUBLED = 2
_NO_WORD = re.compile(r"[^\w\n]+")
_CREDITED = re.compile(r"\([^()]{1,25}\)[.\s]*$")
"""A caption may end in its credit and a full stop."""
_SLUG = re.compile(r"\S+(?:-\S+){3,}")
_SITE_SIGNS = (" - ", " | ", " – ", " » ", " — ")
_TRAIL = re.compile(r"\s?[»›>/|«<→\\]\s?|\s{2,}|^\W*(?:الصفحه\s)?(?:الرييسي[هة]|الرييسه|home|accueil)\s")
_MAY_NAME_SITE = re.compile(r" [-|–»—] |[»›>/|«<→\\]|  |الرييسي|الرييسه|home|accueil")
_TRAIL_WORDS = 6
_TITLE_WORDS = 4
_QUOTED_OR_NUMBERED = re.compile(r"\s*(?:[«“\"‘'\-*•–—(\[]|\d{1,3}\s?[.)\-:]|[سج]\s?:)")
_REASON = {
    "paragraph": "The same paragraph stands on line {}.",
    "title": "The headline stands on line {} already.",
    "caption": "The same caption stands right above, on line {}.",
    "site": "The headline of line {} with the name of the site added.",
    "twice": "The headline of line {} twice on one line.",
    "masthead": "The name of the site, as it stands before the headline again.",
    "slug": "The headline of line {} as its address spells it.",
    "trail": "The path to the page, down to the headline of line {}.",
}


def find(looks: Looks, hits: Hits, gone: Collection[int]) -> list[Decision]:
    """Return votes on lines that repeat another one."""
    if not _may_repeat(looks):
        return []
    twice = _twice_on_one(looks, gone)
    out = {*gone, *twice} if twice else gone
    alive = [number for number in looks.visible if number not in out]
    return [*(_vote(looks, number, above, "twice") for number, above in twice.items()), *_find(looks, alive, out)]


def _may_repeat(looks: Looks) -> bool:
    """Tell in one look whether two lines may be equal, or one of the head ends in the name of a site."""
    if looks.alike():
        return True
    first = looks.prose[0] if looks.prose else len(looks)
    return first > 1 and any(_MAY_NAME_SITE.search(looks.row(n)) for n in looks.words if n < first)


def _twice_on_one(looks: Looks, gone: Collection[int]) -> dict[int, int]:
    """Return lines of the head that print a line above them twice over: so long that they pass for a paragraph."""
    found: dict[int, int] = {}
    for place, number in enumerate(looks.prose[:_DOUBLED]):
        parts = looks.row(number).split() if number != place and number not in gone else []  # else no short line is above
        if len(parts) % 2 == 0 and not _may_agree(parts[: len(parts) // 2 + 1]):
            continue
        half = "".join(words(" ".join(parts[: len(parts) // 2]))) if len(parts) % 2 == 0 else ""
        if half and half == "".join(words(" ".join(parts[len(parts) // 2 :]))):
            above = next((n for n in looks.keys if n < number and looks.keys[n] == half), None)
            found |= {number: above} if above is not None else {}
    return found


def _may_agree(half: list[str]) -> bool:
    """Tell whether the second half, of which one word is given, may have the letters of the first: their first words mostly tell."""
    return not half or not half[0].isalnum() or not half[-1].isalnum() or half[0][0] == half[-1][0]


def _find(looks: Looks, alive: list[int], gone: Collection[int]) -> Iterator[Decision]:
    first, last = looks.body(gone)
    seen: dict[str, int] = {}
    order = {number: place for place, number in enumerate(alive)}
    for number in _shared(looks, order):
        key = "".join(words(looks.row(number)))
        before = seen.setdefault(key, number)
        if not key or before == number:
            continue
        if before < number < first and _SLUG.fullmatch(looks.row(before).strip()):
            yield _vote(looks, before, number, "slug", "residue")
            seen[key] = number
            continue
        headline = before < number < first and looks.count(number) > _SITE_WORDS
        if _QUOTED_OR_NUMBERED.match(looks.row(number)) and not headline and not (number < first and _slides(looks, alive, key, first)):
            continue
        if looks.is_prose(number) and (len(key) >= _PARAGRAPH_LETTERS or (order[number] == order[before] + 1 and _CREDITED.search(looks.row(number)))):
            yield _vote(looks, number, before, "paragraph")
        elif len(key) < _TITLE_LETTERS or looks.count(number) < 2 or looks.ends_sentence(number):
            continue
        elif before < first and (number < first or (number > last and looks.count(number) > 3) or _over_picture(looks, alive, order, before, number)):
            yield _vote(looks, number, before, "title")
        elif _captioned(looks, alive, order[before], order[number]):
            yield _vote(looks, number, before, "caption")
    head = [number for number in alive if number < first]
    yield from _with_site(looks, head)
    yield from _trails(looks, head)


def _shared(looks: Looks, alive: Collection[int]) -> list[int]:
    """Return the lines that may be like another one."""
    if looks.bits is not None:
        return [number for number in looks.shared() if number in alive]
    lone = _lone(looks, alive)
    return [number for number in alive if number not in lone]


def _lone(looks: Looks, alive: Collection[int]) -> set[int]:
    """Return the paragraphs that open as no other line does: reading them to their end would find nothing like them."""
    openings = _openings(looks, [number for number in alive if number not in looks.keys])
    counts = Counter([*openings.values(), *[key[:_TOLD] for key in looks.keys.values()]])
    return {number for number, opening in openings.items() if counts[opening] == 1}


def _openings(looks: Looks, numbers: list[int]) -> dict[int, str]:
    """Return the first letters of the keys of lines."""
    rows = [looks.document.rows[number] for number in numbers]
    found = _NO_WORD.sub("", fold("\n".join([row[:_OPENING] for row in rows]))).split("\n")
    return {
        number: opening[:_TOLD] if len(opening) >= _TOLD or len(row) <= _OPENING else "".join(words(looks.row(number)))[:_TOLD]
        for number, row, opening in zip(numbers, rows, found, strict=False)
    }


def _slides(looks: Looks, alive: list[int], key: str, first: int) -> bool:
    """Tell whether an item stands three times and more above the article: the caption of every slide."""
    return sum(looks.keys.get(number) == key for number in alive if number < first) >= _SLIDES


def _over_picture(looks: Looks, alive: list[int], order: Mapping[int, int], before: int, number: int) -> bool:
    """Tell whether the headline is printed again under the picture, between two paragraphs; no verse is so long."""
    place = order[number]
    if looks.count(number) < _HEADLINE_WORDS or not 0 < place < len(alive) - 1 or looks.count(before) != looks.count(number):
        return False
    return looks.is_prose(alive[place - 1]) and looks.is_prose(alive[place + 1])


def _captioned(looks: Looks, alive: list[int], before: int, after: int) -> bool:
    """Tell whether two equal lines are neighbours with a paragraph above or below: no verse, no chant."""
    if after != before + 1 or looks.row(alive[after]).rstrip().endswith("!"):
        return False
    around = [alive[place] for place in (before - 1, after + 1) if 0 <= place < len(alive)]
    return any(looks.is_prose(number) for number in around)


def _with_site(looks: Looks, head: list[int]) -> Iterator[Decision]:
    """Yield votes on headlines with the name of the site behind them or before them, and on that name where it stands alone."""
    keys = {looks.keys[number]: number for number in reversed(head) if number in looks.keys and looks.count(number) >= _TITLE_WORDS}
    before: set[str] = set()
    for number in head:
        for title, site, leads in _parts(looks.row(number)):
            other = keys.get("".join(re.findall(r"\w+", title)))
            if title and other is not None and other != number and len(site.split()) <= (_LEADING_WORDS if leads else _SITE_WORDS):
                yield _vote(looks, number, other, "site")
                before |= {site.strip()} if leads else set()
                break
    for number in head if before else ():
        name, sign, rest = looks.row(number).strip().rpartition("-")
        if sign and not rest and name.strip() in before:
            yield _vote(looks, number, number, "masthead", "masthead")


def _parts(row: str) -> Iterator[tuple[str, str, bool]]:
    """Yield a line as headline and name of a site, and whether that leads."""
    for sign in _SITE_SIGNS:
        if sign in row:
            title, _, site = row.rpartition(sign)
            yield title, site, False
            site, _, title = row.partition(sign)
            yield title, site, True


def _trails(looks: Looks, head: list[int]) -> Iterator[Decision]:
    """Yield votes on breadcrumbs: a path of few names with signs between them, then the headline that stands on its own as well."""
    titles = {looks.keys[number]: number for number in reversed(head) if number in looks.keys and looks.count(number) >= _TITLE_WORDS}
    for number in head:
        found = looks.words.get(number, [])
        if len(found) <= _TITLE_WORDS or not _TRAIL.search(looks.row(number)):
            continue
        for names in range(1, min(_TRAIL_WORDS, len(found) - _TITLE_WORDS) + 1):
            if (rest := "".join(found[names:])) in titles:
                yield _vote(looks, number, titles[rest], "trail", "navigation")
                break


def _vote(looks: Looks, number: int, before: int, what: str, kind: str = "duplicate") -> Decision:
    reason = _REASON[what].format(before + 1)
    return looks.vote(number, f"repeat.{what}", kind, reason, 0.9)
