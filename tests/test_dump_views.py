"""Runs that take some records, write some or nothing, and tell how they go."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.choice import Choice
from cleaner.run import Run, plan

FIRST = "أعلنت وزارة النقل اليوم بدء العمل في المرحلة الثانية من مشروع القطار السريع بين المدينتين."
DIRTY = f"{FIRST}\n\nشاركها.\nاترك تعليقاً\n"
LONG = f"{FIRST}\n{FIRST[:-1]} في الجنوب."


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two dumps of some units; every third document has something to remove, one row is broken, one line empty."""
    folder = tmp_path_factory.mktemp("dumps")
    rows = [{"id": str(n), "text": DIRTY if n % 3 == 0 else LONG} for n in range(240)]
    first, second = _write(folder / "a.jsonl", rows[:150]), _write(folder / "b.jsonl", rows[150:])
    second.write_bytes(b"\n{\n" + second.read_bytes())
    return [first, second]


def _cleaned(paths: list[Path], out: Path, cleaner: Cleaner, workers: int = 1, **choice: int) -> list[dict[str, Any]]:
    """Clean in small units; return the rows that were written."""
    planned = plan([str(path) for path in paths], str(out), cleaner, unit=3000, choice=Choice(**choice))
    units = sum(1 for _ in Run(planned, cleaner, workers))
    assert units > 5 or choice
    return _read(out)


@pytest.fixture(scope="module")
def all_rows(dumps: list[Path], cleaner: Cleaner, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What a run over all of them writes."""
    return _cleaned(dumps, tmp_path_factory.mktemp("all") / "out.jsonl", cleaner)


def test_the_first_records_are_those_of_a_whole_run(
    cleaner: Cleaner, dumps: list[Path], all_rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert len(all_rows) == 240
    for number in (1, 7, 150, 151):
        out = tmp_path / f"{number}.jsonl"
        written = _cleaned(dumps, out, cleaner, limit=number)
        assert written == all_rows[: len(written)]
        assert len(written) == (number if number <= 150 else 150)  # record 151 can't be read
    assert json.loads((tmp_path / "151.jsonl.quarantine.jsonl").read_bytes())["position"] == 2


def test_limit_reads_no_further_than_it_has_to(run: Any, tmp_path: Path) -> None:
    given = _write(tmp_path / "a.jsonl", [{"text": FIRST}] * 3)
    with given.open("ab") as file:
        file.write(b"{\n")
    assert len(run("clean", given, "--limit", "3").rows) == 3
    assert len(run("clean", "-", "--from", "jsonl", "--limit", "2", stdin=given.read_bytes()).rows) == 2


def test_a_sample_hangs_on_its_seed_alone(
    cleaner: Cleaner, dumps: list[Path], all_rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    found = [_cleaned(dumps, out, cleaner, workers, sample=40, seed=seed) for workers, seed in ((1, 0), (2, 0), (1, 1))]
    assert found[0] == found[1] != found[2]
    for rows in found:
        assert len(rows) in (39, 40)  # the broken row may be one of them
        ids = {row["id"] for row in rows}
        assert rows == [row for row in all_rows if row["id"] in ids]


def test_a_sample_larger_than_all_is_all(run: Any, tmp_path: Path) -> None:
    given = _write(tmp_path / "a.jsonl", [{"text": FIRST}] * 3)
    assert len(run("clean", given, "--sample", 99).rows) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--sample", "2", "--limit", "2"), "give one of the two"),
        (("--resume", "--dry-run", "-o", "x.jsonl"), "give one of the two"),
    ],
)
def test_what_does_not_go_together_is_refused(run: Any, tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    given = _write(tmp_path / "a.jsonl", [{"text": FIRST}])
    ran = run("clean", given, *options)
    assert ran.status == 2
    assert words in ran.err


def test_a_sample_of_a_pipe_is_refused(run: Any) -> None:
    ran = run("clean", "-", "--from", "jsonl", "--sample", "2", stdin=b'{"text": "a"}')
    assert ran.status == 2
    assert "reads inputs twice" in ran.err


def test_only_what_changed_is_written(run: Any, dumps: list[Path], all_rows: list[dict[str, Any]], tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ran = run("clean", *dumps, "-o", out, "--only-changed")
    assert _read(out) == [row for row in all_rows if row["cleaner"]["status"] == "cleaned"]
    assert "80 written" in ran.err
    assert "160 left out" in ran.err


def test_a_dry_run_leaves_nothing(run: Any, dumps: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wet = run("clean", *dumps, "-o", "out.jsonl").err
    os.unlink("out.jsonl")
    os.unlink("out.jsonl.quarantine.jsonl")
    os.unlink(".out.jsonl.journal")
    for options in ((), ("-o", "out.jsonl"), ("-o", "out/", "--workers", 2)):
        ran = run("clean", *dumps, "--dry-run", *options)
        assert (ran.status, ran.out) == (0, b"")
        assert "nothing was written" in ran.err
        assert [line for line in wet.splitlines() if "removed" in line][-1] in ran.err
    assert os.listdir() == []


def test_stats_hold_what_was_counted(run: Any, dumps: list[Path], tmp_path: Path) -> None:
    stats = tmp_path / "stats.json"
    run("clean", *dumps, "-o", tmp_path / "out.jsonl", "--stats", stats)
    told = json.loads(stats.read_bytes())
    assert told["records"] == 241
    assert told["written"] == 240
    assert told["status"] == {"unchanged": 160, "cleaned": 80}
    assert told["faults"] == {"bad_json": 1}
    assert told["characters"]["removed"] == sum(told["removed"].values()) == sum(told["rules"].values()) > 0
    assert told["bytes"] == sum(path.stat().st_size for path in dumps)
    assert len(told["slowest"]) == 10
    assert told["slowest"][0]["seconds"] >= told["slowest"][-1]["seconds"] > 0
    by_id = {str(number): (str(dumps[number >= 150]), number + 1 if number < 150 else number - 150 + 3) for number in range(240)}
    assert all((one["path"], one["position"]) == by_id[one["id"]] for one in told["slowest"])


def test_lines_of_json_for_programs(run: Any, dumps: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.cli import progress

    monkeypatch.setattr(progress, "EVERY", 0.0)
    ran = run("clean", *dumps, "-o", tmp_path / "out.jsonl", "--log-json")
    told = [json.loads(line) for line in ran.err.splitlines()]
    steps = [one for one in told if one["event"] == "progress"]
    assert [one["records"] for one in steps] == sorted(one["records"] for one in steps)
    assert steps[-1]["records"] == told[-1]["records"] == 241
    assert steps[-1]["seconds_left"] == 0
    assert 0 < steps[-1]["removed_share"] < 1
    assert told[-1]["event"] == "end"


def test_a_terminal_sees_a_bar(dumps: list[Path], tmp_path: Path) -> None:
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "cleaner", "clean", *map(str, dumps), "-o", str(tmp_path / "out.jsonl")]
    with subprocess.Popen(command, stderr=terminal, env=os.environ | {"TERM": "xterm", "COLUMNS": "120"}) as process:
        os.close(terminal)
        seen = b""
        while True:
            try:
                piece = os.read(controller, 1 << 16)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            seen += piece
    os.close(controller)
    assert process.returncode == 0
    assert b"records" in seen
    assert b"% removed" in seen
    assert b"\x1b[2K" in seen  # the bar goes when the run ends
    assert "240 documents" in seen.decode()


def test_a_document_over_which_the_program_fails_is_put_aside(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.engine import Cleaner

    real = Cleaner.record

    def record(self: Cleaner, given: Any) -> Any:
        if given.id == "1":
            raise KeyError("a fault of ours")
        return real(self, given)

    monkeypatch.setattr(Cleaner, "record", record)
    given, out = _write(tmp_path / "a.jsonl", [{"id": str(n), "text": FIRST} for n in range(3)]), tmp_path / "out.jsonl"
    assert run("clean", given, "-o", out).status == 0
    assert [row["id"] for row in _read(out)] == ["0", "2"]
    [held] = _read(tmp_path / "out.jsonl.quarantine.jsonl")
    assert (held["reason"], held["position"], held["record"]) == ("crash", 2, {"id": "1", "text": FIRST})
    assert "a fault of ours" in held["detail"]
    assert run("clean", given).status == 1  # with no place for it, it is an internal error as ever
