"""The benchmark of composed documents, on a few rows of its own; and on the collected phrases where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import compose
from cleaner import Cleaner
from composed.articles import ARTICLES
from composed.layouts import VARIANTS
from composed.leave_out import LeaveOut
from composed.rows import fill, make_row, read_rows
from composed.spellings import CHANGES, apply, pairs

ROWS = [
    make_row(1, "comment-prompt", "اترك تعليقاً", "footer"),
    make_row(2, "related-links", "اقرأ أيضاً: {title}", "inline"),
    make_row(3, "ad", "مساحة إعلانية", "standalone-line"),
    make_row(4, "read-more", "[أقرأ المزيد]", "glued-to-sentence"),
    make_row(5, "follow-us", "تابعونا على تويتر", "header"),
]
TRAPS = ["حفظ القاضي أوراق القضية لعدم كفاية الأدلة.", "مشاركة المرأة في سوق العمل ارتفعت إلى 36 في المئة وفق المسح الأخير."]
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner()


def test_articles_lose_nothing(cleaner: Cleaner) -> None:
    assert [cleaner("\n\n".join(article)).removed for article in ARTICLES] == [()] * len(ARTICLES)


def test_known_phrases_go_in_every_spelling(cleaner: Cleaner) -> None:
    assert compose.recall(ROWS, cleaner) == []
    tried, faults = compose.spellings(ROWS, cleaner)
    assert tried > len(ROWS) * 5
    assert faults == []


def test_traps_stay(cleaner: Cleaner) -> None:
    assert compose.traps(TRAPS, cleaner) == (len(TRAPS) * 2 * (len(ARTICLES[0])), [])


def test_a_phrase_left_out_is_left_to_families() -> None:
    assert compose.unseen([make_row(2, "follow-us", "تابعونا على تويتر", "footer")]) == []
    known = make_row(3, "ad", "Ad", "footer")
    assert not LeaveOut().without(known, ["Ad"])("\n".join([*ARTICLES[0], "Ad"])).removed


def test_faults_are_told() -> None:
    row = make_row(9, "ad", "عبارة لا يعرفها أحد", "footer")
    found = compose.measure([row], [], quick=True)
    assert found["recall"]["share"] == 0
    assert "عبارة لا يعرفها أحد" in compose.report(found)


@pytest.mark.parametrize("changes", [*((name,) for name in CHANGES), *pairs()], ids=" + ".join)
def test_spellings_change_no_address(changes: tuple[str, ...]) -> None:
    assert apply(changes, "https://a.example.com/1") == "https://a.example.com/1"


def test_phrases_of_the_collection() -> None:
    if not (SHARED / "lexicon.tsv").exists():
        pytest.skip("../shared/lexicon.tsv is not here: the collected phrases are not measured")
    rows = read_rows(SHARED / "lexicon.tsv")
    assert len(rows) > 100
    assert all(fill(row, variant, "عنوان") for row in rows for variant in range(VARIANTS))
    faults = compose.recall([row for row in rows if row.fate == "remove"][::10], Cleaner())
    assert len(faults) <= 1, faults
