"""JSON-LD: the scripts of a page as objects, mended where they are not quite JSON.

Comes in: the scripts. Goes out: every object in them, outer ones before inner ones, with what it stands
under; and readers of the values that JSON-LD writes in several ways. Sizes are bounded: what is too
large or too deep is no description of an article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple

_SCRIPTS = 40
_LARGEST = 1_000_000
_ALL = 4_000_000
_OBJECTS = 3_000
_SCRAPED = 50_000
_WRAPPING = re.compile(r"\A\s*(?:(?://|/\*)\s*)?(?:<!\[CDATA\[|<!--)(?:\s*\*/)?|(?:(?://|/\*)\s*)?(?:\]\]>|-->)(?:\s*\*/)?\s*;?\s*\Z")
_LINE_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
_LOST_COMMA = re.compile(r",(\s*[}\]])")
_PAIR = re.compile(
    r'"(?P<name>headline|datePublished|dateModified|dateCreated|articleSection|description|inLanguage|name|@type|keywords|thumbnailUrl)"'
    r'\s{0,80}:\s{0,80}"(?P<value>.{0,800}?)"\s{0,80}(?=,\s{0,80}"[\w@]{1,40}"\s{0,80}:|,?\s{0,80}[}\]])',
    re.DOTALL,
)
_HOLDER = re.compile(r'"(?P<name>author|publisher|creator)"\s{0,80}:\s{0,80}\[?\s{0,80}\{(?P<inner>[^{}]{0,2000})')
_UNDER_LISTS = frozenset(("itemListElement", "hasPart", "liveBlogUpdate", "comment", "isRelatedTo", "relatedLink", "mentions", "citation"))
"""Fields whose objects are other stories, or parts of this one."""


class Item(NamedTuple):
    """An object of JSON-LD; `apart` says that it stands in a list of others' stories."""

    fields: Mapping[str, Any]
    apart: bool = False

    @property
    def types(self) -> frozenset[str]:
        """Its types, without the address of the vocabulary.

        >>> sorted(Item({"@type": ["NewsArticle", "http://schema.org/Article"]}).types)
        ['Article', 'NewsArticle']
        """
        return frozenset(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in texts(self.fields.get("@type")))


def read(scripts: Iterable[str]) -> list[Item]:
    """Return the objects of scripts.

    >>> [item.fields["headline"] for item in read(['<!-- {"@type": "NewsArticle", "headline": "سد جديد",} -->'])]
    ['سد جديد']
    """
    items: list[Item] = []
    left = _ALL
    for number, script in enumerate(scripts):
        if number >= _SCRIPTS or len(items) >= _OBJECTS:
            break
        left -= len(script)
        if len(script) <= _LARGEST and left >= 0:
            items += _objects(parse(script), _OBJECTS - len(items))
    return items


def parse(script: str) -> list[Any]:
    """Return what a script says, mended: wrapping, comments, commas too many, quotes inside of strings.

    >>> parse('{"a": 1,}'), parse('{"a": "س\\nش"} {"b": 2}'), parse("//<![CDATA[\\n[1]\\n//]]>")
    ([{'a': 1}], [{'a': 'س\\nش'}, {'b': 2}], [[1]])
    >>> parse('{"headline": "قال "لا" ومضى", "datePublished": "2024-04-03"}')
    [{'headline': 'قال "لا" ومضى', 'datePublished': '2024-04-03'}]
    >>> parse("var x = 1;"), parse("[" * 100_000)
    ([], [])
    """
    bare = _WRAPPING.sub("", script.strip("\ufeff \t\r\n;")).strip("\ufeff \t\r\n;")
    if not bare:
        return []
    for mend in (str, _without_comments, unescape):
        found, whole = _values(mend(bare))
        if whole:
            return found
    scraped = _scrape(bare[:_SCRAPED])
    return [scraped] if scraped else []


def _without_comments(text: str) -> str:
    first, *parts = text.split("<!--")
    bare = "".join([first, *(part.partition("-->")[2] for part in parts)])
    return _LOST_COMMA.sub(r"\1", _LINE_COMMENT.sub("", bare))


def _values(text: str) -> tuple[list[Any], bool]:
    """Read values that stand one behind the other, and tell whether that is all there is."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    at = 0
    try:
        while at < len(text) and len(found) < _SCRIPTS:
            value, at = decoder.raw_decode(text, at)
            found.append(value)
            at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,;"))
    except (ValueError, RecursionError):
        return found, False
    return found, True


def _scrape(text: str) -> dict[str, Any]:
    """Return the fields that can be told in what is no JSON: the first of each name, quotes inside of it or not."""
    holders: dict[str, Any] = {}
    for holder in _HOLDER.finditer(text):
        named = {pair["name"]: pair["value"] for pair in _PAIR.finditer(holder["inner"] + "}")}
        holders.setdefault(holder["name"], named)
    rest = _HOLDER.sub('"_": {', text)
    found: dict[str, Any] = {}
    for pair in _PAIR.finditer(rest):
        found.setdefault(pair["name"], pair["value"])
    return {**found, **holders}


def _objects(values: list[Any], most: int) -> list[Item]:
    """Return the objects in values, breadth first: no depth is too deep."""
    found: list[Item] = []
    waiting: list[tuple[Any, bool]] = [(value, False) for value in values]
    for value, apart in waiting:
        if len(found) >= most or len(waiting) > 20 * _OBJECTS:
            break
        if isinstance(value, list):
            waiting += [(one, apart) for one in value if isinstance(one, dict | list)]
        elif isinstance(value, dict):
            found.append(Item(value, apart))
            waiting += [
                (one, apart or name in _UNDER_LISTS) for name, one in value.items() if isinstance(one, dict | list)
            ]
    return found


def texts(value: Any) -> Iterator[str]:
    """Yield the texts of a value: a text, the name or address of an object, or those of a list.

    >>> list(texts(["رويترز", {"@type": "Person", "name": "منى الحوراني"}, {"@id": "#x"}, 7]))
    ['رويترز', 'منى الحوراني', '7']
    """
    for one in value[:200] if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            name = next((one[field] for field in ("name", "@value", "alternateName") if one.get(field)), None)
            one = name[0] if isinstance(name, list) and name else name
        if isinstance(one, str):
            yield one
        elif isinstance(one, int | float) and not isinstance(one, bool):
            yield str(one)


def addresses(value: Any) -> Iterator[str]:
    """Yield the addresses of a value: a text, or what an object calls its `url`, `contentUrl` or `@id`.

    >>> list(addresses([{"@type": "ImageObject", "url": "https://example.com/1.jpg"}, "https://example.com/2.jpg"]))
    ['https://example.com/1.jpg', 'https://example.com/2.jpg']
    """
    for one in value[:20] if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            one = next((one[field] for field in ("url", "contentUrl", "@id") if one.get(field)), None)
            one = one[0] if isinstance(one, list) and one else one
        if isinstance(one, str):
            yield one
