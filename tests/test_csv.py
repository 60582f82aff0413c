"""Tables of text: any dialect in, one dialect out, nothing mended without a word."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path, PurePath

import orjson
import pytest
from formats import ARTICLE, CLEANER, TEXT, cleaned, found_in, given, small, write
from hypothesis import given as drawn
from hypothesis import settings as profile
from hypothesis import strategies as st

from cleaner import Options, Record
from cleaner.errors import InputError
from cleaner.sinks import Row
from cleaner.sources import Fault, Given, Range, Settings
from cleaner.sources.cells import RowEnds, Table
from cleaner.sources.csv import divide
from cleaner.streams import PACKINGS, Packing, pack

ROWS = [["n", "text", "note"], ["1", TEXT, "a,b"], ["2", 'قال "نعم"\r\nثم سكت', ""], ["", "", ' "x"'], ["3", "\ufeffأ", "\t;|"]]


def _table(rows: list[list[str]], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue().encode()


def _cells(path: Path, settings: Settings | None = None) -> list[list[str]]:
    found = list(found_in(given(path), settings))
    assert all(isinstance(one, Record) for one in found), found
    return [list(one.meta.values()) for one in found if isinstance(one, Record)]


@pytest.mark.parametrize("unit", [1, 64, 1 << 20])
@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_dialects(delimiter: str, end: str, quoting: int, unit: int, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + _table(ROWS, delimiter, end, quoting))
    assert _cells(path, small(unit)) == ROWS[1:]
    path.write_bytes(path.read_bytes().removesuffix(end.encode()))
    assert _cells(path, small(unit)) == ROWS[1:], "the last line break may be missing"


@pytest.mark.parametrize("packing", ["", *PACKINGS.values()])
def test_packed_tables(packing: Packing, tmp_path: Path) -> None:
    path = tmp_path / f"a.tsv.{packing}"
    path.write_bytes(pack(_table(ROWS, "\t"), packing))
    found = [one.meta for one in found_in(given(path, "tsv", packing), small()) if isinstance(one, Record)]
    assert [list(one.values()) for one in found] == ROWS[1:]


def test_tables_that_know_no_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text('text\tn\n"قال" الوزير\t1\n"\t2\nنص\t"3"\n', encoding="utf-8")
    assert _cells(path) == [['"قال" الوزير', "1"], ['"', "2"], ["نص", '"3"']]


CELLS = st.text('",\n\r;ab ن', max_size=6)


@profile(max_examples=300, deadline=None)
@drawn(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6), st.integers(1, 9), st.integers(1, 30))
def test_any_table_in_any_chunks(rows: list[list[str]], size: int, unit: int) -> None:
    data = _table([["text", "n"], *rows], end="\r\n")  # that puts carriage returns in quotes
    table = Table(("text", "n"))
    ends = RowEnds(table)
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    cuts = {0}
    for number, chunk in enumerate(chunks):
        for end in ends(chunk):
            cuts |= {number * size + end} if end else set()
    whole = [0]
    for row in [["text", "n"], *rows]:
        whole.append(whole[-1] + len(_table([row], end="\r\n")))
    assert cuts <= set(whole), "a table is cut between rows alone"
    assert whole[-1] in cuts
    assert max(cuts) == len(data)


@profile(max_examples=100, deadline=None)
@drawn(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6), st.integers(1, 60))
def test_any_table_is_read_as_others_read_it(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], unit: int) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(_table([["text", "n"], *rows], end="\r\n"))
    assert _cells(path, small(unit)) == rows


@profile(max_examples=100, deadline=None)
@drawn(st.text('",\n\rab', max_size=40), st.integers(1, 20))
def test_any_text_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, text: str, unit: int) -> None:
    """Whatever stands below the first row is in a record or a fault, once."""
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(f"text,n\n{text}".encode())
    whole = list(found_in(given(path), small(1 << 20)))
    faults = b"".join(one.raw for one in whole if isinstance(one, Fault) and isinstance(one.raw, bytes)).decode()
    kept = "".join("".join(one.meta.values()) for one in whole if isinstance(one, Record))
    assert sorted(text.translate(_NO_SIGNS)) == sorted((faults + kept).translate(_NO_SIGNS))
    assert all(set(one.meta) == {"text", "n"} for one in whole if isinstance(one, Record))


_NO_SIGNS = str.maketrans("", "", '",\r\n')


@pytest.mark.parametrize(
    ("rows", "reason", "says", "raw"),
    [
        (b"1,a,b\n", "bad_row", "3 cells in 2 columns", b"1,a,b\n"),
        (b"1\r\n", "bad_row", "1 cells in 2 columns", b"1\r\n"),
        (b'1,"a"b\n', "bad_row", "expected after", b'1,"a"b\n'),
        (b'1,"a\nb', "bad_row", "never ends", b'1,"a\nb'),
        (b"1,a\rb\n", "bad_row", "carriage return", b"1,a\rb\n"),
        (b"1,\xff\n", "not_utf8", "byte 2 is not UTF-8", b"1,\xff\n"),
        (b"1," + b"a" * 200 + b"\n", "too_large", "more than 100 bytes", b"1," + b"a" * 200 + b"\n"),
    ],
)
def test_rows_that_are_no_rows(rows: bytes, reason: str, says: str, raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"n,text\n0,x\n" + rows)
    first, fault = found_in(given(path), small(1 << 20, max_document=100))
    assert isinstance(first, Record)
    assert isinstance(fault, Fault)
    assert (fault.reason, fault.raw) == (reason, raw)
    assert says in fault.detail
    if rows.endswith(b"\n"):
        path.write_bytes(b"n,text\n0,x\n" + rows + b"5,y\n")
        assert [type(one) for one in found_in(given(path), small(1 << 20, max_document=100))] == [Record, Fault, Record]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"n,body\n1,a\n", "no field 'text'"),
        (b"", "no row that names the columns"),
        (b"\n1,a\n", "no row that names the columns"),
        (b"text,text\n", "2 columns are called 'text'"),
        ("text,n\n".encode("utf-16"), "iconv -f utf-16"),
        ("نص,text\n".encode("cp1256"), "not UTF-8"),
        (b"text,n\ra,1\r", "carriage return"),
        (b'"text,n\na,1\n', "never ends"),
    ],
)
def test_tables_that_are_no_tables(data: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.csv: .*" + says):
        list(divide(given(path), Settings()))


def test_a_cell_larger_than_the_memory_for_it(tmp_path: Path) -> None:
    """One of 60 MB, in quotes, with line breaks and doubled quotes in it: kept aside on the disk, the rest is read."""
    path = tmp_path / "a.csv"
    line = b'""nonsense"",\n' * 1000
    with open(path, "wb") as file:
        file.write(b'n,text\n1,a\n2,"')
        for _ in range(4_300):
            file.write(line)
        file.write(b'"\n3,b\n')
    tracemalloc.start()
    found = list(found_in(given(path), small(1 << 20, max_document=2 << 20)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 << 20
    first, fault, last = found
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(fault, Fault)
    assert (first.body, last.body, fault.reason) == ("a", "b", "too_large")
    assert isinstance(fault.raw, Range)
    assert len(fault.raw) == len(b'2,"') + 4_300 * len(line) + 1
    Path(fault.raw.path).unlink()


def test_a_packed_table_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(pack(b"n,text\n1,a\n2,b", "gz") + pack(b"c\n3,d\n" * 10, "gz")[:-5])
    *records, fault = found_in(given(path))
    assert len(records) >= 1
    assert isinstance(fault, Fault)
    assert fault.reason == "truncated"
    path.write_bytes(b"\x1f\x8b\x08 this is no gzip")
    (fault,) = found_in(given(path))
    assert isinstance(fault, Fault)
    assert fault.reason == "damaged"


# Out


def test_rows_go_out_as_they_came(tmp_path: Path) -> None:
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_bytes(_table(ROWS, ";"))
    write(cleaned(found_in(given(source))), target, "csv", parts=3)
    told = list(csv.reader(io.StringIO(target.read_bytes().decode(), newline="")))
    assert told[0] == [*ROWS[0], "cleaner"]
    assert told[1][1] == ARTICLE + "\n"
    assert [[*row[:3]] for row in told[2:]] == ROWS[2:]
    audit = json.loads(told[1][3])
    assert (audit["status"], [one["kind"] for one in audit["removed"]]) == ("cleaned", ["share", "comment"])
    again = [one for one in found_in(given(target)) if isinstance(one, Record)]
    write(cleaned(again), source, "csv")
    assert source.read_text().split("\n")[0] == "n,text,note,cleaner", "the audit takes its own place"


def test_columns_that_come_late(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    metas: list[dict[str, object]] = [
        {"text": "a", "n": 1}, {"text": "b", "x\ty": [1, None]}, {"id": "7", "text": "c\td", "n": None}, {"text": "e", "x\ty": True},
    ]  # fmt: skip
    write(_rows(metas), path, "tsv", "bz2", parts=4)
    found = [one.meta for one in found_in(given(path, "tsv", "bz2")) if isinstance(one, Record)]
    assert [[one[name] for name in ("text", "n", "x\ty", "id")] for one in found] == [
        ["a", "1", "", ""], ["b", "", "[1,null]", ""], ["c\td", "", "", "7"], ["e", "", "true", ""],
    ]  # fmt: skip
    assert list(found[0]) == ["text", "n", "cleaner", "x\ty", "id"]


def _rows(metas: list[dict[str, object]]) -> list[Row]:
    records = [Record(str(meta["text"]), meta=meta) for meta in metas]
    return [Row(record, CLEANER(record), record.body) for record in records]


@profile(max_examples=60, deadline=None)
@drawn(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4), st.sampled_from(["csv", "tsv"]))
def test_whatever_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]], form: str) -> None:
    path = tmp_path_factory.mktemp("csv") / f"a.{form}"
    write(_rows([{"text": text, "n": note} for text, note in cells]), path, form)  # type: ignore[arg-type]
    assert [tuple(row[:2]) for row in _cells(path)] == cells


def test_nothing_in_nothing_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    write([], path, "csv", "gz")
    assert path.stat().st_size > 10, "an empty file is packed too"


def test_the_line_above_a_part_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"n;text\n1;a\n")
    (payload,) = divide(Given(str(path), PurePath("a.csv"), "csv"), Settings(Options()))
    assert isinstance(payload, bytes)
    head, rows = payload.split(b"\n", 1)
    assert orjson.loads(head) == {"columns": ["n", "text"], "delimiter": ";", "quoted": True}
    assert rows == b"1;a\n"
