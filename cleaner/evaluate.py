"""A cleaner against gold: what it left, what it lost, what it told.

Comes in: a `Cleaner` and labelled documents. Goes out: `Scores`. The options of the cleaner say what
it should do: what `keep` leaves in the text is scored as article, what `drop` takes out as boilerplate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.arabic import fold
from cleaner.engine import Cleaner
from cleaner.gold import FACTS, Gold, GoldSpan, Label
from cleaner.model import Decision, Metadata, Record, Span, Value, Verdict
from cleaner.options import Options
from cleaner.scores import DocumentScore, FactAnswer, KindScore, Ratio, RuleScore, Scores, Wrong

_EVERY_CHARACTER = "residue"
"""The kind of which all characters but white space count: most of it has no letter."""


class Piece(NamedTuple):
    """A part of a labelled span that stayed or went as a whole."""

    start: int
    end: int
    label: Label
    kind: str | None
    letters: int
    went: Decision | None


def evaluate(cleaner: Cleaner, documents: Iterable[Gold]) -> Scores:
    """Clean labelled documents and compare.

    >>> gold = Gold("1", "سيبدأ العمل في المرحلة الثانية من المشروع مطلع العام المقبل.\\nاترك تعليقاً",
    ...     (GoldSpan(Span(0, 60), "keep"), GoldSpan(Span(61, 73), "remove", "comment")))
    >>> scores = evaluate(Cleaner(), [gold])
    >>> scores.leak, scores.damage, scores.perfect
    (Ratio(part=0, whole=10), Ratio(part=0, whole=50), Ratio(part=1, whole=1))
    """
    return Scores(tuple(score(cleaner, document) for document in documents), cleaner.rulebook.digest)


def score(cleaner: Cleaner, gold: Gold) -> DocumentScore:
    """Clean one labelled document and compare."""
    verdict = cleaner(Record(gold.text, id=gold.id, url=gold.url))
    pieces = list(cut(gold, verdict, cleaner.options))
    leak = [Ratio(0 if piece.went else piece.letters, piece.letters) for piece in pieces if piece.label == "remove"]
    damage = [Ratio(piece.letters if piece.went else 0, piece.letters) for piece in pieces if piece.label == "keep"]
    return DocumentScore(
        gold,
        verdict.status,
        sum(leak, Ratio()),
        sum(damage, Ratio()),
        tuple(_wrong(gold.text, pieces)),
        tuple(_kinds(gold, pieces, cleaner.options)),
        tuple(_rules(verdict, pieces)),
        tuple(compare_facts(gold, verdict.metadata)),
    )


def cut(gold: Gold, verdict: Verdict, options: Options) -> Iterator[Piece]:
    """Cut labelled spans where something went; pieces of white space are none."""
    removed = verdict.removed
    first = 0
    for labelled in gold.spans:
        label = wanted(labelled, options)
        while first < len(removed) and removed[first].span.end <= labelled.span.start:
            first += 1
        at, number = labelled.span.start, first
        while at < labelled.span.end:
            went = removed[number] if number < len(removed) and removed[number].span.start <= at else None
            border = went.span.end if went else removed[number].span.start if number < len(removed) else len(gold.text)
            end = min(border, labelled.span.end)
            text = gold.text[at:end]
            if not text.isspace():
                yield Piece(at, end, label, labelled.kind, count(text, label, labelled.kind), went)
            at, number = end, number + (went is not None)


def wanted(labelled: GoldSpan, options: Options) -> Label:
    """Return what should become of a span under the options."""
    if labelled.label == "remove" and labelled.kind in options.keep:
        return "keep"
    if labelled.label == "either" and labelled.kind in options.drop:
        return "remove"
    return labelled.label


def count(text: str, label: Label, kind: str | None) -> int:
    """Count what is scored of a piece: letters and digits, of residue all but white space."""
    if label == "remove" and kind == _EVERY_CHARACTER:
        return sum(not character.isspace() for character in text)
    return sum(map(str.isalnum, text))


def _wrong(text: str, pieces: Iterable[Piece]) -> Iterator[Wrong]:
    for piece in pieces:
        if piece.label == "keep" and piece.went:
            yield Wrong(Span(piece.start, piece.end), "lost", piece.kind or "keep", piece.went.rule, piece.letters)
        elif piece.label == "remove" and not piece.went:
            yield Wrong(Span(piece.start, piece.end), "left", piece.kind or "", None, piece.letters)


def _kinds(gold: Gold, pieces: Iterable[Piece], options: Options) -> Iterator[KindScore]:
    leaks: dict[str, Ratio] = {}
    for piece in pieces:
        if piece.label == "remove" and piece.kind:
            left = Ratio(0 if piece.went else piece.letters, piece.letters)
            leaks[piece.kind] = leaks.get(piece.kind, Ratio()) + left
    spans = Counter(labelled.kind for labelled in gold.spans if wanted(labelled, options) == "remove")
    return (KindScore(kind, spans[kind], leak) for kind, leak in leaks.items())


def _rules(verdict: Verdict, pieces: Iterable[Piece]) -> Iterator[RuleScore]:
    hits = Counter(decision.rule for decision in verdict.removed)
    took: dict[str, Counter[str]] = {rule: Counter() for rule in hits}
    letters: Counter[tuple[str, Label]] = Counter()
    for piece in pieces:
        if piece.went and piece.letters:
            took[piece.went.rule][piece.kind or "keep"] += piece.letters
            letters[piece.went.rule, piece.label] += piece.letters
    for rule, number in hits.items():
        damage = letters[rule, "keep"]
        counts = (number, 1, letters[rule, "remove"], letters[rule, "either"], damage, int(damage > 0))
        yield RuleScore(rule, *counts, tuple(took[rule].most_common()))


def compare_facts(gold: Gold, told: Metadata) -> Iterator[FactAnswer]:
    """Compare the facts of gold with those told: found when gold stands in a value, spelling aside."""
    for name, attribute in FACTS.items():
        held: Value | tuple[Value, ...] | None = getattr(told, attribute)
        values = held if isinstance(held, tuple) else (held,) if held else ()
        printed = tuple(value.printed for value in values)
        for fact in gold.facts.get(name, ()):
            found = any(_fold(fact) in _fold(form) for value in values for form in (value.value, value.printed))
            yield FactAnswer(name, "found" if found else "missed", fact, printed)
        if values and not gold.facts.get(name):
            yield FactAnswer(name, "invented", None, printed)


def _fold(text: str) -> str:
    return " ".join(fold(text).split())
