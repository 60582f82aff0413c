"""How often rules are tried in vain on paragraphs: each try costs as much as a tenth of the document."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from cleaner.arabic import is_arabic
from cleaner.engine import Cleaner
from cleaner.looks import Looks
from cleaner.marked import read_marked
from cleaner.match import Matcher, _opens
from cleaner.model import Document, Record
from cleaner.tables import edge_words

FIXTURES = Path(__file__).parent.parent / "fixtures"
MOST = 0.03
"""Share of the paragraphs on which a rule may be tried; the most that one is tried on is 2.5 %."""


def tried(matcher: Matcher, row: str) -> set[str]:
    """Return the rules of which an expression is tried on a folded paragraph."""
    edges = edge_words(row)
    patterns = [] if edges is None else [p for p in matcher._at_edges(*edges).values() if p.long]
    opening = [one for one, texts in zip(matcher._needled, matcher._openings, strict=True) if _opens(row, texts)]
    patterns += [p for rule, ps in opening if any(needle in row for needle in rule.needles) for p in ps if p.long]
    return {pattern.rule.id for pattern in patterns if pattern.may_fit(row)}


def test_no_rule_is_tried_on_many_paragraphs() -> None:
    matcher = Cleaner()._rules.acting
    counted: Counter[str] = Counter()
    paragraphs = 0
    for path in sorted(FIXTURES.rglob("*.marked")):
        looks = Looks(Document(Record(read_marked(path.read_bytes().decode(), path.name).text)))
        if is_arabic(looks.document.text):
            paragraphs += len(looks.prose)
            for number in looks.prose:
                counted.update(tried(matcher, looks.row(number)))
    assert paragraphs > 300
    often = {rule: count for rule, count in counted.items() if count > MOST * paragraphs}
    assert not often, f"tried on too many of {paragraphs} paragraphs: write needles or first words that are rarer"
