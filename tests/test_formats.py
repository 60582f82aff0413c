"""Any format in, any out: the texts are the same, none is lost, and no number of processes shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from formats import ARTICLE, CLEANER, TEXT, cleaned, found_in, given, write

from cleaner import Cleaner, Options, Record
from cleaner.run import Run, clean_files, plan
from cleaner.sinks import Row, ToForm
from cleaner.sources import Fault
from cleaner.streams import Packing, pack, unpacked

pytest.importorskip("pyarrow")
pytest.importorskip("fastwarc")

import pyarrow as pa
import pyarrow.parquet as pq

ROWS: list[dict[str, Any]] = [
    {"id": f"urn:{number}", "url": f"https://example.com/{number}", "date": "2024-04-03T08:00:00Z", "n": number, "text": text}
    for number, text in enumerate([TEXT, ARTICLE, f"{ARTICLE}(وكالات)", "نص، \"بين\" 'هلالين'\tو\nسطرين"] * 3)
]
LEFT = [CLEANER(row["text"]).text for row in ROWS]
TABLES: list[ToForm] = ["jsonl", "csv", "tsv", "parquet", "wet"]


def _source(form: ToForm, folder: Path, packing: Packing = "") -> Path:
    """Write rows that have not been cleaned."""
    path = folder / f"in.{form}{packing and '.'}{packing}"
    records = [Record(row["text"], id=row["id"], url=row["url"], meta=row) for row in ROWS]
    keep = Cleaner((), Options(default_packs=False))
    write([Row(record, keep(record), record.body) for record in records], path, form, packing, parts=3)
    return path


def _read(path: Path) -> list[Record]:
    found = list(found_in(given(path)))
    assert not [one for one in found if isinstance(one, Fault)]
    return [one for one in found if isinstance(one, Record)]


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("to", [*TABLES, "text"])
def test_any_format_in_any_out(form: ToForm, to: ToForm, tmp_path: Path) -> None:
    out = tmp_path / f"out.{'txt' if to == 'text' else to}"
    tally = clean_files([_source(form, tmp_path)], out, to=to if to == "text" else "")
    assert (tally.records, tally.written, tally.quarantined) == (len(ROWS), len(ROWS), 0)
    if to == "text":
        assert out.read_text(encoding="utf-8").rstrip() == "\n\n".join(left.rstrip("\n") for left in LEFT)
        return
    told = _read(out)
    assert [one.body for one in told] == LEFT
    assert [one.url for one in told] == [row["url"] for row in ROWS]
    if to != "wet" and form != "wet":
        numbers = [one.meta["n"] for one in told]
        assert [int(one) for one in numbers] == list(range(len(ROWS)))
        kept = str if form in ("csv", "tsv") or to in ("csv", "tsv") else int
        assert all(type(one) is kept for one in numbers), "types are kept where there are any"


PACKINGS: list[Packing] = ["gz", "zst", "xz", "bz2"]


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("packing", PACKINGS)
def test_packed_in_packed_out(form: ToForm, packing: Packing, tmp_path: Path) -> None:
    out = tmp_path / f"out.{form}.{packing}"
    clean_files([_source(form, tmp_path, packing)], out)
    assert [one.body for one in _read(out)] == LEFT


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize(("packing", "to"), [("gz", "jsonl"), ("", "csv"), ("", "parquet"), ("xz", "wet")])
def test_no_number_of_processes_shows(form: ToForm, packing: Packing, to: ToForm, tmp_path: Path) -> None:
    source = _source(form, tmp_path, packing)
    results = set()
    for workers in (1, 2, 7) if to == "parquet" else (1, 2):
        out = tmp_path / f"out{workers}.{to}.gz"
        planned = plan([str(source)], str(out), CLEANER, unit=900)
        units = len(list(Run(planned, CLEANER, workers)))
        assert units > 1 or form == "parquet"
        results.add(out.read_bytes())
    assert len(results) == 1


def test_a_folder_of_all_formats(tmp_path: Path) -> None:
    """Each goes out as what it came; with --to all become the same; and all fit into one file."""
    folder = tmp_path / "in"
    folder.mkdir()
    for form in TABLES:
        _source(form, folder).rename(folder / f"{form}.{form}")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.html").write_text(f"<h1>سد</h1><p>{ARTICLE * 3}", encoding="utf-8")
    clean_files([folder], tmp_path / "same")
    assert sorted(path.name for path in (tmp_path / "same").iterdir()) == [
        "a.txt", "b.txt", "csv.csv", "jsonl.jsonl", "parquet.parquet", "tsv.tsv", "wet.wet",
    ]  # fmt: skip
    clean_files([folder], tmp_path / "tables", to="parquet")
    assert {path.suffix for path in (tmp_path / "tables").iterdir()} == {".parquet"}
    tally = clean_files([folder], tmp_path / "all.parquet")
    table = pq.read_table(tmp_path / "all.parquet")
    assert table.num_rows == tally.written == len(TABLES) * len(ROWS) + 2
    assert sorted(table["text"].to_pylist())[:5] == sorted([*LEFT * len(TABLES), ARTICLE + "\n"])[:5]
    clean_files([folder], tmp_path / "texts/", to="text")
    assert {path.suffix for path in (tmp_path / "texts").iterdir()} == {".txt"}


def test_many_files_by_a_pattern(tmp_path: Path) -> None:
    for number in range(3):
        _source("csv", tmp_path).rename(tmp_path / f"part-{number}.csv")
    tally = clean_files([tmp_path / "part-*.csv"], tmp_path / "out.jsonl.zst")
    assert tally.written == 3 * len(ROWS)
    rows = [json.loads(line) for line in b"".join(unpacked(str(tmp_path / "out.jsonl.zst"), "zst")).splitlines()]
    assert list(rows[0]) == ["id", "url", "date", "n", "text", "cleaner"]


def test_what_can_t_be_read_is_in_the_quarantine(tmp_path: Path) -> None:
    """Of every format: bad records and what breaks off are told with their place, and the rest is written."""
    (tmp_path / "a.csv").write_bytes("n,text\n1,نص\n2\n3,خبر\n".encode())
    (tmp_path / "b.jsonl.gz").write_bytes(pack('{"text": "نص"}\n{"text": 1}\n{"text": "نص"}'.encode(), "gz")[:-4])
    (tmp_path / "c.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "d.wet").write_bytes(b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 4\r\n\r\n" + "نص\r\n\r\nrubbish".encode())
    out = tmp_path / "out.parquet"
    tally = clean_files([tmp_path / name for name in ("a.csv", "b.jsonl.gz", "c.parquet", "d.wet")], out)
    assert pq.read_table(out)["text"].to_pylist()[:2] == ["نص", "خبر"]
    lines = Path(f"{out}.quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    told = [(Path(row["path"]).name, row["position"], row["reason"]) for row in map(json.loads, lines)]
    assert told[0] == ("a.csv", 2, "bad_row")
    assert [one for one in told if one[0] == "b.jsonl.gz"] in (
        [("b.jsonl.gz", 2, "wrong_type"), ("b.jsonl.gz", 4, "truncated")],
        [("b.jsonl.gz", 2, "wrong_type"), ("b.jsonl.gz", 3, "truncated")],
    )
    assert told[-2:] == [("c.parquet", 1, "damaged"), ("d.wet", 2, "bad_record")]
    assert tally.quarantined == len(told)
    assert tally.records == tally.written + tally.quarantined


def test_records_of_other_kinds_are_counted(tmp_path: Path) -> None:
    source = _source("wet", tmp_path)
    tally = clean_files([source], tmp_path / "out.csv")
    assert tally.skipped == {"metadata": len(ROWS)}
    assert f"{len(ROWS)} records that hold no document: {len(ROWS)} metadata" in list(tally.lines())


def test_rows_without_a_text_stay(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": pa.array([None, TEXT], pa.string()), "n": [1, 2]}), tmp_path / "a.parquet")
    for end in ("jsonl", "csv", "parquet"):
        clean_files([tmp_path / "a.parquet"], tmp_path / f"out.{end}")
    first, second = (json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert (first["text"], first["n"], second["text"]) == (None, 1, ARTICLE + "\n")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1].startswith(",1,")
    assert pq.read_table(tmp_path / "out.parquet")["text"].to_pylist() == [None, ARTICLE + "\n"]


def test_files_elsewhere(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    for number, form in enumerate(TABLES):
        with fsspec.open(f"memory://crawl/{number}.{form}.gz", "wb") as file:
            file.write(_source(form, tmp_path, "gz").read_bytes())
    tally = clean_files(["memory://crawl/*.gz"], tmp_path / "out.jsonl")
    assert tally.written == len(TABLES) * len(ROWS)


def test_cleaned_again_nothing_changes(tmp_path: Path) -> None:
    for form in TABLES:
        once, twice = tmp_path / f"once.{form}", tmp_path / f"twice.{form}"
        clean_files([_source(form, tmp_path)], once)
        clean_files([once], twice)
        assert [one.body for one in _read(twice)] == [one.body for one in _read(once)]
        if form != "wet":
            assert list(_read(twice)[0].meta) == list(_read(once)[0].meta)
    assert [row.text for row in cleaned(_read(once))] == LEFT


# The command


def _spoilt(folder: Path) -> dict[str, Path]:
    """Write one file for each way in which one can be at fault."""
    table = pa.table({"body": ["x"], "text": [1]})
    pq.write_table(table, folder / "wrong_type.parquet")
    pq.write_table(table.drop_columns("text"), folder / "no_column.parquet")
    (folder / "no_column.csv").write_text("n,body\n1,a\n")
    (folder / "no_head.csv").write_text("")
    (folder / "ragged.csv").write_text("n,text\n1,a\n2\n")
    (folder / "footer.parquet").write_bytes(b"PAR1 and no more")
    (folder / "breaks_off.jsonl.gz").write_bytes(pack(b'{"text": "a"}\n' * 9, "gz")[:-9])
    spoilt = bytearray(pack(b'{"text": "a"}\n' * 9, "zst"))
    spoilt[-1] ^= 1
    (folder / "damaged.jsonl.zst").write_bytes(spoilt)
    (folder / "record.warc").write_bytes(b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 1\r\n\r\nab\r\n\r\n")
    return {path.name: path for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("wrong_type.parquet", "column 'text' is of type int64, which holds no text"),
        ("no_column.parquet", "no column 'text' (there are: body)"),
        ("no_column.csv", "no field 'text' (there are: n, body)"),
        ("no_head.csv", "no row that names the columns"),
    ],
)
def test_a_file_at_fault_ends_the_run_with_status_2(name: str, says: str, tmp_path: Path, run: Any) -> None:
    path = _spoilt(tmp_path)[name]
    told = run("clean", str(path), "-o", str(tmp_path / "out.jsonl"))
    assert told.status == 2
    assert says in told.err
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ragged.csv", "bad_row"),
        ("footer.parquet", "damaged"),
        ("breaks_off.jsonl.gz", "truncated"),
        ("damaged.jsonl.zst", "damaged"),
        ("record.warc", "bad_record"),
    ],
)
def test_a_record_at_fault_goes_into_the_quarantine(name: str, reason: str, tmp_path: Path, run: Any) -> None:
    path = _spoilt(tmp_path)[name]
    for strict, status in (([], 0), (["--strict"], 1)):
        told = run("clean", str(path), "-o", str(tmp_path / "out.jsonl"), *strict)
        assert told.status == status, told.err
        assert f"1 {reason}" in told.err
        (row,) = Path(tmp_path, "out.jsonl.quarantine.jsonl").read_text(encoding="utf-8").splitlines()
        assert json.loads(row)["reason"] == reason
    told = run("clean", str(path), "--to", "jsonl")
    assert told.status == 2
    assert "--quarantine FILE puts aside what can't be read" in told.err
