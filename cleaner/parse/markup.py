"""Rules about elements: which of them say something of an element, by its tag, class, id or place.

Most selectors are plain (`nav`, `.sharedaddy`, `div.tags`, `#comments`, `[class*="related" i]`) and
are looked up by what an element is called; Lexbor runs the others, on the element that holds the
article alone: over a whole page one selector costs as much as a hundred look-ups.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.parse.letters import Words
from cleaner.rules import Rule

_PLAIN = re.compile(
    r'(?P<tag>[a-z][a-z0-9-]*|\*)?(?:(?P<sign>[.#])(?P<name>[\w-]+)|\[(?P<of>class|id)(?P<how>[*^$])="(?P<part>[\w -]+)"(?P<any> i)?\])?'
)
_NAMED = "[class],[id]"
_ASKS = re.compile(r'[\w-]*\[(?P<of>[\w-]+)(?:[*^$]?="(?P<part>[^"\\]*)"(?: i)?)?\](?::not\(\w+\)|:not\(:has\(\w+\)\))*')
"""A selector that asks for an attribute of the element itself."""
_OPENS = re.compile(r"[a-z][a-z0-9-]*")
_FEW = 60
"""Elements: so few are looked at each, which costs less than the reading of a selector."""
_NOTHING: frozenset[str] = frozenset()


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


class _Other(NamedTuple):
    """A selector that Lexbor runs, and what it asks for: a tag, and a part of an attribute; empty where that is not told."""

    selector: str
    rule: Rule
    tag: str
    attribute: str
    part: str

    @classmethod
    def of(cls, selector: str, rule: Rule) -> _Other:
        found, opening = _ASKS.fullmatch(selector), _OPENS.match(selector)
        tag = opening[0] if opening and "," not in selector and opening[0] != "html" else ""
        return cls(selector, rule, tag, found["of"].lower() if found else "", (found["part"] or "").lower() if found else "")

    @property
    def wider(self) -> str:
        """The selector, or a simpler one that many share."""
        return f"[{self.attribute}]" if self.attribute else self.selector

    def may_say(self, said: Mapping[str, str], tags: Collection[str] | None) -> bool:
        if self.tag and tags is not None and self.tag not in tags:
            return False
        return not self.attribute or self.part in said.get(self.attribute, _NOTHING)


class Markup:
    """The rules of some kinds about elements, ready to be looked up."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._tags: dict[str, list[tuple[Rule, str]]] = {}
        self._names: dict[str, list[tuple[str | None, Rule, str]]] = {}
        self._parts: dict[str, list[_Part]] = {}
        self._other: list[_Other] = []
        self._asked: dict[str, list[int]] = defaultdict(list)
        for rule in rules:
            for selector in rule.patterns:
                self._add(rule, selector)
        self._others = ",".join(dict.fromkeys(other.wider for other in self._other))
        self._by_tag, self._by_name = frozenset(self._tags), frozenset(self._names)
        for place, other in enumerate(self._other):
            self._asked[other.attribute].append(place)
        self._words = Words(tuple(self._parts))
        self._within = {
            word: [part for start in self._parts if word.startswith(start) for part in self._parts[start]]
            for word in self._parts
        }

    def _add(self, rule: Rule, selector: str) -> None:
        found = _PLAIN.fullmatch(selector)
        if found is None:
            self._other.append(_Other.of(selector, rule))
        elif found["sign"]:
            self._names.setdefault(found["sign"] + found["name"], []).append((found["tag"], rule, selector))
        elif found["of"]:
            part = _Part(found["of"] == "class", found["how"], found["part"], bool(found["any"]), found["tag"], rule, selector)
            self._parts.setdefault(part.part.lower(), []).append(part)
        else:
            self._tags.setdefault(found["tag"], []).append((rule, selector))

    def said(self, nodes: Iterable[LexborNode]) -> Iterator[Match]:
        """Yield what the plain selectors say of elements."""
        for node in self._words.named(nodes, self._by_tag, self._by_name):
            if match := self.plain(node):
                yield match

    def plain(self, node: LexborNode) -> Match | None:
        """Return what the plain selectors say of an element: a rule that keeps before others."""
        best: Match | None = None
        for rule, selector in self._said(node):
            if rule.act == "keep":
                return Match(node, rule, selector)
            if best is None or rule.confidence > best.rule.confidence:
                best = Match(node, rule, selector)
        return best

    def _said(self, node: LexborNode) -> Sequence[tuple[Rule, str]]:
        """Return what is said of an element by its tag, then by its whole names, then by parts of them."""
        tag = node.tag or ""
        said = self._tags.get(tag, ())
        attributes = node.attributes
        classes, name = attributes.get("class") or "", attributes.get("id") or ""
        if not classes and not name:
            return said
        said = [*said]
        names = self._names
        for token in classes.split():
            if found := names.get("." + token):
                said += [(rule, selector) for wanted, rule, selector in found if wanted is None or wanted == tag]
        if name and (found := names.get("#" + name)):
            said += [(rule, selector) for wanted, rule, selector in found if wanted is None or wanted == tag]
        for word in self._words.find(f"{classes}\n{name}".lower()):
            for part in self._within[word]:
                if (part.tag is None or part.tag == tag) and part.stands_in(classes if part.of_class else name):
                    said.append((part.rule, part.selector))
        return said

    def within(self, winner: LexborNode, tags: Collection[str] | None = None) -> list[Match]:
        """Return what is said of the elements in an element, that element apart; `tags` are those that may stand on the page."""
        nodes = list(islice(winner.traverse(), _FEW))
        named: list[LexborNode] = nodes
        if len(nodes) == _FEW:  # what has many elements is asked for those that may be named
            nodes = winner.css(",".join((_NAMED, *(self._tags if tags is None else [tag for tag in self._tags if tag in tags]))))
            named = winner.css(self._others) if self._others else []
        found: dict[int, Match] = {}
        for match in self.said(nodes):
            found[match.node.mem_id] = match
        for other in self._other_within(named, tags):
            for node in winner.css(other.selector):
                if other.rule.act == "keep" or node.mem_id not in found:
                    found[node.mem_id] = Match(node, other.rule, other.selector)
        found.pop(winner.mem_id, None)
        return list(found.values())

    def _other_within(self, named: Sequence[LexborNode], tags: Collection[str] | None) -> Iterator[_Other]:
        """Yield the other selectors that may say something of elements: mostly none."""
        values: dict[str, list[str]] = defaultdict(list)
        for node in named:
            for name, value in node.attributes.items():
                if name in self._asked:
                    values[name].append(value or "")
        said = {name: "\n".join(found).lower() for name, found in values.items()}
        places = [place for name in ("", *said) for place in self._asked.get(name, ())] if named else ()
        yield from (other for place in sorted(places) if (other := self._other[place]).may_say(said, tags))


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
