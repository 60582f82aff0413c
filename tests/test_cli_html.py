"""Pages, as a user of the command meets them."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from documents import FIRST, LAST
from jsonschema import Draft202012Validator
from small_pages import BODY, HEADLINE, MENU, NO_ARTICLE, page, paragraphs

from cleaner import Cleaner, Record, Verdict, apart
from cleaner.errors import InputError
from cleaner.fields import Fields
from cleaner.schema import load_schema

pytestmark = pytest.mark.usefixtures("inside")

ARTICLE = "\n".join((HEADLINE, *BODY))
CHECKED = Draft202012Validator(load_schema())


@pytest.fixture
def run(run: Any) -> Any:
    """Run a verb, with the detector of articles alone where no pack is asked for: compiling all takes long."""

    def call(verb: str, *arguments: object, stdin: bytes = b"") -> Any:
        packs = () if "--all-packs" in arguments else ("--no-default-packs",)
        return run(*verb.split(), *packs, *(one for one in arguments if one != "--all-packs"), stdin=stdin)

    return call


def write(path: str, content: str | bytes) -> Path:
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return target


def files(folder: str = ".") -> set[str]:
    return {str(path) for path in Path(folder).rglob("*") if path.is_file()}


def rows_in(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def rows_of(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


# Pages in files


@pytest.mark.parametrize("name", ["page.html", "page.htm", "page.xhtml", "PAGE.HTML"])
def test_the_article_of_a_page_goes_to_standard_output(run: Any, name: str) -> None:
    write(name, page())
    ran = run("clean", name)
    assert (ran.status, ran.text.strip()) == (0, ARTICLE)
    assert ran.err.startswith("1 document: 1 cleaned\n")


def test_what_is_written_is_the_verdict_s_text(run: Any) -> None:
    write("page.html", page())
    assert run("clean", "page.html", "--all-packs").text == Cleaner().html(page()).text


def test_standard_input_and_files_without_a_telling_name(run: Any) -> None:
    write("page.php", page())
    assert run("clean", "-", "--from", "html", stdin=page().encode()).text.strip() == ARTICLE
    assert run("clean", "page.php", "--from", "html").text.strip() == ARTICLE
    assert run("clean", "page.php").text == page()
    row, = run("clean", "-", "--from", "rows", stdin=rows_of({"html": page()}).encode()).rows
    assert row["text"].strip() == ARTICLE
    write("page.txt", FIRST)
    assert run("clean", "page.txt", "--from", "html").text == FIRST


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "iso8859_6", "utf-16"])
def test_bytes_are_read_in_the_encoding_that_they_are_in(run: Any, encoding: str) -> None:
    text = page().replace('<meta charset="utf-8">', "")
    write("page.html", text.encode(encoding))
    assert run("clean", "page.html").text.strip() == ARTICLE


def test_a_wrong_charset_is_noted(run: Any) -> None:
    write("page.html", page().encode("cp1256"))
    ran = run("clean", "page.html", "--format", "json")
    note, = ran.rows[0]["cleaner"]["notes"]
    assert (note["code"], ran.rows[0]["text"].strip()) == ("encoding", ARTICLE)
    assert "notes: 1 encoding" in ran.err


def test_a_folder_is_mirrored_with_the_ends_of_the_format(run: Any) -> None:
    write("in/a.html", page())
    write("in/deep/b.HTM", page())
    write("in/c.txt", FIRST)
    write("in/rows.jsonl", rows_of({"html": page()}))
    write("in/picture.png", b"\x89PNG")
    for form, end in (("text", "txt"), ("markdown", "md"), ("json", "json")):
        ran = run("clean", "in", "-o", f"out-{end}", "--format", form)
        assert ran.status == 0
        plain = "c.json" if form == "json" else "c.txt"
        names = {f"a.{end}", f"deep/b.{end}", plain, "rows.jsonl"}
        assert files(f"out-{end}") == {f"out-{end}/{name}" for name in names}
        assert "4 documents: 3 cleaned, 1 unchanged" in ran.err
    assert Path("out-txt/deep/b.txt").read_text().strip() == ARTICLE
    assert json.loads(Path("out-json/c.json").read_text())["text"] == FIRST
    assert Path("out-txt/c.txt").read_text() == FIRST


def test_two_results_of_one_name_are_an_error_before_anything_is_written(run: Any) -> None:
    write("in/page.html", page())
    write("in/page.txt", FIRST)
    ran = run("clean", "in", "-o", "out")
    assert ran.status == 2
    assert "out/page.txt: both in/page.html and in/page.txt would go there" in ran.err
    assert not Path("out").exists()
    assert run("clean", "in", "-o", "out", "--format", "markdown").status == 0
    write("in/page.htm", page())
    assert run("clean", "in", "-o", "more", "--format", "markdown").status == 2


def test_one_object_for_a_page(run: Any) -> None:
    write("page.html", page())
    row, = run("clean", "page.html", "--format", "json", "--audit", "full").rows
    assert list(row) == ["id", "text", "cleaner"]
    assert (row["id"], row["text"].strip()) == ("page.html", ARTICLE)
    assert row["cleaner"]["removed"][0]["text"].split() == list(MENU)
    CHECKED.validate(row)


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b'{"a": 1}', b"%PDF-1.4", "رياضة".encode(), b"\xff\xfe", b"<" * 999],
    ids=["empty", "blank", "png", "json", "pdf", "word", "bom", "signs"],
)  # fmt: skip
def test_what_is_no_page_is_rejected_and_no_error(run: Any, content: bytes) -> None:
    write("page.html", content)
    ran = run("clean", "page.html")
    assert ran.status == 0
    assert "1 rejected" in ran.err
    for form in ("markdown", "json"):
        assert run("clean", "page.html", "--format", form).status == 0
    assert run("explain", "page.html", "--json").status == 0


def test_a_page_that_can_not_be_read_stops_all(run: Any) -> None:
    write("in/a.html", page())
    Path("in/b.html").symlink_to("nowhere.html")
    ran = run("clean", "in", "-o", "out")
    assert ran.status == 2
    assert "in/b.html: can't be read" in ran.err
    assert not Path("out").exists()


# Pages in rows


def test_the_page_of_a_row_becomes_its_text(run: Any) -> None:
    row = {"id": 1, "html": page(), "url": "https://a.example/1", "z": None}
    write("rows.jsonl", rows_of(row, {"text": FIRST, "html": page()}, {"html": page(), "text": None}))
    first, second, third = run("clean", "rows.jsonl").rows
    assert list(first) == ["id", "html", "url", "z", "text", "cleaner"]
    assert first["text"].strip() == third["text"].strip() == ARTICLE
    assert (first["html"], second["text"]) == (page(), FIRST)
    for written in (first, second, third):
        CHECKED.validate(written)


def test_the_field_of_the_page_wins_where_it_is_named(run: Any) -> None:
    write("rows.jsonl", rows_of({"text": FIRST, "html": page()}, {"text": FIRST}))
    first, second = run("clean", "rows.jsonl", "--html-field", "html").rows
    assert (first["text"].strip(), second["text"]) == (ARTICLE, FIRST)
    write("other.jsonl", rows_of({"raw": page(), "body": FIRST}))
    other, = run("clean", "other.jsonl", "--html-field", "raw", "--field", "body").rows
    assert (list(other), other["body"].strip()) == (["raw", "body", "cleaner"], ARTICLE)
    write("cleaner.toml", 'html_field = "html"')
    assert run("clean", "rows.jsonl", "--config", "cleaner.toml").rows[0]["text"].strip() == ARTICLE


@pytest.mark.parametrize(
    ("row", "fields", "words"),
    [
        ({"htm": "<p>"}, {}, ["no field 'text'", "--field"]),
        ({"html": 3}, {}, ["no field 'text'", "there are: html"]),
        ({"html": "<p>"}, {"field": "body"}, ["no field 'body'", "--field"]),
        ({"pages": "<p>"}, {"html_field": "page"}, ["no field 'page' and no text in 'text'", "did you mean 'pages'?", "--html-field"]),
        ({"page": 3, "text": None}, {"html_field": "page"}, ["'page' is a number", "--html-field"]),
    ],
)
def test_a_row_without_page_and_text_is_told(row: dict[str, Any], fields: dict[str, str], words: list[str]) -> None:
    with pytest.raises(InputError) as raised:
        Fields(fields.get("field", "text"), fields.get("html_field", "")).record(row, "rows.jsonl:1")
    for word in ["rows.jsonl:1: ", *words]:
        assert word in str(raised.value)


def test_rows_in_another_format(run: Any) -> None:
    write("rows.jsonl", rows_of({"html": page()}))
    row, = run("clean", "rows.jsonl", "--format", "markdown").rows
    assert row["text"].startswith(f"# {HEADLINE}\n")


# Markdown, explain, rules

SHARE = '<div class="share-box"><span>انشر الخبر</span></div>'
RULES = """
[[rule]]
id = "test.share"
kind = "share"
where = "markup"
patterns = [".share-box"]
why = "A share bar that only these tests print."
remove = ['<div class="share-box">شارك</div>']
keep = ['<div class="shared">نص</div>']

[[rule]]
id = "test.prompt"
kind = "comment"
where = "line"
patterns = ["اضغطوا هنا للاختبار"]
why = "A prompt that only these tests print."
remove = ["اضغطوا هنا للاختبار"]
keep = ["وقال إن عبارة اضغطوا هنا للاختبار ظهرت على الشاشة قبل بدء المؤتمر."]
"""
SHARED_PAGE = page(paragraphs() + SHARE + "<p>اضغطوا هنا للاختبار</p>" + f'<p><a href="/x">{BODY[0]}</a> ثم {BODY[1]}</p>')
SHARE_PATH = "body > article:nth-of-type(1) > div:nth-of-type(1)"


def test_a_page_as_markdown(run: Any) -> None:
    write("page.html", page(paragraphs() + "<ul><li>أولا<li>ثانيا</ul>" + f'<p>{BODY[0]} <a href="/x">هنا</a></p>'))
    plain, linked = run("clean", "page.html", "--format", "markdown").text, run("clean", "page.html", "--format", "markdown", "--links").text
    assert plain.startswith(f"# {HEADLINE}\n\n{BODY[0]}\n\n{BODY[1]}")
    assert "\n\n- أولا\n- ثانيا\n\n" in plain
    assert plain == linked.replace("[هنا](/x)", "هنا")
    assert plain != linked


def test_explain_shows_pages(run: Any) -> None:
    write("test.toml", RULES)
    write("page.html", SHARED_PAGE)
    lines = run("explain", "page.html", "--pack", "test.toml").text.splitlines()
    assert lines[0].startswith("page.html: cleaned, ")
    assert any("- share test.share" in line and "انشر الخبر" in line for line in lines)
    assert any("- navigation article.above" in line and MENU[0] in line for line in lines)
    assert any("- comment test.prompt" in line for line in lines)
    assert "  test.share: A share bar that only these tests print." in lines
    assert run("explain", "-", "--from", "html", "--pack", "test.toml", stdin=SHARED_PAGE.encode()).text.splitlines()[1:] == lines[1:]


def test_explain_tells_programs_path_and_selector(run: Any) -> None:
    write("test.toml", RULES)
    write("page.html", SHARED_PAGE)
    told, = run("explain", "page.html", "--json", "--pack", "test.toml").rows
    votes = {vote["rule"]: vote for line in told["lines"] for vote in line["votes"]}
    assert (votes["test.share"]["path"], votes["test.share"]["selector"]) == (SHARE_PATH, ".share-box")
    assert not {"path", "selector"} & votes["test.prompt"].keys()


def test_rows_tell_path_and_selector(run: Any) -> None:
    write("test.toml", RULES)
    write("rows.jsonl", rows_of({"html": SHARED_PAGE}))
    row, = run("clean", "rows.jsonl", "--pack", "test.toml").rows
    removed = {one["rule"]: one for one in row["cleaner"]["removed"]}
    assert (removed["test.share"]["path"], removed["test.share"]["selector"]) == (SHARE_PATH, ".share-box")
    assert "selector" not in removed["test.prompt"]
    CHECKED.validate(row)


def test_rules_test_shows_elements_and_lines_of_pages(run: Any) -> None:
    write("test.toml", RULES)
    write("page.html", SHARED_PAGE)
    write("rows.jsonl", rows_of({"html": SHARED_PAGE}))
    lines = run("rules test", "test.toml", "page.html", "rows.jsonl", "--all-packs").text.splitlines()
    assert lines[0] == f"page.html: test.share .share-box | {SHARE_PATH} | \u2068انشر الخبر\u2069"
    assert lines[1].startswith("page.html:9: test.prompt | ")
    assert [line.replace("page.html", "rows.jsonl#1") for line in lines[:2]] == lines[2:4]
    assert [line.split() for line in lines[4:]] == [["2", "test.prompt"], ["2", "test.share"]]


def test_rules_coverage_reads_pages(run: Any) -> None:
    write("test.toml", RULES)
    write("dump/page.html", SHARED_PAGE)
    write("dump/rows.jsonl", rows_of({"html": SHARED_PAGE}))
    table = [line.split("\t") for line in run("rules coverage", "dump", "--pack", "test.toml").text.splitlines()]
    assert [row[2] for row in table if row[0] in ("test.share", "test.prompt")] == ["2", "2"]


# Rejected documents

ERROR = "404\nالصفحة غير موجودة\nعذرا، الصفحة التي تبحث عنها غير موجودة"


@pytest.fixture
def mixed(inside: Path) -> None:
    """A folder with articles, pages that are none, and rows of both."""
    write("in/good.html", page())
    write("in/bad.html", NO_ARTICLE)
    write("in/good.txt.txt", f"{FIRST}\n{LAST}")
    write("in/bad.txt.txt", ERROR)
    write("in/rows.jsonl", rows_of({"id": "x", "html": page()}, {"id": "y", "html": NO_ARTICLE}, {"text": ERROR}))


@pytest.mark.usefixtures("mixed")
def test_rejected_documents_are_kept(run: Any) -> None:
    ran = run("clean", "in", "-o", "out", "--all-packs")
    assert "7 documents: 4 rejected, 2 cleaned, 1 unchanged" in ran.err
    assert "written" not in ran.err
    assert [row["cleaner"]["status"] for row in rows_in("out/rows.jsonl")] == ["cleaned", "rejected", "rejected"]
    assert Path("out/bad.txt.txt").read_text() == ERROR
    assert Path("out/bad.txt").read_text().split() == ["رياضة", "اقتصاد"]


@pytest.mark.usefixtures("mixed")
def test_rejected_documents_are_dropped(run: Any) -> None:
    write("out/bad.txt", "of an earlier run")
    ran = run("clean", "in", "-o", "out", "--rejected", "drop", "--all-packs")
    assert "7 documents: 4 rejected, 2 cleaned, 1 unchanged\n3 written, 4 dropped\n" in ran.err
    assert files("out") == {"out/good.txt", "out/good.txt.txt", "out/rows.jsonl", "out/bad.txt"}
    assert [row["id"] for row in rows_in("out/rows.jsonl")] == ["x"]
    assert "in/bad.html → not written; out/bad.txt is of an earlier run" in ran.err
    assert "in/bad.txt.txt → not written: " in ran.err
    assert run("clean", "in/bad.html", "--rejected", "drop").out == b""


@pytest.mark.usefixtures("mixed")
def test_rejected_documents_go_into_quarantine(run: Any) -> None:
    ran = run("clean", "in", "-o", "out/", "--rejected", "quarantine", "--all-packs")
    assert "3 written, 4 in quarantine\n" in ran.err
    assert ran.err.endswith("quarantine: out.quarantine.jsonl\n")
    rows = rows_in("out.quarantine.jsonl")
    assert [(row["id"], row["path"], row["position"]) for row in rows] == [
        ("in/bad.html", "in/bad.html", 1), ("in/bad.txt.txt", "in/bad.txt.txt", 1), ("y", "in/rows.jsonl", 2), (None, "in/rows.jsonl", 3),
    ]  # fmt: skip
    assert {row["reason"] for row in rows} == {"not_article"}
    assert all(row["detail"] for row in rows)
    assert [row["record"] for row in rows] == [{"html": NO_ARTICLE}, {"text": ERROR}, {"id": "y", "html": NO_ARTICLE}, {"text": ERROR}]


@pytest.mark.usefixtures("mixed")
def test_naming_the_quarantine_is_enough(run: Any) -> None:
    ran = run("clean", "in/rows.jsonl", "--quarantine", "apart.jsonl", "--all-packs")
    assert [row["id"] for row in ran.rows] == ["x"]
    assert len(Path("apart.jsonl").read_text().splitlines()) == 2
    assert run("clean", "in/good.html", "--quarantine", "apart.jsonl").text.strip() == ARTICLE
    assert Path("apart.jsonl").read_text() == ""


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--rejected", "quarantine"], "name a file with --quarantine"),
        (["--timeout", "3"], "name a file with --quarantine"),
        (["--rejected", "drop", "--quarantine", "q.jsonl"], "give one of the two"),
        (["--rejected", "throw"], "keep, drop, quarantine"),
        (["--quarantine", "in/rows.jsonl"], "name another file"),
        (["--quarantine", "in"], "a folder"),
        (["--quarantine", "o.jsonl", "-o", "o.jsonl"], "name another file"),
        (["--format", "pdf"], "text, markdown, json"),
        (["--links"], "--format markdown"),
        (["--from", "pdf"], "text, html, jsonl"),
        (["--to", "pdf"], "text, jsonl, csv"),
        (["--max-document", "0"], "a size"),
        (["--resume"], "--resume goes with files"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(run: Any, arguments: list[str], word: str) -> None:
    before = {path: Path(path).read_bytes() for path in files()}
    ran = run("clean", "in/rows.jsonl", *arguments)
    assert (ran.status, ran.out) == (2, b"")
    assert word in ran.err
    assert {path: Path(path).read_bytes() for path in files()} == before


@pytest.mark.usefixtures("mixed")
def test_a_quarantine_does_not_lie_in_a_folder_that_is_read(run: Any) -> None:
    assert "name another file" in run("clean", "in", "-o", "out", "--quarantine", "in/q.jsonl").err


# Time

JUDGE = apart.judge


def slow(cleaner: Cleaner, record: Record) -> Verdict:
    """Judge, but sleep or fall over where the record says so."""
    body = record.body
    if "SLOW" in body:
        time.sleep(60)
    if "CRASH" in body:
        os._exit(3)
    if "WRONG" in body:
        raise ValueError("no such thing")
    return JUDGE(cleaner, record)


@pytest.fixture
def traps(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "judge", slow)
    write("in/a.html", page())
    write("in/b.html", "SLOW" + page())
    write("in/rows.jsonl", rows_of({"id": 1, "html": page()}, {"id": 2, "text": "CRASH"}, {"id": 3, "text": FIRST}, {"id": 4, "html": "SLOW"}))


@pytest.mark.usefixtures("traps")
@pytest.mark.parametrize("mode", ["keep", "drop", "quarantine"])
def test_what_takes_too_long_goes_into_quarantine(run: Any, mode: str) -> None:
    ran = run("clean", "in", "-o", "out", "--timeout", "0.5", "--rejected", mode)
    assert ran.status == 0
    assert "6 documents: 3 rejected, 2 cleaned, 1 unchanged\n3 written, 3 in quarantine\nnotes: 2 timeout, 1 crash\n" in ran.err
    assert [row["id"] for row in rows_in("out/rows.jsonl")] == [1, 3]
    assert Path("out/a.txt").read_text().strip() == ARTICLE
    assert not Path("out/b.txt").exists()
    rows = rows_in("out.quarantine.jsonl")
    assert [(row["id"], row["position"], row["reason"]) for row in rows] == [("in/b.html", 1, "timeout"), (2, 2, "crash"), (4, 4, "timeout")]
    assert rows[0]["record"]["html"].startswith("SLOW")


def test_with_time_enough_nothing_changes(run: Any) -> None:
    write("rows.jsonl", rows_of({"html": SHARED_PAGE}, {"text": ERROR}, {"text": f"{FIRST} (وكالة الأنباء)"}))
    ran = run("clean", "rows.jsonl", "--timeout", "60", "--quarantine", "q.jsonl", "--rejected", "drop")
    assert ran.out == run("clean", "rows.jsonl", "--rejected", "drop").out


@pytest.mark.usefixtures("traps")
def test_an_error_in_the_other_process_is_told_in_the_quarantine(run: Any) -> None:
    write("bad.txt", "WRONG")
    ran = run("clean", "bad.txt", "--timeout", "9", "--quarantine", "q.jsonl")
    assert (ran.status, ran.out) == (0, b"")
    [row] = rows_in("q.jsonl")
    assert (row["reason"], row["record"]) == ("crash", {"text": "WRONG"})
    assert "ValueError: no such thing" in row["detail"]
