"""What would go, said beside the text; taken out later, as other options say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import ROOT, SHARED, needs_shared

from cleaner import Cleaner, Options, Record
from cleaner.annotations import Annotating, Applying
from cleaner.gold import read_gold
from cleaner.model import EITHER
from cleaner.render import audit, replay
from cleaner.schema import load_schema

FIRST = "أعلنت وزارة النقل اليوم بدء العمل في المرحلة الثانية من مشروع القطار السريع بين المدينتين.(وكالات)"
DIRTY = f"كتب: سامر الحلبي\n{FIRST}\n\nشاركها.\nاترك تعليقاً\nالكلمات المفتاحية: النقل، القطار\n"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))] + [DIRTY, FIRST, ""]


def _annotated(text: str, cleaner: Cleaner) -> Record:
    verdict = Annotating(cleaner)(Record(text, id="1"))
    told = audit(verdict, version="1", rules="0" * 16)
    return Record(text, id="1", meta={"id": "1", "text": text, "cleaner": json.loads(json.dumps(told))})


@pytest.mark.parametrize("options", [Options(), Options(keep="share")], ids=["default", "keep"])
def test_what_is_applied_as_it_was_annotated_is_what_is_cleaned(options: Options) -> None:
    for text in TEXTS:
        one = Cleaner(options=options)
        cleaned, applied = one(Record(text, id="1")), Applying(options).record(_annotated(text, one))
        assert (applied.text, applied.status, applied.notes) == (cleaned.text, cleaned.status, cleaned.notes)
        assert applied.removed == cleaned.removed
        assert applied.metadata == cleaned.metadata


def test_what_was_annotated_with_all_facts_gives_any_choice() -> None:
    record = _annotated(DIRTY, Cleaner(options=Options(drop="either")))
    for options in (Options(), Options(drop="byline"), Options(keep="share,tags"), Options(drop="either")):
        verdict = Applying(options).record(record)
        assert replay(DIRTY, verdict.removed) == verdict.text
        gone = {one.kind for one in verdict.removed}
        assert gone & EITHER <= options.drop
        assert not gone & options.keep
    assert "كتب" in Applying().record(record).text
    assert "كتب" not in Applying(Options(drop="byline")).record(record).text
    assert "شاركها" in Applying(Options(keep="share")).record(record).text


@needs_shared
def test_facts_that_were_annotated_change_nothing_else(cleaner: Cleaner) -> None:
    full = cleaner.become(Options(drop="either"))
    facts = 0
    for gold in read_gold((SHARED / "gold" / "text-dev.jsonl").read_bytes().split(b"\n")):
        record = _annotated(gold.text, full)
        assert Applying().record(record).text == cleaner(gold.text).text
        chosen = Applying(Options(drop="either")).record(record)
        assert replay(gold.text, chosen.removed) == chosen.text
        facts += sum(one.kind in EITHER for one in chosen.removed)
    assert facts > 50


@pytest.mark.parametrize(
    "told",
    [
        None,
        "نص",
        {},
        {"status": "cleaned", "notes": [], "removed": [], "metadata": {}},
        {"status": "cleaned", "notes": [{"code": "annotated", "detail": ""}], "metadata": {}},
        {"status": "cleaned", "notes": [{"code": "annotated", "detail": ""}], "removed": [], "metadata": {}, "text": 1} | {"notes": 7},
        *(
            {"status": "cleaned", "notes": [{"code": "annotated", "detail": ""}], "removed": [span], "metadata": {}}
            for span in ({}, 7, {"start": 0, "end": 99}, {"start": 2, "end": 2}, {"start": 2, "end": 1}, {"start": "0", "end": 1}, {"start": -1, "end": 1})
        ),
    ],
)
def test_what_is_not_annotated_stays_whole(told: Any) -> None:
    if isinstance(told, dict):
        for span in told.get("removed", ()):
            if isinstance(span, dict):
                span |= {"kind": "share", "rule": "r", "reason": "", "confidence": 1.0}
    verdict = Applying().record(Record("نص", meta={"cleaner": told}))
    assert (verdict.text, verdict.status, [note.code for note in verdict.notes]) == ("نص", "rejected", ["not_annotated"])


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Some rows."""
    path = tmp_path / "dump.jsonl"
    rows = [{"id": str(number), "text": text} for number, text in enumerate(TEXTS)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("end", ["jsonl", "csv", "parquet", "jsonl.gz"])
def test_a_dump_annotated_and_applied_is_the_dump_cleaned(run: Any, dump: Path, tmp_path: Path, end: str) -> None:
    spans, applied, cleaned = tmp_path / f"spans.{end}", tmp_path / "applied.jsonl", tmp_path / "cleaned.jsonl"
    assert run("clean", dump, "-o", cleaned).status == 0
    assert run("clean", dump, "--annotate", "-o", spans).status == 0
    assert run("apply", spans, "-o", applied).status == 0
    rows, expected = ([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] for path in (applied, cleaned))
    assert [row["text"] for row in rows] == [row["text"] for row in expected]
    if end != "csv":  # there the text None and the empty text are one
        assert [row["cleaner"] for row in rows] == [row["cleaner"] for row in expected]


def test_annotated_rows_are_as_they_came_and_as_the_schema_says(run: Any, dump: Path) -> None:
    ran = run("clean", dump, "--annotate")
    assert [row["text"] for row in ran.rows] == TEXTS
    for row in ran.rows:
        jsonschema.validate(row, load_schema())
        assert row["cleaner"]["notes"][-1]["code"] == "annotated"


def test_rows_that_are_not_annotated_go_into_the_quarantine(run: Any, dump: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ran = run("apply", dump, "-o", out)
    assert ran.status == 0
    assert out.read_bytes() == b""
    held = (tmp_path / "out.jsonl.quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["reason"] for line in held} == {"not_annotated"}
    assert len(held) == len(TEXTS)


def test_rows_that_are_not_annotated_end_a_run_that_has_no_quarantine(run: Any, dump: Path) -> None:
    ran = run("apply", dump)
    assert (ran.status, ran.out) == (2, b"")
    assert "annotate makes one" in ran.err
    assert "--quarantine FILE" in ran.err


def test_spans_as_attributes_of_dolma(run: Any, dump: Path, cleaner: Cleaner) -> None:
    rows = run("clean", dump, "--to", "dolma").rows
    assert [row["id"] for row in rows] == [str(number) for number in range(len(TEXTS))]
    for row, text in zip(rows, TEXTS, strict=True):
        spans = sorted(span for found in row["attributes"].values() for span in found)
        assert spans == [[one.span.start, one.span.end, one.confidence] for one in cleaner(text).removed]
        assert all(name.startswith("cleaner__") for name in row["attributes"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("clean", "--annotate", "--audit", "none"), "without spans nothing is said"),
        (("clean", "--annotate", "--format", "markdown"), "without --format markdown"),
        (("apply", "--to", "dolma"), "goes with cleaner clean"),
        (("clean", "--annotate", "--to", "text"), "no place for spans"),
    ],
)
def test_what_does_not_go_together_is_refused(run: Any, dump: Path, arguments: tuple[str, ...], words: str) -> None:
    verb, *options = arguments
    ran = run(verb, dump, *options)
    assert ran.status == 2
    assert words in ran.err
