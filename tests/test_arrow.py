"""The kernel of all engines: the same rows in the same order, cleaned as a plain loop cleans them, whatever they hold."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from documents import PROMPT, documents, pack_of_tests
from hypothesis import given
from hypothesis import strategies as st
from small_pages import BODY, HEADLINE, NO_ARTICLE, page

from cleaner import Cleaner, Options, __version__
from cleaner.adapters.arrow import Kernel, clean_batch, clean_table, output_schema
from cleaner.adapters.recipe import Recipe
from cleaner.columns import AUDIT_SCHEMA, as_audit
from cleaner.errors import OptionError, PackError
from cleaner.render import audit

STRINGS = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
ARTICLE = "\n".join(BODY)
URLS = st.none() | st.sampled_from(["https://example.com/1", "http://[", "", "نص"])


def sound(text: str) -> str:
    """Return a text that Arrow can hold."""
    return text.encode("utf-8", "replace").decode()


def plain(cleaner: Cleaner, text: str | None, url: str | None = None) -> tuple[str | None, Any]:
    """Clean one row as a loop without any engine does."""
    if text is None:
        return None, None
    verdict = cleaner(text, url)
    return verdict.text, audit(verdict, version=__version__, rules=cleaner.rulebook.digest)


@given(st.lists(st.tuples(st.none() | documents().map(sound), URLS, st.integers(0, 9)), max_size=6), st.sampled_from(STRINGS))
def test_rows_are_what_a_plain_loop_makes_of_them(cleaner: Cleaner, rows: list[tuple[str | None, str | None, int]], kind: pa.DataType) -> None:
    texts, urls, numbers = map(list, zip(*rows, strict=True)) if rows else ([], [], [])
    batch = pa.RecordBatch.from_arrays(
        [pa.array(numbers, pa.int8()), pa.array(texts, pa.string()).cast(kind), pa.array(urls, pa.string())], names=["n", "text", "url"]
    )
    result = clean_batch(batch)
    result.validate(full=True)
    assert result.schema == output_schema(batch.schema)
    assert result.column("n") == batch.column("n")
    assert result.column("url") == batch.column("url")
    found = [(row["text"], as_audit(row)) for row in result.to_pylist()]
    assert found == [plain(cleaner, text, url) for text, url in zip(texts, urls, strict=True)]
    assert result.column("cleaner_error").null_count == len(rows)


@given(st.lists(documents().map(sound), max_size=5), st.integers(1, 4))
def test_the_same_rows_however_they_are_divided(texts: list[str], size: int) -> None:
    whole = clean_table(pa.table({"text": pa.array(texts, pa.string())}))
    parts = [clean_table(pa.table({"text": pa.array(texts[at : at + size], pa.string())})) for at in range(0, len(texts), size)]
    assert pa.concat_tables([whole.schema.empty_table(), *parts]).to_pylist() == whole.to_pylist()


@pytest.mark.parametrize("kind", STRINGS[:3], ids=str)
def test_the_text_keeps_its_type(kind: pa.DataType) -> None:
    field = pa.field("text", kind, nullable=False, metadata={"of": "us"})
    batch = pa.RecordBatch.from_arrays([pa.array([ARTICLE], kind)], schema=pa.schema([field], {"made": "here", "huggingface": "{}"}))
    schema = clean_batch(batch).schema
    assert schema.field("text").equals(field, check_metadata=True)
    assert schema.metadata == {b"made": b"here"}


def test_columns_without_any_value_are_texts() -> None:
    result = clean_table(pa.table({"text": pa.nulls(2)}))
    assert result.schema.field("text").type == pa.string()
    assert result.column("cleaner_status").to_pylist() == [None, None]


def test_other_columns_pass_with_their_types() -> None:
    table = pa.table({"deep": [[{"a": 1}], None], "text": [ARTICLE, None], "when": pa.array([0, None], pa.timestamp("us", "UTC"))})
    result = clean_table(table)
    assert result.select(table.column_names) == table
    assert result.column_names == [*table.column_names, *AUDIT_SCHEMA.names]


def test_cleaning_again_replaces_what_was_told() -> None:
    once = clean_table(pa.table({"text": [ARTICLE + "\nاترك تعليقاً"]}))
    twice = clean_table(once)
    assert twice.column_names == once.column_names
    assert once["cleaner_status"].to_pylist() + twice["cleaner_status"].to_pylist() == ["cleaned", "unchanged"]


def test_what_is_no_utf8_is_passed_as_it_came() -> None:
    for kind in STRINGS[:3]:
        coded = pa.array([b"\xff\xfe", ARTICLE.encode(), None], pa.binary_view() if kind == pa.string_view() else pa.binary())
        column = coded.view(kind) if kind != pa.large_string() else coded.cast(pa.large_binary()).view(kind)
        result = clean_batch(pa.RecordBatch.from_arrays([column], names=["text"]))
        assert result.column("cleaner_error").to_pylist() == ["not_utf8", None, None]
        assert result.column("cleaner_status").to_pylist() == [None, "unchanged", None]
        assert [one.as_buffer().to_pybytes() for one in result.column("text")[:2]] == [b"\xff\xfe", ARTICLE.encode()]
        assert result.schema == output_schema(pa.schema([("text", kind)]))


def test_a_row_that_breaks_the_cleaner_says_so_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Cleaner.__call__

    def break_down(self: Cleaner, text: str, url: str | None = None) -> Any:
        if text == "كسر":
            raise RecursionError("too deep")
        return whole(self, text, url)

    monkeypatch.setattr(Cleaner, "__call__", break_down)
    result = clean_table(pa.table({"text": ["كسر", ARTICLE]}))
    assert result["cleaner_error"].to_pylist() == ["RecursionError: too deep", None]
    assert result["text"].to_pylist() == ["كسر", ARTICLE]


@pytest.mark.parametrize("kind", [*STRINGS, pa.binary(), pa.large_binary(), pa.binary_view()], ids=str)
def test_pages_become_texts(cleaner: Cleaner, kind: pa.DataType) -> None:
    pages = [page(), None, NO_ARTICLE]
    result = clean_table(pa.table({"html": pa.array([one and one.encode() for one in pages], pa.binary()).cast(kind)}))
    assert result.column_names == ["html", "text", *AUDIT_SCHEMA.names]
    texts = result["text"].to_pylist()
    assert texts == [cleaner.html(page()).text, None, cleaner.html(NO_ARTICLE).text]
    assert (texts[0] or "").split("\n")[0] == HEADLINE
    assert result["cleaner_status"].to_pylist() == ["cleaned", None, "rejected"]
    assert result.schema.field("html").type == kind


def test_pages_are_read_in_their_encoding() -> None:
    coded = page().replace("utf-8", "windows-1256").encode("windows-1256")
    assert clean_table(pa.table({"html": [coded]}))["text"].to_pylist() == clean_table(pa.table({"html": [page()]}))["text"].to_pylist()


def test_a_page_wins_over_the_text_where_a_row_has_one() -> None:
    table = pa.table({"text": ["x", ARTICLE, "y"], "page": [page(), None, ""]})
    result = clean_table(table, html="page")
    assert result["text"][0].as_py().startswith(HEADLINE)
    assert result["text"][1].as_py() == ARTICLE
    assert clean_table(table)["text"].to_pylist()[0] == "x"


def test_pages_as_markdown() -> None:
    assert clean_table(pa.table({"html": [page()]}), options={"format": "markdown"})["text"][0].as_py().startswith("# ")


def test_options_and_packs_travel(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(pack_of_tests("here"), encoding="utf-8")
    kernel = Kernel(options=Options(audit="full"), packs=[path])
    path.unlink()
    assert kernel.cleaner is Kernel(text="body", options=kernel.options, packs=kernel.packs).cleaner
    parcel = pickle.dumps(kernel)
    assert len(parcel) < 3000
    travelled = pickle.loads(parcel)
    assert travelled == kernel
    assert travelled.cleaner is kernel.cleaner
    result = travelled.clean_table(pa.table({"text": [f"{ARTICLE}\n{PROMPT}"]}))
    assert result["cleaner_removed"][0].as_py()[0]["text"].strip() == PROMPT
    assert result["cleaner_version"][0].as_py() != clean_table(pa.table({"text": [ARTICLE]}))["cleaner_version"][0].as_py()


def test_facts_are_read_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({"text": [f"بقلم: منى الحوراني\n{ARTICLE}\nاترك تعليقاً"]})
    told = clean_table(table)
    monkeypatch.setattr(Cleaner, "_tell", lambda *_: pytest.fail("metadata was read"))
    bare = clean_table(table, facts=False)
    assert told["cleaner_metadata"][0].as_py()["authors"][0]["value"] == "منى الحوراني"
    assert (as_audit(bare.to_pylist()[0]) or {})["metadata"] == {}
    assert bare.drop_columns("cleaner_metadata") == told.drop_columns("cleaner_metadata")


def test_faults_show_where_the_pipeline_is_written(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('[[rule]]\nid = "a.b"\n', encoding="utf-8")
    with pytest.raises(PackError):
        Kernel(packs=[tmp_path / "bad.toml"])
    with pytest.raises(OptionError, match="not an option"):
        Recipe(options={"dorp": "byline"})


@pytest.mark.parametrize(
    ("schema", "choices", "message"),
    [
        ({"body": pa.string()}, {}, "no column 'text'; there are: body"),
        ({"text": pa.int8()}, {}, "column 'text' is of type int8"),
        ({"text": pa.binary()}, {}, "column 'text' is of type binary"),
        ({"text": pa.string()}, {"html": "page"}, "no column 'page'"),
        ({"text": pa.string()}, {"url": "link"}, "no column 'link'"),
        ({"html": pa.list_(pa.string())}, {}, "column 'html' is of type list"),
        ({"text": pa.int8(), "page": pa.string()}, {"html": "page"}, "column 'text' is of type int8"),
        ({"cleaner_error": pa.string()}, {"text": "cleaner_error"}, "no column 'cleaner_error'; there are: none"),
    ],
)
def test_what_is_wrong_with_the_columns(schema: dict[str, pa.DataType], choices: dict[str, str], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        output_schema(pa.schema(list(schema.items())), **choices)


def test_a_column_twice_is_an_error() -> None:
    with pytest.raises(OptionError, match="more than one column 'text'"):
        output_schema(pa.schema([("text", pa.string()), ("text", pa.string())]))


def test_an_address_that_is_none_is_no_address(cleaner: Cleaner) -> None:
    table = pa.table({"text": [ARTICLE], "url": pa.array([7])})
    assert clean_table(table)["text"].to_pylist() == [cleaner(ARTICLE).text]


def test_a_process_compiles_once() -> None:
    code = (
        "import pyarrow as pa; from cleaner import Cleaner; from cleaner.adapters.arrow import clean_table\n"
        "made = []; whole = Cleaner.__init__\n"
        "def count(self, *a, **k): made.append(1); whole(self, *a, **k)\n"
        "Cleaner.__init__ = count\n"
        "for one in range(5): clean_table(pa.table({'text': ['a']}), options={'keep': ['ad', 'tags']})\n"
        "print(len(made))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "1\n"


@pytest.mark.parametrize("column", ["text", "html"])
def test_a_dump_of_the_command_is_what_the_kernel_makes(run: Any, tmp_path: Path, column: str) -> None:
    texts = [f"{ARTICLE}\nاترك تعليقاً", None, ARTICLE] if column == "text" else [page(), NO_ARTICLE]
    numbers = pa.array(range(len(texts)), pa.int8())
    table = pa.table({"id": [str(number) for number in range(len(texts))], "n": numbers, column: texts, "url": pa.nulls(len(texts), pa.string())})
    pq.write_table(table, tmp_path / "in.parquet")
    assert run("clean", tmp_path / "in.parquet", "--output", tmp_path / "out.parquet").status == 0
    assert pq.read_table(tmp_path / "out.parquet").equals(clean_table(table))
