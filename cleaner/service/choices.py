"""What a request may choose: the part of `Options` that is safe and cheap to change from one request to the next.

Comes in: a query string. Goes out: the options of the service with these in their place. Packs, the engine and the
names of fields are the server's: they cost much, or change the shape of what is answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl

from cleaner.errors import OptionError
from cleaner.model import EITHER, KINDS
from cleaner.options import Audit, Options
from cleaner.service.problems import Problem

Written = Literal["text", "markdown"]
KINDS_OF = {"keep": (*sorted(KINDS), "either"), "drop": (*sorted(EITHER), "either")}
"""The names that lists of kinds may hold."""
WORDS = {"audit": get_args(Audit), "format": get_args(Written)}
SWITCHES = ("any_language", "links")
ADDRESSES = ("id", "url")
"""What is said of a body that can't say it itself: a text or a page."""
NAMES = (*KINDS_OF, *WORDS, *SWITCHES, *ADDRESSES)


def choose(query: bytes, options: Options) -> tuple[Options, dict[str, str]]:
    """Return the options that a query asks for, and what it says of the body.

    >>> chosen, told = choose(b"drop=byline,timestamp&format=markdown&url=https://example.com/1", Options())
    >>> sorted(chosen.drop), chosen.format, told
    (['byline', 'timestamp'], 'markdown', {'url': 'https://example.com/1'})
    >>> choose(b"kep=tags", Options())
    Traceback (most recent call last):
    cleaner.service.problems.Problem: query: 'kep' is not an option of requests (did you mean 'keep'?); \
there are keep, drop, audit, format, any_language, links, id, url
    """
    if not query:
        return options, {}
    given = _read(query)
    changed: dict[str, Any] = {name: ",".join(given[name]) for name in KINDS_OF if name in given}
    for name, known in WORDS.items():
        if name in given:
            changed[name] = _one_of(name, given[name], known)
    for name in SWITCHES:
        if name in given:
            changed[name] = _one_of(name, given[name], ("true", "false")) == "true"
    try:
        chosen = replace(options, **changed)
    except OptionError as error:
        raise Problem("option", f"query: {error}") from None
    return chosen, {name: _single(name, given[name]) for name in ADDRESSES if name in given}


def _read(query: bytes) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise Problem("option", "query: not UTF-8 in percent signs; encode it so") from None
    for name, value in pairs:
        if name not in NAMES:
            near = get_close_matches(name, NAMES, 1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise Problem("option", f"query: {name!r} is not an option of requests{hint}; there are {', '.join(NAMES)}")
        given.setdefault(name, []).append(value)
    return given


def _single(name: str, values: list[str]) -> str:
    if len(values) > 1:
        raise Problem("option", f"query: {name} is given {len(values)} times; give it once")
    return values[0]


def _one_of(name: str, values: list[str], known: Iterable[str]) -> str:
    value = _single(name, values)
    if value not in known:
        raise Problem("option", f"query: {name}: {value!r} is not one of {', '.join(known)}")
    return value
