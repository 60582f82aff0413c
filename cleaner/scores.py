"""What comparing a cleaner with gold has found: frozen, added up from documents.

A *leak* is boilerplate that stayed, *damage* is article that went; both are counted in letters and
digits, in residue in all characters that are no space. A document is *hurt* when a letter of its
article went, *perfect* when no character but white space is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from cleaner.gold import FACTS, Gold, combine, digest_of
from cleaner.model import Span, Status

Fate = Literal["left", "lost"]
Answer = Literal["found", "missed", "invented"]
FEWEST_SPANS = 5
"""Spans that a kind needs to count in the mean over kinds."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole.

    >>> (Ratio(1, 4) + Ratio(1, 4)).share
    0.25
    """

    part: int = 0
    whole: int = 0

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.part + other.part, self.whole + other.whole)

    @property
    def share(self) -> float:
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True, slots=True)
class Wrong:
    """A piece that stayed and should have gone (`left`), or went and should have stayed (`lost`)."""

    span: Span
    fate: Fate
    kind: str
    rule: str | None = None
    letters: int = 0


@dataclass(frozen=True, slots=True)
class FactAnswer:
    """What became of one fact: as gold prints it, and as the cleaner tells it."""

    name: str
    answer: Answer
    gold: str | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindScore:
    """What stayed of one kind of boilerplate."""

    kind: str
    spans: int
    leak: Ratio

    def __add__(self, other: KindScore) -> KindScore:
        return replace(self, spans=self.spans + other.spans, leak=self.leak + other.leak)


@dataclass(frozen=True, slots=True)
class RuleScore:
    """What one rule took: letters of boilerplate, of facts about the article, and of the article itself.

    `took` holds the same letters by what gold calls them: `keep`, or a kind, the most first.
    """

    rule: str
    hits: int = 0
    documents: int = 0
    removed: int = 0
    facts: int = 0
    damage: int = 0
    hurt: int = 0
    took: tuple[tuple[str, int], ...] = ()

    def __add__(self, other: RuleScore) -> RuleScore:
        counts = ("hits", "documents", "removed", "facts", "damage", "hurt")
        took = Counter(dict(self.took)) + Counter(dict(other.took))
        summed = {name: getattr(self, name) + getattr(other, name) for name in counts}
        return replace(self, **summed, took=tuple(sorted(took.items(), key=lambda one: (-one[1], one[0]))))


@dataclass(frozen=True)
class DocumentScore:
    """One document: what stayed, what went, piece by piece."""

    gold: Gold
    status: Status
    leak: Ratio
    damage: Ratio
    wrong: tuple[Wrong, ...] = ()
    kinds: tuple[KindScore, ...] = ()
    rules: tuple[RuleScore, ...] = ()
    facts: tuple[FactAnswer, ...] = ()

    @property
    def perfect(self) -> bool:
        return not self.wrong


@dataclass(frozen=True)
class HostScore:
    """The documents of one host together."""

    host: str
    documents: int
    leak: Ratio
    damage: Ratio
    hurt: Ratio
    perfect: Ratio


@dataclass(frozen=True, slots=True)
class FactScore:
    """How many of the facts of one name were found, missed, and told where gold has none."""

    name: str
    found: int
    missed: int
    invented: int


@dataclass(frozen=True)
class Scores:
    """All scores, from the documents; `rules` names the rule set by its digest."""

    documents: tuple[DocumentScore, ...]
    ruleset: str = ""

    @cached_property
    def corpus(self) -> str:
        """A hash of the gold that was measured on."""
        return combine(digest_of(document.gold) for document in self.documents)

    @cached_property
    def statuses(self) -> tuple[tuple[Status, int], ...]:
        """How many documents were cleaned, left as they were, spared or rejected."""
        return tuple(sorted(Counter(document.status for document in self.documents).items()))

    @cached_property
    def leak(self) -> Ratio:
        return _total(document.leak for document in self.documents)

    @cached_property
    def damage(self) -> Ratio:
        return _total(document.damage for document in self.documents)

    @cached_property
    def hurt(self) -> Ratio:
        return _share(self.documents, lambda document: document.damage.part > 0)

    @cached_property
    def perfect(self) -> Ratio:
        return _share(self.documents, lambda document: document.perfect)

    @cached_property
    def leak_by_kind(self) -> float:
        """The mean over kinds with enough spans."""
        return _mean([kind.leak.share for kind in self.kinds if kind.spans >= FEWEST_SPANS])

    @cached_property
    def leak_by_document(self) -> float:
        """The mean over documents with boilerplate."""
        return _mean([document.leak.share for document in self.documents if document.leak.whole])

    @cached_property
    def kinds(self) -> tuple[KindScore, ...]:
        """Every kind that gold holds, those that leak most first."""
        found: dict[str, KindScore] = {}
        for kind in (kind for document in self.documents for kind in document.kinds):
            found[kind.kind] = found[kind.kind] + kind if kind.kind in found else kind
        return tuple(sorted(found.values(), key=lambda kind: (-kind.leak.part, kind.kind)))

    @cached_property
    def rules(self) -> tuple[RuleScore, ...]:
        """Every rule that took something, those that damaged most first."""
        found: dict[str, RuleScore] = {}
        for rule in (rule for document in self.documents for rule in document.rules):
            found[rule.rule] = found[rule.rule] + rule if rule.rule in found else rule
        return tuple(sorted(found.values(), key=lambda rule: (-rule.damage, -rule.removed, rule.rule)))

    @cached_property
    def hosts(self) -> tuple[HostScore, ...]:
        """Every host, those damaged most first."""
        found: dict[str, list[DocumentScore]] = {}
        for document in self.documents:
            found.setdefault(document.gold.host or "", []).append(document)
        scores = (_host(host, documents) for host, documents in found.items())
        return tuple(sorted(scores, key=lambda host: (-host.damage.part, -host.leak.part, host.host)))

    @cached_property
    def facts(self) -> tuple[FactScore, ...]:
        """What was told of every fact that gold knows."""
        answers = [answer for document in self.documents for answer in document.facts]
        return tuple(
            FactScore(name, *(_count(answers, name, answer) for answer in ("found", "missed", "invented"))) for name in FACTS
        )

    @property
    def found(self) -> Ratio:
        """The facts of gold that were found."""
        return _total(Ratio(fact.found, fact.found + fact.missed) for fact in self.facts)

    @property
    def invented(self) -> int:
        """The facts that were told where gold has none."""
        return sum(fact.invented for fact in self.facts)

    def worst(self, number: int) -> tuple[DocumentScore, ...]:
        """Return the documents that are most wrong: damage before leak."""
        bad = [document for document in self.documents if document.wrong]
        bad.sort(key=lambda one: (-one.damage.part, -one.leak.part, -len(one.wrong), one.gold.id))
        return tuple(bad[:number])


def _total(ratios: Iterable[Ratio]) -> Ratio:
    return sum(ratios, Ratio())


def _share(documents: Sequence[DocumentScore], holds: Callable[[DocumentScore], bool]) -> Ratio:
    return Ratio(sum(map(holds, documents)), len(documents))


def _mean(shares: Sequence[float]) -> float:
    return sum(shares) / len(shares) if shares else 0.0


def _count(answers: Iterable[FactAnswer], name: str, answer: str) -> int:
    return sum(one.name == name and one.answer == answer for one in answers)


def _host(host: str, documents: Sequence[DocumentScore]) -> HostScore:
    whole = Scores(tuple(documents))
    return HostScore(host, len(documents), whole.leak, whole.damage, whole.hurt, whole.perfect)
