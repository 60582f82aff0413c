"""Parquet: types of all columns are kept, rows of any format get types, damage is told."""

from __future__ import annotations

import datetime as dt
import io
import pickle
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from formats import ARTICLE, CLEANER, TEXT, cleaned, found_in, given, small, write

from cleaner import Options, Record
from cleaner.errors import InputError
from cleaner.sinks import Row
from cleaner.sinks.table import TYPED
from cleaner.sources import Fault, Range, Settings
from cleaner.streams import PACKINGS, Packing, pack

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

from cleaner.columns import AUDIT_SCHEMA  # noqa: E402

LEFT = ARTICLE + "\n"
OTHERS = {
    "n": pa.array([1, None, 3], pa.int8()),
    "price": pa.array([Decimal("1.50"), None, Decimal("0.01")], pa.decimal128(10, 2)),
    "when": pa.array([0, None, 10**18 + 1], pa.timestamp("ns", "Asia/Riyadh")),
    "day": pa.array([dt.date(2024, 4, 3), None, None]),
    "tags": pa.array([["سد", None], [], None], pa.large_list(pa.string())),
    "inner": pa.array([{"a": 1, "b": [{"c": b"\xff"}]}, None, {"a": None, "b": None}]),
    "kind": pa.array(["x", "y", "x"]).dictionary_encode(),
    "pairs": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int32())),
    "raw": pa.array([b"\x00", None, b""], pa.large_binary()),
    "half": pa.array([1.5, float("nan"), None], pa.float32()),
    "void": pa.nulls(3),
    "fixed": pa.array([b"ab", None, b"cd"], pa.binary(2)),
}


def _table(texts: Any = None, **more: Any) -> Any:
    texts = pa.array([TEXT, None, "نص"]) if texts is None else texts
    return pa.table({"n": OTHERS["n"], "text": texts, **OTHERS, **more}).replace_schema_metadata({"by": "me", "huggingface": "{}"})


def _through(table: Any, tmp_path: Path, settings: Settings | None = None, **how: Any) -> Any:
    source, target = tmp_path / "a.parquet", tmp_path / "b.parquet"
    pq.write_table(table, source, **how)
    found = found_in(given(source), settings)
    write(cleaned(found, settings.options if settings else None), target, "parquet", settings=settings)
    return pq.read_table(target)


def test_all_other_columns_pass_with_their_types(tmp_path: Path) -> None:
    table = _table()
    told = _through(table, tmp_path)
    assert told.schema.names == [*table.schema.names, *AUDIT_SCHEMA.names]
    assert told["text"].to_pylist() == [LEFT, None, "نص"]
    for name in set(OTHERS):
        assert told.schema.field(name) == table.schema.field(name)
        assert told[name].combine_chunks().equals(table[name].combine_chunks()) or name == "half"
    assert str(told["half"].to_pylist()) == str(table["half"].to_pylist())
    assert told.schema.metadata == {b"by": b"me"}
    assert told["cleaner_status"].to_pylist() == ["cleaned", None, "unchanged"]
    assert [one["kind"] for one in told["cleaner_removed"][0].as_py()] == ["share", "comment"]
    assert all(told.schema.field(name).type == AUDIT_SCHEMA.field(name).type for name in AUDIT_SCHEMA.names)
    assert AUDIT_SCHEMA.names == list(TYPED)


KINDS = [pa.string(), pa.large_string(), pa.string_view()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_texts_keep_their_type(kind: Any, tmp_path: Path) -> None:
    table = _table(pa.array([TEXT, None, "نص"], kind))
    told = _through(table, tmp_path)
    assert told.schema.field("text").type == pq.read_schema(tmp_path / "a.parquet").field("text").type
    assert told["text"].to_pylist() == [LEFT, None, "نص"]


def test_texts_in_a_dictionary_become_plain(tmp_path: Path) -> None:
    told = _through(_table(pa.array([TEXT, None, TEXT]).dictionary_encode()), tmp_path)
    assert told.schema.field("text").type == pa.string()
    assert told["text"].to_pylist() == [LEFT, None, LEFT]


def test_texts_in_a_struct(tmp_path: Path) -> None:
    data = pa.array([{"body": TEXT, "n": 1}, None, {"body": None, "n": 2}])
    told = _through(pa.table({"data": data, "link": ["u", None, "v"]}), tmp_path, Settings(Options(field="data.body", url_field="link"), "0f"))
    assert told["data"].to_pylist() == [{"body": LEFT, "n": 1}, None, {"body": None, "n": 2}]
    assert told.schema.field("data").type == data.type
    assert told["cleaner_status"].to_pylist() == ["cleaned", None, None]


PAGE = f"<h1>سد جديد</h1><p>{ARTICLE * 3}</p><p>شاركها."


@pytest.mark.parametrize("kind", [pa.string(), pa.binary(), pa.large_binary()], ids=str)
def test_pages(kind: Any, tmp_path: Path) -> None:
    page = PAGE.encode("cp1256" if kind == pa.binary() else "utf-8") if kind != pa.string() else PAGE
    told = _through(pa.table({"html": pa.array([page, None], kind), "url": ["https://example.com/1", None]}), tmp_path)
    assert told.schema.names[:3] == ["html", "url", "text"]
    assert told["text"][0].as_py().startswith("سد جديد\n")
    assert told["text"][1].as_py() is None
    assert told["html"][0].as_py() == page
    named = _through(
        pa.table({"text": ["أول", "ثان"], "page": [PAGE, None]}), tmp_path, Settings(Options(html_field="page"), "0f")
    )
    assert [one.split("\n")[0] for one in named["text"].to_pylist()] == ["سد جديد", "ثان"]


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "brotli", "zstd", "lz4"])
def test_the_compression_stays(codec: str, tmp_path: Path) -> None:
    per_column = {"text": codec, "n": "gzip"}
    table = pa.table({"text": [TEXT], "n": [1]})
    for how in (codec, per_column):
        assert _through(table, tmp_path, compression=how).num_rows == 1
        before = pq.read_metadata(tmp_path / "a.parquet").row_group(0)
        after = pq.read_metadata(tmp_path / "b.parquet").row_group(0)
        for number in range(2):
            assert after.column(number).compression == before.column(number).compression


@pytest.mark.parametrize("unit", [200, 2_000, 1 << 22])
@pytest.mark.parametrize("groups", [1, 7, 100])
def test_row_groups_small_and_huge(groups: int, unit: int, tmp_path: Path) -> None:
    rows = [f"{number} {'نص ' * (number % 50)}" for number in range(300)]
    told = _through(pa.table({"text": rows, "n": range(300)}), tmp_path, small(unit), row_group_size=300 // groups)
    assert told["text"].to_pylist() == rows
    assert told["n"].to_pylist() == list(range(300))


@pytest.mark.parametrize("packing", PACKINGS.values())
def test_packed_tables(packing: Packing, tmp_path: Path) -> None:
    path, packed, out = tmp_path / "a", tmp_path / f"a.parquet.{packing}", tmp_path / f"b.parquet.{packing}"
    pq.write_table(_table(), path)
    packed.write_bytes(pack(path.read_bytes(), packing))
    write(cleaned(found_in(given(packed))), out, "parquet", packing)
    assert [one.body for one in found_in(given(out)) if isinstance(one, Record)] == [LEFT, "", "نص"]
    packed.write_bytes(packed.read_bytes()[:-60])
    (fault,) = found_in(given(packed))
    assert isinstance(fault, Fault)
    assert fault.reason == "truncated"


def test_tables_in_memory(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://tables/a.parquet", "wb") as file:
        pq.write_table(_table(), file)
    found = list(found_in(given("memory://tables/a.parquet")))
    assert [one.body for one in found if isinstance(one, Record)] == [TEXT, "", "نص"]


def test_rows_that_were_held_back_are_missed_alone(tmp_path: Path) -> None:
    source, target = tmp_path / "a.parquet", tmp_path / "b.parquet"
    pq.write_table(pa.table({"text": [str(n) for n in range(20)], "view": pa.array(["v"] * 20, pa.string_view())}), source)
    kept = [row for row in cleaned(found_in(given(source))) if row.text in "1 2 3 7 9 19".split()]
    write(kept, target, "parquet", parts=1)
    assert pq.read_table(target)["text"].to_pylist() == "1 2 3 7 9 19".split()


def test_a_view_travels_as_a_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(_table(), path)
    first = next(found_in(given(path)))
    assert isinstance(first, Record)
    assert pickle.loads(pickle.dumps(first.meta)) == dict(first.meta)


def test_cleaned_again_the_columns_take_their_place(tmp_path: Path) -> None:
    once = _through(pa.table({"text": [TEXT], "z": [1]}), tmp_path)
    twice = _through(once, tmp_path)
    assert twice.schema.names == once.schema.names
    assert twice["cleaner_status"].to_pylist() == ["unchanged"]
    write(cleaned(found_in(given(tmp_path / "b.parquet"))), tmp_path / "c.jsonl", "jsonl")
    (row,) = found_in(given(tmp_path / "c.jsonl"))
    assert isinstance(row, Record)
    assert list(row.meta) == ["text", "z", "cleaner"]
    write(cleaned([row]), tmp_path / "d.parquet", "parquet")
    assert pq.read_schema(tmp_path / "d.parquet").names == once.schema.names


# Types that values tell


def _rows(metas: list[dict[str, Any]]) -> list[Row]:
    records = [Record(str(meta["text"]), meta=meta) for meta in metas]
    return [Row(record, CLEANER(record), record.body) for record in records]


def _written(metas: list[dict[str, Any]], tmp_path: Path, parts: int) -> Any:
    write(_rows([{"text": "نص", **meta} for meta in metas]), tmp_path / "a.parquet", "parquet", parts=parts)
    return pq.read_table(tmp_path / "a.parquet")


@pytest.mark.parametrize("parts", [1, 2, 4])
@pytest.mark.parametrize(
    ("values", "kind", "told"),
    [
        ([1, None, 2, 3], pa.int64(), [1, None, 2, 3]),
        ([1, 1.5, 2, 3], pa.float64(), [1.0, 1.5, 2.0, 3.0]),
        ([None, None, None, True], pa.bool_(), [None, None, None, True]),
        ([1, "a", None, [1]], pa.string(), ["1", '"a"', None, "[1]"]),
        (["a", "b", "c", 1], pa.string(), ['"a"', '"b"', '"c"', "1"]),
        ([2**70, 1, 2, 3], pa.string(), [str(2**70), "1", "2", "3"]),
        ([2**60 + 1, 1.5, 2, 3], pa.string(), [str(2**60 + 1), "1.5", "2", "3"]),
        ([{}, {}, None, {}], pa.string(), ["{}", "{}", None, "{}"]),
        (
            [{"a": 1}, {"b": ["x"]}, None, {"a": 2.5}],
            pa.struct([("a", pa.float64()), ("b", pa.list_(pa.string()))]),
            [{"a": 1.0, "b": None}, {"a": None, "b": ["x"]}, None, {"a": 2.5, "b": None}],
        ),
        ([[], [1], None, [None]], pa.list_(pa.int64()), [[], [1], None, [None]]),
        (["أ\ud800", "b", "c", "d"], pa.string(), ["أ\ufffd", "b", "c", "d"]),
    ],
)
def test_values_tell_types(values: list[Any], kind: Any, told: list[Any], parts: int, tmp_path: Path) -> None:
    table = _written([{"v": value} for value in values], tmp_path, parts)
    assert table["v"].to_pylist() == told
    assert table.schema.field("v").type == kind
    assert table.schema.field("v").metadata is None


def test_columns_that_come_late_and_rows_with_an_audit(tmp_path: Path) -> None:
    table = _written([{"a": 1, "cleaner": {"status": "x"}}, {"b": 2}, {"c": {"d": 1}}], tmp_path, 3)
    assert table.schema.names == ["text", "a", "b", "c", *AUDIT_SCHEMA.names]
    assert table["b"].to_pylist() == [None, 2, None]


def test_nothing_in_a_table_without_rows(tmp_path: Path) -> None:
    write([], tmp_path / "a.parquet", "parquet")
    assert pq.read_schema(tmp_path / "a.parquet").names == ["text", *AUDIT_SCHEMA.names]
    assert list(found_in(given(tmp_path / "a.parquet"))) == []


def test_tables_of_different_types_in_one(tmp_path: Path) -> None:
    rows: list[Row] = []
    for name, n, kind in (("a", pa.array([1], pa.int32()), "x"), ("b", pa.array([2.5], pa.float32()), 1)):
        path = tmp_path / f"{name}.parquet"
        pq.write_table(pa.table({"text": [name], "n": n, "k": [kind]}), path)
        rows += cleaned(found_in(given(path)))
    write(rows, tmp_path / "c.parquet", "parquet")
    table = pq.read_table(tmp_path / "c.parquet")
    assert (table["n"].to_pylist(), table["k"].to_pylist()) == ([1.0, 2.5], ['"x"', "1"])


# What is wrong


@pytest.mark.parametrize(
    ("table", "options", "says"),
    [
        ({"body": ["x"]}, {}, r"no column 'text' \(there are: body\)"),
        ({"text": [1]}, {}, "'text' is of type int64, which holds no text"),
        ({"text": [b"x"]}, {}, "'text' is of type binary"),
        ({"data": [{"body": 1}]}, {"field": "data.body"}, "'data.body' is of type int64"),
        ({"data": [{"bodi": "x"}]}, {"field": "data.body"}, "did you mean 'data.bodi'"),
        ({"text": ["x"]}, {"html_field": "page"}, "no column 'page'"),
        ({"text": ["x"], "page": [1]}, {"html_field": "page"}, "name the column that holds the page with --html-field"),
    ],
)
def test_columns_that_are_missing(table: Any, options: Any, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(table), path)
    with pytest.raises(InputError, match=r"a\.parquet: .*" + says):
        list(found_in(given(path), Settings(Options(**options))))


def test_names_that_are_there_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table([["x"], [1], [2]], names=["text", "n", "n"]), path)
    with pytest.raises(InputError, match="2 columns are called 'n'"):
        list(found_in(given(path)))


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-7], lambda raw: raw[:50], lambda raw: b"", lambda raw: raw[:-40] + b"\xff" * 32 + raw[-8:]])
def test_a_footer_that_is_damaged(spoil: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(_table(), path)
    path.write_bytes(spoil(path.read_bytes()))
    (fault,) = found_in(given(path))
    assert isinstance(fault, Fault)
    assert fault.reason == "damaged"
    assert "fetch the file again" in fault.detail


@pytest.mark.parametrize("unit", [1, 1 << 22])
def test_a_page_that_is_damaged(unit: int, tmp_path: Path) -> None:
    """The rows of other row groups are read, and none is counted twice."""
    path = tmp_path / "a.parquet"
    rng = random.Random(3)
    texts = ["".join(rng.choices("ابتثجح ", k=900)) for _ in range(30)]
    pq.write_table(pa.table({"text": texts}), path, row_group_size=10, compression="zstd", write_page_checksum=True)
    raw = bytearray(path.read_bytes())
    middle = pq.read_metadata(path).row_group(1).column(0)
    start = middle.dictionary_page_offset
    for at in range(start + 200, start + 1200):
        raw[at] ^= 0x5A
    path.write_bytes(raw)
    found = list(found_in(given(path), small(9_000 if unit > 1 else 1_000_000)))
    faults = [one for one in found if isinstance(one, Fault)]
    assert {fault.reason for fault in faults} == {"damaged"}
    raws = [fault.raw for fault in faults if isinstance(fault.raw, Range)]
    assert [one.end for one in raws[:-1]] == [one.start for one in raws[1:]], "what can't be read is kept, once"
    assert len(found) == 30
    assert {one.body for one in found if isinstance(one, Record)} < set(texts)


def test_texts_that_are_not_utf8_and_texts_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = pa.array([b"ok", b"\xff\xfe", b"x" * 500]).view(pa.string())
    pq.write_table(pa.table({"text": texts, "n": [1, 2, 3]}), path)
    first, second, third = found_in(given(path), small(1 << 20, max_document=100))
    assert isinstance(first, Record)
    assert isinstance(second, Fault)
    assert isinstance(third, Fault)
    assert (second.reason, second.raw, third.reason) == ("not_utf8", b"\xff\xfe", "too_large")
    assert third.raw == b'{"text":"' + b"x" * 500 + b'","n":3}'


def test_a_huge_row_group_is_read_bit_by_bit(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    rng = random.Random(5)
    with pq.ParquetWriter(path, pa.schema([("text", pa.string())]), compression="none") as out:
        out.write_table(pa.table({"text": ["".join(rng.choices("ابتثجح ", k=5_000)) for _ in range(4_000)]}), row_group_size=10_000)
    before = pa.total_allocated_bytes()
    peak = 0
    for found in found_in(given(path), small(1 << 20)):
        assert isinstance(found, Record)
        peak = max(peak, pa.total_allocated_bytes() - before)
    assert peak < 30 << 20 < path.stat().st_size


def test_without_pyarrow_the_extra_is_named() -> None:
    import subprocess
    import sys

    code = "import sys; sys.modules['pyarrow'] = None; from cleaner.sources import source_of; source_of('parquet')"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "InputError: Parquet needs the extra arrow: pip install 'arabic-news-cleaner[arrow]'" in told.stderr
    assert io.StringIO(told.stderr).readline()
