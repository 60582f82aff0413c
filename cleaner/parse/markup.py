"""Rules about elements: which of them say something of an element, by its tag, class, id or place.

Most selectors are plain (`nav`, `.sharedaddy`, `div.tags`, `#comments`, `[class*="related" i]`) and
are looked up by what an element is called; Lexbor runs the others, on the element that holds the
article alone: over a whole page one selector costs as much as a hundred look-ups.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.parse.letters import Words
from cleaner.rules import Rule

_PLAIN = re.compile(
    r'(?P<tag>[a-z][a-z0-9-]*|\*)?(?:(?P<sign>[.#])(?P<name>[\w-]+)|\[(?P<of>class|id)(?P<how>[*^$])="(?P<part>[\w -]+)"(?P<any> i)?\])?'
)
_NAMED = "[class],[id]"


class Match(NamedTuple):
    """A rule says something of an element, by this selector."""

    node: LexborNode
    rule: Rule
    selector: str


class _Part(NamedTuple):
    """A selector that asks for a part of a class or an id."""

    of_class: bool
    how: str
    part: str
    any_case: bool
    tag: str | None
    rule: Rule
    selector: str

    def stands_in(self, value: str) -> bool:
        part = self.part
        if self.any_case:
            value, part = value.lower(), part.lower()
        if self.how == "*":
            return part in value
        return value.startswith(part) if self.how == "^" else value.endswith(part)


class Markup:
    """The rules of some kinds about elements, ready to be looked up."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._tags: dict[str, list[tuple[Rule, str]]] = {}
        self._names: dict[str, list[tuple[str | None, Rule, str]]] = {}
        self._parts: dict[str, list[_Part]] = {}
        self._other: list[tuple[str, Rule]] = []
        for rule in rules:
            for selector in rule.patterns:
                self._add(rule, selector)
        self._sought = ",".join((_NAMED, *self._tags))
        self._others = ",".join(selector for selector, _ in self._other)
        self._words = Words(tuple(self._parts))
        self._within = {
            word: [part for start in self._parts if word.startswith(start) for part in self._parts[start]]
            for word in self._parts
        }

    def _add(self, rule: Rule, selector: str) -> None:
        found = _PLAIN.fullmatch(selector)
        if found is None:
            self._other.append((selector, rule))
        elif found["sign"]:
            self._names.setdefault(found["sign"] + found["name"], []).append((found["tag"], rule, selector))
        elif found["of"]:
            part = _Part(found["of"] == "class", found["how"], found["part"], bool(found["any"]), found["tag"], rule, selector)
            self._parts.setdefault(part.part.lower(), []).append(part)
        else:
            self._tags.setdefault(found["tag"], []).append((rule, selector))

    def plain(self, node: LexborNode) -> Match | None:
        """Return what the plain selectors say of an element: a rule that keeps before others."""
        best: Match | None = None
        for rule, selector in self._said(node):
            if rule.act == "keep":
                return Match(node, rule, selector)
            if best is None or rule.confidence > best.rule.confidence:
                best = Match(node, rule, selector)
        return best

    def _said(self, node: LexborNode) -> Iterator[tuple[Rule, str]]:
        tag = node.tag or ""
        yield from self._tags.get(tag, ())
        attributes = node.attributes
        classes, name = attributes.get("class") or "", attributes.get("id") or ""
        if not classes and not name:
            return
        tokens = ["." + token for token in classes.split()]
        if name:
            tokens.append("#" + name)
        for token in tokens:
            for wanted, rule, selector in self._names.get(token, ()):
                if wanted is None or wanted == tag:
                    yield rule, selector
        for word in self._words.find(f"{classes}\n{name}".lower()):
            for part in self._within[word]:
                if part.tag in (None, tag) and part.stands_in(classes if part.of_class else name):
                    yield part.rule, part.selector

    def within(self, winner: LexborNode) -> list[Match]:
        """Return what is said of the elements in an element, that element apart; outer ones first."""
        found: dict[int, Match] = {}
        for node in winner.css(self._sought):
            if match := self.plain(node):
                found[node.mem_id] = match
        for selector, rule in self._other if self._others and winner.css_first(self._others) is not None else ():
            for node in winner.css(selector):
                if rule.act == "keep" or node.mem_id not in found:
                    found[node.mem_id] = Match(node, rule, selector)
        found.pop(winner.mem_id, None)
        return list(found.values())


def selector_fault(selector: str) -> str | None:
    """Return what is wrong with a selector, or None.

    >>> selector_fault("div.tags > a"), selector_fault("div[") is None
    (None, False)
    """
    try:
        LexborHTMLParser("<p>").css(selector)
    except Exception as error:  # the parser's own error is no part of its interface
        return str(error)
    return None
