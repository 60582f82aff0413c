"""Gold of pages: as a library, and as a user of `cleaner evaluate --html` meets it."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import SHARED, needs_shared
from small_pages import BODY, HEADLINE, NO_ARTICLE, RELATED, page

from cleaner import EITHER, Cleaner, Options
from cleaner.cli import main
from cleaner.errors import InputError
from cleaner.gate import PAGE_FLOORS, make_gate, measure, read_gate, shortfalls, write_gate
from cleaner.page_gold import PageGold, read_page_gold
from cleaner.page_scores import PageScores, evaluate_pages, score_page

pytestmark = pytest.mark.usefixtures("inside")

ARTICLE = "\n".join(BODY)


@pytest.fixture(scope="module")
def dropping() -> Cleaner:
    return Cleaner(options=Options(drop=EITHER))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*arguments: object, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfd.readouterr()
        status = main(["evaluate", *map(str, arguments)])
        return (status, *capfd.readouterr())

    return call


def write(name: str, html: str, text: str = ARTICLE, host: str | None = "a.example") -> dict[str, Any]:
    """Write a page; return its row of gold."""
    path = Path("gold", "pages", f"{name}.html")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")
    return {"id": name, "url": None, "host": host, "html": f"pages/{name}.html", "text": text}


def write_gold(*rows: dict[str, Any]) -> Path:
    path = Path("gold", "gold.jsonl")
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[PageGold]:
    return list(read_page_gold(path.read_bytes().split(b"\n"), str(path)))


def test_a_page_that_is_cleaned_well_scores_one(dropping: Cleaner) -> None:
    gold, = read(write_gold(write("good", page())))
    score = score_page(dropping, gold)
    assert (score.likeness.f1, score.wrong) == (1.0, ())
    assert f"title\t{HEADLINE}" in score.marked


def test_what_stayed_what_went_and_what_was_never_there(dropping: Cleaner) -> None:
    left = "\n".join(BODY[:2])
    missing = "سطر كتبه من وضع النص الصحيح ولا تطبعه الصفحة أبدا"
    text = f"{left}\n{RELATED}\n{missing}"
    score = score_page(dropping, read(write_gold(write("bad", page(), text)))[0])
    found = {one.fate: one for one in score.wrong}
    assert found["left"].text == BODY[2]
    assert found["lost"].text == RELATED
    assert found["lost"].rule
    assert found["missing"].text == missing
    assert f"? keep\t{BODY[2]}" in score.marked
    assert 0 < score.likeness.f1 < 1


def test_means_and_hosts(dropping: Cleaner) -> None:
    rows = [write("a", page()), write("b", page()), write("c", page(), "نص آخر لا تطبعه الصفحة في أي سطر", host="b.example")]
    scores = evaluate_pages(dropping, read(write_gold(*rows)))
    assert scores.f1 == (pytest.approx(2 / 3), 0.5)
    assert (scores.lowest, scores.hosts[0].host, scores.worst(5)[0].gold.id) == (0.0, "b.example", "c")
    assert len(scores.worst(5)) == 1


def test_the_corpus_is_rows_and_pages(dropping: Cleaner) -> None:
    rows = [write("a", page()), write("b", page(headline="عنوان آخر للخبر نفسه اليوم"))]
    forwards = evaluate_pages(dropping, read(write_gold(*rows)))
    assert evaluate_pages(dropping, read(write_gold(*rows[::-1]))).corpus == forwards.corpus
    write("b", page(headline="عنوان ثالث للخبر نفسه اليوم"))
    assert evaluate_pages(dropping, read(write_gold(*rows))).corpus != forwards.corpus


def test_a_gate_of_pages(dropping: Cleaner) -> None:
    scores = evaluate_pages(dropping, read(write_gold(write("a", page()), write("b", page(), BODY[0]))))
    gate = read_gate(write_gate(make_gate(scores, dropping.options)))
    assert set(measure(scores)) == {*PAGE_FLOORS} == {*gate.floors}
    assert shortfalls(gate, scores, dropping.options) == []
    assert measure(PageScores(())) == dict.fromkeys(PAGE_FLOORS, 0.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": 3}, ["id is missing"]),
        ({"host": 3}, ["host is no string"]),
        ({"text": None}, ["text is missing"]),
        ({"html": None}, ["html is missing", "name the file"]),
        ({"html": None, "spans": []}, ["html is missing", "labelled text", "on their own"]),
        ({"html": "<p>نص"}, ["no path", "relative"]),
        ({"html": "a\0b"}, ["no path"]),
        ({"html": "pages/none.html"}, ["gold/pages/none.html: no such file", "relative"]),
        ({"html": "pages"}, ["gold/pages: no file"]),
    ],
)
def test_what_is_wrong_with_gold_is_told(change: dict[str, Any], words: list[str]) -> None:
    path = write_gold(write("a", page()) | change)
    with pytest.raises(InputError) as raised:
        read(path)
    for word in ["gold/gold.jsonl:1: ", *words]:
        assert word in str(raised.value)


# The command


def test_tables_and_the_worst_page(run: Any) -> None:
    write_gold(write("good", page()), write("bad", page(), "\n".join(BODY[:2]), host="b.example"))
    status, out, err = run("gold/gold.jsonl")
    assert (status, err) == (0, "")
    assert "2 pages of 2 hosts" in out
    assert "b.example\t1\t0." in out
    assert "bad: cleaned; F1 0." in out
    assert f"? keep  | \u2068{BODY[2]}\u2069" in out
    assert "good: " not in out
    assert run("gold/gold.jsonl", "--html")[1] == out


def test_everything_in_json(run: Any) -> None:
    rows = [write("good", page()), write("none", NO_ARTICLE, host=None)]
    write_gold(*rows)
    Path("gold/gold.jsonl.gz").write_bytes(gzip.compress(Path("gold/gold.jsonl").read_bytes()))
    told = json.loads(run("gold/gold.jsonl", "--json")[1])
    assert told["corpus"]["pages"] == 2
    assert told["statuses"] == {"cleaned": 1, "rejected": 1}
    assert told["page_f1"] == pytest.approx(0.5)
    assert [one["f1"] for one in told["pages"]] == [1.0, 0.0]
    assert told["pages"][1]["wrong"][0]["fate"] == "left"
    assert json.loads(run("gold/gold.jsonl.gz", "--json")[1]) == told


def test_pages_of_standard_input_lie_where_one_is(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row = write("good", page())
    monkeypatch.chdir("gold")
    assert json.loads(run("-", "--json", stdin=json.dumps(row).encode())[1])["page_f1"] == 1.0


def test_the_gate_of_the_command(run: Any) -> None:
    write_gold(write("good", page()), write("bad", page(), "\n".join(BODY[:2])))
    assert run("gold/gold.jsonl", "--write-gate", "gate.json")[0] == 0
    assert run("gold/gold.jsonl", "--gate", "gate.json")[1].endswith("gate.json: holds\n")
    table = json.loads(Path("gate.json").read_text())
    assert sorted(table["options"]["drop"]) == sorted(EITHER)
    Path("gate.json").write_text(json.dumps(table | {"floors": {"lowest_f1": 0.99}}))
    status, _, err = run("gold/gold.jsonl", "--gate", "gate.json")
    assert status == 1
    assert "lowest_f1" in err
    Path("gate.json").write_text(json.dumps(table | {"ceilings": {"leak": 0.1}}))
    status, _, err = run("gold/gold.jsonl", "--gate", "gate.json")
    assert status == 2
    assert "leak: no measure of these" in err


def test_pages_and_labelled_texts_are_evaluated_apart(run: Any) -> None:
    text = {"id": "t", "text": "نص", "spans": [{"start": 0, "end": 2, "label": "keep", "kind": None}]}
    write_gold(write("good", page()), text)
    status, out, err = run("gold/gold.jsonl")
    assert (status, out) == (2, "")
    assert "gold.jsonl:2: " in err
    assert "evaluate those on their own" in err
    write_gold(text)
    assert run("gold/gold.jsonl", "--html")[0] == 2
    assert run("gold/gold.jsonl")[0] == 0


@needs_shared
def test_development_pages_are_read() -> None:
    path = SHARED / "data" / "html" / "arabic" / "gold.jsonl"
    assert len(read(path)) >= 13
