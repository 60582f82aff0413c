"""What must never get worse on real pages, where the development data is beside the project.

The bounds are what was measured; those of leak leave room, those of damage do not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from conftest import SHARED, needs_shared

from cleaner import Cleaner, Verdict
from cleaner.cli.wrong import mark_wrong
from cleaner.evaluate import evaluate
from cleaner.gold import read_gold
from cleaner.scores import Scores
from cleaner.streams import read_lines

pytestmark = needs_shared

EVERY = 60
"""One of so many nearly clean bodies is read: about 300 of 18,638."""
HEADLINE = "بلدية المدينة تصلح جسرها القديم قبل حلول الشتاء"
BODY = (
    "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة.",
    "وأوضح مهندس المشروع أن الحركة ستحول إلى الجسر الجديد، وأن العمل سيجري ليلاً حتى لا تتعطل مصالح السكان والتجار.",
    "وقال رئيس البلدية إن الكلفة بلغت أربعة ملايين، دفعت الحكومة نصفها ودفع صندوق التنمية النصف الآخر قبل شهرين.",
)
TAIL = "\n\nشاركها.\nاترك تعليقاً"


def scores_of(cleaner: Cleaner, name: str) -> Scores:
    path = str(SHARED / "gold" / name)
    return evaluate(cleaner, read_gold(read_lines(path), path))


def worst(scores: Scores) -> str:
    return "\n\n".join(f"{one.gold.id}\n{mark_wrong(one)}" for one in scores.worst(1))


def test_the_seeds_are_perfect(cleaner: Cleaner) -> None:
    scores = scores_of(cleaner, "seeds.jsonl")
    assert scores.perfect.part == scores.perfect.whole == 5, worst(scores)
    assert (scores.leak.part, scores.damage.part) == (0, 0)
    assert (scores.found.part, scores.invented) == (scores.found.whole, 0)


def test_the_development_gold(cleaner: Cleaner) -> None:
    scores = scores_of(cleaner, "text-dev.jsonl")
    assert len(scores.documents) == 83
    assert scores.damage.share <= 0.0002, worst(scores)
    assert scores.hurt.part <= 1, worst(scores)
    assert scores.leak.share <= 0.04
    assert scores.leak_by_kind <= 0.04
    assert scores.perfect.part >= 65
    assert scores.found.share >= 0.85
    assert scores.invented <= 3


def traps() -> Iterator[tuple[str, str]]:
    rows = (SHARED / "traps.tsv").read_text(encoding="utf-8").split("\n")[1:]
    for number, row in enumerate(rows, 2):
        category, tab, text = row.partition("\t")
        if tab:
            yield f"line {number} ({category})", text.replace("\\n", "\n")


def lost(verdict: Verdict, text: str) -> list[str]:
    """Return what went of a piece of the document."""
    start = verdict.document.text.index(text)
    end = start + len(text)
    cuts = [(max(start, one.span.start), min(end, one.span.end), one.rule) for one in verdict.removed]
    return [f"{rule}: {gone}" for a, b, rule in cuts if (gone := verdict.document.text[a:b].strip()) and a < b]


@pytest.mark.parametrize("tail", ["", TAIL], ids=["alone", "before boilerplate"])
@pytest.mark.parametrize("place", range(len(BODY) + 1), ids=["first", "second", "third", "last"])
def test_traps_stay(cleaner: Cleaner, place: int, tail: str) -> None:
    faults = []
    for name, text in traps():
        verdict = cleaner("\n\n".join([HEADLINE, *BODY[:place], text, *BODY[place:]]) + tail)
        faults += [f"{name}: {what}" for what in lost(verdict, text)]
        assert not verdict.text.rstrip().endswith("اترك تعليقاً")
    assert not faults, "\n".join(faults)


def test_nearly_clean_bodies_lose_next_to_nothing(cleaner: Cleaner) -> None:
    """They hold some boilerplate, so that a little may go: what is more than this was an article."""
    read = characters = went = 0
    touched: list[str] = []
    for path in sorted((SHARED / "data" / "raw").glob("clean-*.jsonl.gz")):
        for number, line in enumerate(read_lines(str(path))):
            if number % EVERY:
                continue
            verdict = cleaner(json.loads(line)["text"])
            read += 1
            characters += len(verdict.document.text)
            went += len(verdict.document.text) - len(verdict.text)
            touched += [f"{one.rule}: {verdict.document.text[one.span.start : one.span.end][:80]!r}" for one in verdict.removed]
    assert read > 300
    assert went / characters <= 0.001, "\n".join(touched)
    assert len(touched) <= 0.1 * read, "\n".join(touched)
