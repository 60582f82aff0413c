"""Who is credited: the authors of a page, and the agencies and papers that stand where authors should.

Comes in: every source of names in the code, and the names that the text tells. Goes out: `Credits`. Names
behind a label in the text go before the code's, which name whoever was logged in; bare names in the text
are only believed where the code is silent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from cleaner.arabic import key
from cleaner.model import Span, Value, Where
from cleaner.parse import names
from cleaner.parse.claims import Code


class Shown(NamedTuple):
    """What the page prints: its text, the names that the rules found in it, and the lines near the headline."""

    text: str
    authors: tuple[Value, ...] = ()
    near: tuple[Span, ...] = ()


class Credits(NamedTuple):
    """The authors, and the first agency and paper beside them."""

    authors: tuple[Value, ...] = ()
    agency: Value | None = None
    paper: Value | None = None


def read(code: Code, shown: Shown, own: Collection[str]) -> Credits:
    """Return who is credited; `own` holds the keys of what the site calls itself.

    >>> code = Code('<meta name="author" content="القاهرة - منى الحوراني"><meta name="author" content="رويترز">')
    >>> found = read(code, Shown(""), ())
    >>> [value.value for value in found.authors], found.agency.value
    (['منى الحوراني'], 'رويترز')
    """
    people: list[Value] = []
    agencies: list[Value] = []
    papers: list[Value] = []
    handles: list[Value] = []
    for where, values, are_persons in code.authors():
        told = [names.read(value, own) for value in values]
        if are_persons and not people:
            people += [_placed(name, where, shown) for found in told for name in found.people]
        agencies += [Value(name, name, None, where) for found in told for name in found.agencies]
        papers += [Value(name, name, None, where) for found in told for name in found.papers if key(name) not in own]
        handles += [Value(name, name, None, where) for found in told for name in found.handles]
    agency, paper = next(iter(agencies), None), next(iter(papers), None)
    printed = tuple(value for value in shown.authors if not names.is_nobody(value.value))
    if printed and (not people or any(_is_labelled(value, shown.text) for value in printed)):
        return Credits(printed, agency, paper)
    return Credits(tuple(distinct(people or _of_persons(handles, code))), agency, paper)


def distinct(values: Iterable[Value]) -> list[Value]:
    """Return values without those that say the same as one before them."""
    return list({key(value.value): value for value in reversed(list(values))}.values())[::-1]


def _of_persons(handles: Iterable[Value], code: Code) -> list[Value]:
    """Return the handles that are not the site's own."""
    own = {handle.lower() for handle in code.head.all("twitter:site")}
    return [handle for handle in handles if handle.value.lower() not in own]


def _placed(name: str, where: Where, shown: Shown) -> Value:
    """Return a name of the code as the text prints it near the headline, where it does."""
    same = next((value for value in shown.authors if key(value.value) == key(name)), None)
    if same:
        return same
    for span in shown.near:
        at = shown.text.find(name, span.start, span.end)
        if at >= 0:
            return Value(name, name, Span(at, at + len(name)), where)
    return Value(name, name, None, where)


def _is_labelled(value: Value, text: str) -> bool:
    """Tell whether more than the name stands in its line: a label, a place, a paper."""
    if value.span is None:
        return True
    start = text.rfind("\n", 0, value.span.start) + 1
    end = text.find("\n", value.span.end)
    return key(text[start : end if end >= 0 else None]) != key(value.value)
