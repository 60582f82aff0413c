"""Two dumps side by side: how documents are paired, and which lines differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, Record
from cleaner import compare as module
from cleaner.compare import Change, Compared, compare

FIRST = "أعلنت وزارة النقل اليوم بدء العمل في المرحلة الثانية من مشروع القطار السريع بين المدينتين."
LAST = "وقال الوزير إن المرحلة الجديدة ستختصر زمن الرحلة إلى النصف مطلع العام المقبل."
DIRTY = f"{FIRST}\n\nشاركها.\nاترك تعليقاً\n{LAST}\n"


def _changes(before: str, after: str, removed: object = None) -> list[Change]:
    meta = {} if removed is None else {"cleaner": {"removed": removed}}
    return list(Compared("1", Record(before), Record(after, meta=meta)).changes())


def test_lines_that_went_and_came() -> None:
    assert _changes("a\nb\nc", "a\nx\nc") == [Change("-", "b"), Change("+", "x")]
    assert _changes("a\n\n\nb", "a\nb") == []  # blank lines are told by nobody
    assert _changes("a", "a") == []


def test_a_dump_that_tells_its_removals_names_the_rules(cleaner: Cleaner) -> None:
    verdict = cleaner(DIRTY)
    spans = [{"start": one.span.start, "end": one.span.end, "rule": one.rule} for one in verdict.removed]
    assert len(spans) > 1
    changes = _changes(DIRTY, verdict.text, spans)
    assert [(change.sign, change.line) for change in changes] == [("-", "شاركها."), ("-", "اترك تعليقاً")]
    assert [change.rules for change in changes] == [(one.rule,) for one in verdict.removed]


def test_a_part_of_a_line_that_went_is_pointed_out() -> None:
    assert _changes("نص.(وكالات)\nآخر", "نص.\nآخر", [{"start": 3, "end": 11, "rule": "r"}]) == [Change("~", "نص.⟦(وكالات)⟧", ("r",))]


@pytest.mark.parametrize(
    "removed", [[], "x", [1], [{}], [{"start": 1, "end": 0}], [{"start": 0, "end": 99}], [{"start": 0, "end": 1}], [{"start": 1, "end": 2}, {"start": 0, "end": 1}]]
)
def test_what_the_dump_tells_is_believed_only_where_it_leads_to_the_text(removed: object) -> None:
    assert _changes("a\nb", "a", removed) == [Change("-", "b")]


def test_large_documents_take_no_square_of_time() -> None:
    old, new = ("\n".join(f"{number} {side}" for number in range(3 * module._MOST_LINES)) for side in "ab")
    assert len(_changes(old, new)) == 6 * module._MOST_LINES


def _paired(before: list[Record], after: list[Record]) -> list[tuple[str, bool, bool]]:
    return [(one.name, one.before is not None, one.after is not None) for one in compare(before, after)]


def test_documents_are_paired_by_id_by_url_and_by_order() -> None:
    by_id = [Record(str(n), id=str(n)) for n in range(4)]
    assert _paired(by_id, by_id[1:]) == [("1", True, True), ("2", True, True), ("3", True, True), ("0", True, False)]
    by_url = [Record("a", url="https://example.com/1"), Record("b", url="https://example.com/2")]
    assert _paired(by_url, by_url[::-1]) == [(by_url[1].url, True, True), (by_url[0].url, True, True)]
    assert _paired([Record("a")], [Record("b"), Record("c")]) == [("#1", True, True), ("#2", False, True)]


def test_an_id_that_comes_twice_is_paired_twice() -> None:
    twice = [Record("a", id="1"), Record("b", id="1")]
    assert [(one.before.body, one.after.body) for one in compare(twice, twice) if one.before and one.after] == [("a", "a"), ("b", "b")]


def test_little_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 2)
    met: list[int] = []

    def read() -> Any:
        for number in range(9):
            met.append(number)
            yield Record("", id=f"b{number}")

    found = compare(read(), [])
    assert next(found).name == "b0"
    assert met == [0, 1, 2]


@pytest.fixture
def dumps(tmp_path: Path, cleaner: Cleaner) -> tuple[Path, Path]:
    """A dump, and what `clean` makes of it."""
    rows = [{"id": "1", "text": DIRTY}, {"id": "2", "text": FIRST}]
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    before.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return before, after


def test_the_verb_shows_what_went_and_why(run: Any, dumps: tuple[Path, Path]) -> None:
    before, after = dumps
    assert run("clean", before, "-o", after).status == 0
    ran = run("diff", before, after)
    assert ran.status == 0
    assert "1: differ" in ran.text
    assert "share." in ran.text
    assert "اترك تعليقاً" in ran.text
    assert "2:" not in ran.text.replace("documents:", "")
    assert "1 differ, 1 same" in ran.text
    assert run("diff", "--exit-code", before, after).status == 1
    assert run("diff", "--exit-code", before, before).status == 0


def test_the_verb_tells_programs(run: Any, dumps: tuple[Path, Path]) -> None:
    before, after = dumps
    run("clean", before, "-o", after)
    [row] = run("diff", "--json", before, after).rows
    assert row["id"] == "1"
    assert row["before"] == len(DIRTY)
    assert {change["sign"] for change in row["changes"]} == {"-"}


def test_folders_are_compared_file_by_file(run: Any, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(DIRTY, encoding="utf-8")
    (pages / "b.txt").write_text(FIRST, encoding="utf-8")
    run("clean", pages, "-o", tmp_path / "out")
    text = run("diff", pages, tmp_path / "out").text
    assert "a: differ" in text
    assert "1 differ, 1 same" in text


def test_only_so_many_are_shown_and_all_are_counted(run: Any, tmp_path: Path) -> None:
    before, after = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    before.write_text('{"text": "a"}\n' * 5, encoding="utf-8")
    after.write_text('{"text": "b"}\n' * 4, encoding="utf-8")
    text = run("diff", before, after, "--limit", "2").text
    assert text.count(": differ") == 2
    assert "4 differ" in text
    assert f"1 only in {before}" in text


def test_head_shows_the_first_documents(run: Any, dumps: tuple[Path, Path]) -> None:
    before, after = dumps
    text = run("head", before, "-n", "1", "--lines", "1").text
    assert FIRST in text
    assert "fields: id, text" in text
    assert "3 lines more" in text
    assert "#2" not in text
    run("clean", before, "-o", after)
    assert "cleaned, 2 removals" in run("head", after).text
    assert [row["id"] for row in run("head", after, "--json").rows] == ["1", "2"]


def test_head_of_a_text_as_a_row(run: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(FIRST, encoding="utf-8")
    assert run("head", page, "--json").rows == [{"id": str(page), "text": FIRST}]
    (tmp_path / "page.html").write_text("<p>نص", encoding="utf-8")
    assert run("head", tmp_path / "page.html", "--json").rows[0]["html"] == "<p>نص"
