"""Which rules a corpus bears out: where each fires, how often, and how often wrongly.

Comes in: records, or labelled documents. Goes out: `Coverage`. Facts about the article are counted as
if they were dropped, so that the rules that tell them are seen at work too. A rule that never fires
is *unproven*: nothing is known of it but its own examples.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cleaner.engine import Cleaner
from cleaner.gold import Gold
from cleaner.model import EITHER, Decision, Outcome, Record
from cleaner.rules import Rulebook

_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """What is known of one rule; `wrong` counts hits that touch the article, in labelled documents alone."""

    rule: str
    kind: str
    pack: str = ""
    hits: int = 0
    documents: int = 0
    hosts: int = 0
    characters: int = 0
    wrong: int = 0
    sample: str = ""

    @property
    def unproven(self) -> bool:
        return not self.hits


@dataclass(frozen=True, slots=True)
class Coverage:
    """All rules, those that fire most first; `labelled` documents are those that could show a wrong hit."""

    rules: tuple[RuleCoverage, ...]
    documents: int
    labelled: int


@dataclass(slots=True)
class _Seen:
    kind: str
    pack: str = ""
    hits: int = 0
    documents: int = 0
    hosts: set[str] = field(default_factory=set)
    characters: int = 0
    wrong: int = 0
    sample: str = ""

    def add(self, text: str, vote: Decision, wrong: bool) -> None:
        piece = text[vote.span.start : vote.span.end]
        self.hits += 1
        if vote.outcome is Outcome.DONE:
            self.characters += sum(not character.isspace() for character in piece)
        self.wrong += wrong
        self.sample = self.sample or " ".join(piece[: 4 * _SAMPLE].split())[:_SAMPLE]


def cover(cleaner: Cleaner, documents: Iterable[Gold | Record]) -> Coverage:
    """Count where every rule of a cleaner fires.

    >>> text = "سيبدأ العمل في المرحلة الثانية من المشروع مطلع العام المقبل.\\nاترك تعليقاً"
    >>> counted = cover(Cleaner(), [Record(text)])
    >>> first = counted.rules[0]
    >>> first.kind, first.hits, first.characters, first.sample
    ('comment', 1, 11, 'اترك تعليقاً')
    """
    cleaner = _telling(cleaner)
    seen = {rule.id: _Seen(rule.kind, rule.pack) for rule in cleaner.rulebook.rules if rule.act == "remove"}
    total = labelled = 0
    for given in documents:
        total += 1
        labelled += isinstance(given, Gold)
        _count(cleaner, given, seen)
    rules = (
        RuleCoverage(rule, s.kind, s.pack, s.hits, s.documents, len(s.hosts), s.characters, s.wrong, s.sample)
        for rule, s in seen.items()
    )
    return Coverage(tuple(sorted(rules, key=lambda rule: (-rule.hits, rule.rule))), total, labelled)


def _telling(cleaner: Cleaner) -> Cleaner:
    """Return a cleaner of the same rules that drops facts too."""
    return Cleaner.of(cleaner.rulebook, replace(cleaner.options, drop=EITHER))


def _count(cleaner: Cleaner, given: Gold | Record, seen: dict[str, _Seen]) -> None:
    record = given if isinstance(given, Record) else Record(given.text, id=given.id, url=given.url)
    host = (given.host if isinstance(given, Gold) else _text(given.meta.get("host"))) or record.host
    keep = [s.span for s in given.spans if s.label == "keep"] if isinstance(given, Gold) else []
    verdict = cleaner.html(record) if record.media == "html" else cleaner(record)
    text = verdict.document.text
    fired: set[str] = set()
    for vote in verdict.decisions:
        if vote.outcome is Outcome.VETOED:
            continue
        pieces = (text[max(s.start, vote.span.start) : min(s.end, vote.span.end)] for s in keep)
        of_rule = seen.setdefault(vote.rule, _Seen(vote.kind))
        of_rule.add(text, vote, any(any(map(str.isalnum, piece)) for piece in pieces))
        if host:
            of_rule.hosts.add(host)
        fired.add(vote.rule)
    for rule in fired:
        seen[rule].documents += 1


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def rules_seen_at(book: Rulebook, host: str) -> frozenset[str]:
    """Return the ids of the rules that were seen at a host, or are scoped to it: what it taught us.

    >>> from cleaner.rules import Rule
    >>> book = Rulebook((Rule("a.b", "ad", "line", "why", seen="news.example.com, 2 pages"),), {})
    >>> rules_seen_at(book, "www.example.com"), rules_seen_at(book, "ample.com")
    (frozenset({'a.b'}), frozenset())
    """
    name = host.removeprefix("www.").split("/")[0].lower()
    return frozenset(rule.id for rule in book.rules if name and (_names(rule.seen.lower(), name) or rule.site == name))


def _names(seen: str, host: str) -> bool:
    words = (word.strip(".,;:()") for word in seen.replace("/", " ").split())
    return any(word == host or word.endswith("." + host) for word in words)
