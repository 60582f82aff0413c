"""Bylines without a label: a name that stands where authors stand.

Comes in: looks, and the lines that are gone or that a rule names. Goes out: hits of one rule, on
whole lines. A name is evidence only with its place: between headline and lead, or right under the
last paragraph; and only where neither headline nor prose speaks of that person, for then the line
is a caption or a sub-heading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from cleaner.heuristics.vocabulary import phrases
from cleaner.hits import Hit
from cleaner.looks import Looks
from cleaner.rules import Rule

BYLINE = Rule(
    id="byline.bare",
    kind="byline",
    where="line",
    why="A person's name alone where authors stand, of whom the text does not speak.",
)
_LONGEST_NAME = 4
_NAME = re.compile(r"[\s*\-–—_•:/|\u200e\u200f]*(?P<name>[^\W\d_]+(?:[ .\-'’]{1,2}[^\W\d_]+){0,4}\.?)[\s*:\-–—/|]*")
_PAIR = r"[^\W\d_]{1,2}\s?[./]\s?[^\W\d_]{1,2}"
_INITIALS = re.compile(rf"[\W_]{{0,4}}(?P<name>{_PAIR}(?:\.?\s?[/\-–]\s?{_PAIR}){{0,2}})[\W_]{{0,2}}")
_NEAR = 3
_PARTICLES = frozenset("في من الي عن مع ضد بعد قبل بين حول هل لا لم لن كان هو هي بلا دون ضمن عبر امام".split())
_VERB = re.compile(r"[يت]\w{3,}")
"""A third person present: "يتألق" behind a name makes a headline of it. Families that look so are missed."""


def find(looks: Looks, dated: Collection[int], taken: Collection[int]) -> list[Hit]:
    """Return hits on bare names; `dated` lines print a date, `taken` ones are gone or named by a rule."""
    first, last = looks.body(taken)
    if first > last or (first == 0 and last == len(looks) - 1):
        return []

    def alive(number: int) -> bool:
        return number not in taken and not looks.blank(number) and not _signs(looks, number)

    head = list(filter(alive, range(first)))
    tail = list(islice(filter(alive, range(last + 1, len(looks))), 2))
    return [*_in_head(looks, head), *_without_label(looks, head, dated), *_in_tail(looks, tail)]


def _in_head(looks: Looks, head: list[int]) -> Iterator[Hit]:
    titled = False
    for place, number in enumerate(head):
        if titled and _named(looks, number) and not _spoken_of(looks, number, head[:place]):
            yield _hit(looks, number, _NAME)
            return
        titled = titled or looks.titled(number)


def _in_tail(looks: Looks, tail: list[int]) -> Iterator[Hit]:
    """Yield the line right under the last paragraph; two names are a list of people, not authors."""
    if not tail:
        return
    if _INITIALS.fullmatch(looks.row(tail[0])):
        yield _hit(looks, tail[0], _INITIALS)
    elif _named(looks, tail[0]) and not any(_named(looks, n) for n in tail[1:]) and not _spoken_of(looks, tail[0], ()):
        yield _hit(looks, tail[0], _NAME)


def _without_label(looks: Looks, head: list[int], dated: Collection[int]) -> Iterator[Hit]:
    """Yield a name behind a colon whose label was an icon, beside a date printed the same way."""
    for number in head:
        row = looks.row(number).lstrip()
        around = _around(looks, number)
        above = max((n for n in around if n < number), default=number)
        lost = row.startswith(":") or looks.row(above).strip() == ":"
        near = any(other in dated for other in around)
        if lost and near and number not in dated and looks.count(number) <= _LONGEST_NAME and _NAME.fullmatch(row):
            yield _hit(looks, number, _NAME)
            return


def _around(looks: Looks, number: int) -> list[int]:
    """Return the nearest lines that are not blank, on both sides."""
    above = [n for n in range(number - 1, max(-1, number - 4 * _NEAR), -1) if not looks.blank(n)][:_NEAR]
    below = [n for n in range(number + 1, min(len(looks), number + 4 * _NEAR)) if not looks.blank(n)][:_NEAR]
    return above + below


def _signs(looks: Looks, number: int) -> bool:
    return looks.is_wordless(number)


def _named(looks: Looks, number: int) -> bool:
    found = looks.words.get(number, ())
    given = phrases("bylines", "given")
    if not 2 <= len(found) <= _LONGEST_NAME or found[0] not in given:
        return False
    if "على" in looks.document.rows[number].split():  # folds like the name
        return False
    if any(word in _PARTICLES or (word not in given and _VERB.fullmatch(word)) for word in found[1:]):
        return False
    return _NAME.fullmatch(looks.row(number)) is not None


def _spoken_of(looks: Looks, number: int, headlines: Iterable[int]) -> bool:
    """Tell whether the headline or a paragraph names the person: then the line is about the story."""
    found = looks.words[number]
    full, last = " ".join(found), found[-1]
    if any(last in looks.words.get(n, ()) for n in headlines):
        return True
    return any(full in looks.row(n) for n in looks.prose)


def _hit(looks: Looks, number: int, form: re.Pattern[str]) -> Hit:
    row = looks.row(number)
    found = form.fullmatch(row)
    groups = (("name", *found.span("name")),) if found else ()
    return Hit(number, BYLINE, 0, len(row), -1, groups)
