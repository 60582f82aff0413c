"""Who wrote it, as the code of a page says: names without labels, places, papers and what is no name.

Comes in: a value such as "كتب: حسام عدلي - القاهرة". Goes out: `Names`: people, and the agencies and
papers that stand beside them. The lists are those that the rules for texts use.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from cleaner.arabic import fold, fold_with_offsets, key, words
from cleaner.heuristics.vocabulary import any_of, phrases
from cleaner.slots import FIRST, MONTHS

_APART = re.compile(r"\s*[|؛;،•·\n]+\s*|\s*,\s+|,(?=\D)|\s+[-–—/&ـ]+\s+|(?<=\w{3})\s?/\s?(?=\w{3})|\s+and\s+|\s+et\s+")
_SIGNS = " \t\r\n\xa0\u200e\u200f:،,؛;|/\\-–—_*•·«»\"“”'‘’()[]{}=^#.…"
_OPEN = " \t\r\n\xa0\u200e\u200f:،,؛;|/\\-–—_*•·«»\"“”'‘’([{=^#…"
_NO_NAME = re.compile(r"https?:|www\.|\S\.(?:com|net|org|info|tv)\b|@|[<>{}=\\]|\?\w+=|\d{3}", re.IGNORECASE)
_HANDLE = re.compile(r"@\w{2,30}")
_ARABIC_WORD = re.compile("[\u0621-\u064a]+")
_ON_DAY = re.compile(rf"\s+(?:في|يوم|on)\s+(?:ال)?(?:{'|'.join(sorted(day.removeprefix('ال') for day in FIRST['weekday']))})(?!\w).*")
_LONGEST = 60
_MOST_WORDS = 6
_NOBODY = frozenset(
    "admin administrator editor editors author user guest root webmaster superuser superadmin manager owner system default test unknown "
    "anonymous none null undefined staff news desk team writer publisher moderator wordpress blogger mon tue wed thu fri sat sun".split()
) | frozenset(
    ("news desk", "web desk", "site admin", "super user", "super admin", "news editor", "web editor", "newsroom", "ادمن", "الادمن", "ناشر", "الناشر", "محرر", "الكاتب", "كاتب", "المدير", "مدير", "المشرف",
     "مشرف", "الاداره", "الموقع", "غير معروف", "مجهول", "مستخدم", "زائر", "المراسل", "مراسل", "اسم الكاتب", "الصحيفه", "الجريده", "مندوب", "المندوب", "ضيف", "المحرر", "المحرره")
)  # fmt: skip
"""What publishing systems call whoever is logged in."""


class Names(NamedTuple):
    """The people that a value names, and the agencies, papers and handles in it, each as it is written."""

    people: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()


def read(value: str, sites: Collection[str] = ()) -> Names:
    """Return who a value names; `sites` are keys of what the site calls itself.

    >>> read("كتب: حسام عدلي - القاهرة").people, read("(أبوظبي - البيان)"), read("رويترز").agencies
    (('حسام عدلي',), Names(people=(), agencies=(), papers=('البيان',), handles=()), ('رويترز',))
    >>> read("منى الحوراني، د. سالم عدلي").people, read("admin").people, read("https://example.com/author/1").people
    (('منى الحوراني', 'د. سالم عدلي'), (), ())
    >>> read("جريدة الساحل", {key("جريدة الساحل")}).people, read("@coast_news").handles
    ((), ('@coast_news',))
    """
    value = value.strip()
    if _HANDLE.fullmatch(value):
        return Names(handles=(value,))
    if len(value) > 4 * _LONGEST or key(value) in sites or "://" in value:
        return Names()
    whole = _without_label(value)
    people: list[str] = []
    placed = False
    found: dict[str, list[str]] = {"agency": [], "paper": []}
    parts = [part for one in _APART.split(whole) for part in _told_apart(_bared(_without_label(one)), sites) if part]
    if _is_surname_first(parts):
        parts = [whole.strip(_SIGNS)]
    for part in parts:
        kind = _kind(part, sites)
        if kind == "person":
            people.append(part)
        elif kind:
            found[kind].append(part)
        placed = placed or kind != "person"
    if placed:  # one word beside a paper is a place that no list has
        people = [name for name in people if " " in name or fold(name) in phrases("bylines", "given") or not _ARABIC_WORD.fullmatch(name)]
    return Names(tuple(dict.fromkeys(people)), tuple(found["agency"]), tuple(found["paper"]))


def is_nobody(name: str) -> bool:
    """Tell whether a name is one that publishing systems give whoever is logged in, or part of a date.

    >>> is_nobody("Admin"), is_nobody("المحرر في أربعاء"), is_nobody("منى الحوراني")
    (True, True, False)
    """
    folded = " ".join(words(_ON_DAY.sub("", fold(name))))
    return folded in _NOBODY or folded in MONTHS or folded in FIRST["weekday"]


def _is_surname_first(parts: list[str]) -> bool:
    """Tell whether two parts are one Latin name: "Hourani, Mona"."""
    return len(parts) == 2 and all(part.isascii() and len(part.split()) == 1 for part in parts)


def has_label(line: str) -> bool:
    """Tell whether a line opens with the label of a byline or a source.

    >>> has_label("بقلم: منى الحوراني"), has_label("المصدر: رويترز"), has_label("الأكثر قراءة")
    (True, True, False)
    """
    return bool(_label().match(fold(line)) or _source_label().match(fold(line)))


def _without_label(value: str) -> str:
    folded, offsets = fold_with_offsets(value)
    label = _label().match(folded)
    if label is None or not folded[label.end() :].strip(_SIGNS):
        return value
    return value[offsets[label.end()] :]


@lru_cache(maxsize=1)
def _label() -> re.Pattern[str]:
    alone, shared = any_of("bylines", "by"), any_of("bylines", "by_shared")
    return re.compile(rf"\W*(?:{alone}(?:\s?[:/\-–|]\s?|\s)|{shared}\s?[:/|]\s?)(?:{alone}\s?[:/\s]\s?)?")


@lru_cache(maxsize=1)
def _source_label() -> re.Pattern[str]:
    return re.compile(rf"\W*{any_of('sources', 'source_label')}\s?[:/\-–|]")


def _bared(part: str) -> str:
    """Return a part of a value without signs, and without a place or paper in brackets behind it.

    >>> _bared(" «منى الحوراني» (بيروت) "), _bared("د. سالم عدلي."), _bared("إ.ع.")
    ('منى الحوراني', 'د. سالم عدلي', 'إ.ع.')
    """
    part = part.strip(_OPEN + ")]}")
    name, bracket, inner = part.partition("(")
    if bracket and _kind(inner.strip(_SIGNS), ()) != "person":
        part = name.strip(_OPEN + ")]}")
    return part if re.fullmatch(r"\w(?:\.\s?\w){1,2}\.", part) else part.rstrip(".")


def _told_apart(part: str, sites: Collection[str]) -> tuple[str, ...]:
    """Part a name from what is glued to it: a place or paper behind a hyphen, agencies behind "and".

    >>> _told_apart("مروة محمد-القاهرة", ()), _told_apart("محمد علي ووكالات", ()), _told_apart("آل-ثاني", ())
    (('مروة محمد', 'القاهرة'), ('محمد علي', 'وكالات'), ('آل-ثاني',))
    """
    name, hyphen, rest = part.rpartition("-")
    if hyphen and name.strip() and _kind(rest.strip(), sites) != "person":
        return name.strip(), rest.strip()
    name, _, last = part.rpartition(" ")
    if name and " ".join(words(fold(last))) in phrases("agencies", "agencies_and"):
        return name, last.removeprefix("و") if last.startswith("وو") else last
    return (part,)


def _kind(part: str, sites: Collection[str]) -> str:
    """Return what a part is: `person`, `agency`, `paper`, or nothing to tell."""
    folded = " ".join(words(fold(part)))
    if not folded or key(part) in sites or is_nobody(part) or folded in _desks() or folded in phrases("datelines", "city"):
        return ""
    if folded in phrases("agencies", "agency") or folded in phrases("agencies", "agency_sure"):
        return "agency"
    if folded in phrases("sources", "outlet") or folded in phrases("sources", "outlet_alone"):
        return "paper"
    if _NO_NAME.search(part) or len(part) > _LONGEST or not 1 <= len(part.split()) <= _MOST_WORDS or folded.isdigit():
        return ""
    if part.isascii() and part.islower() and part.isalnum():
        return ""  # what somebody logs in as
    first, *rest = folded.split()
    if first in phrases("bylines", "rank") and rest and phrases("bylines", "of_country").issuperset(rest):
        return ""
    return "" if first in _kinds_of_paper() else "person"


@lru_cache(maxsize=1)
def _desks() -> frozenset[str]:
    ranks = phrases("bylines", "rank")
    return phrases("bylines", "newsroom") | phrases("sources", "desk") | ranks | phrases("kickers", "section_name")


@lru_cache(maxsize=1)
def _kinds_of_paper() -> frozenset[str]:
    """Return what a name opens with that is one of a paper, a channel or an agency."""
    return phrases("sources", "outlet_kind")
