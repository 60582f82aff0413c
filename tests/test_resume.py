"""Runs that are ended: whatever the moment, the next one goes on and ends with the bytes of one that never was."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from documents import FIRST, PROMPT
from dumps import CLEAN, DIRTY, carry_out, files, rows, rows_in

from cleaner import Cleaner, InputError, OptionError
from cleaner.run import Run, plan
from cleaner.sinks import Target, jsonl
from cleaner.sources import UNIT

pytestmark = pytest.mark.usefixtures("inside")

MOMENTS = 25


def begin(cleaner: Cleaner, paths: list[str], output: str, units: int, **given: Any) -> Run:
    """Carry out some units of a run and leave it there."""
    run = Run(plan(paths, output, cleaner, **{"unit": 3000, "pause": 0, **given}), cleaner)
    steps = iter(run)
    assert len(list(islice(steps, units))) == units
    steps.close()  # type: ignore[attr-defined]
    return run


def compare(one: str, other: str) -> None:
    """Compare results and quarantines."""
    for end in ("", ".quarantine.jsonl"):
        assert Path(one + end).read_bytes() == Path(other + end).read_bytes()


def killed(work: Callable[[], object], seconds: float) -> bool:
    """Do something in a process that is killed after some time; say whether it was."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join(seconds)
    was_alive = process.is_alive()
    os.kill(process.pid or 0, signal.SIGKILL) if was_alive else None
    process.join()
    return was_alive


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_is_killed_at_any_moment_goes_on(small: Cleaner, workers: int) -> None:
    Path("dump.jsonl").write_bytes(rows(400))
    started = time.monotonic()
    assert not killed(lambda: carry_out(small, ["dump.jsonl"], "whole.jsonl", workers=workers), 60)
    whole = time.monotonic() - started
    moments = random.Random(workers)
    cut_off = 0
    for number in range(MOMENTS // 2 + workers % 2):
        output = f"out-{number}.jsonl"
        cut_off += killed(lambda: carry_out(small, ["dump.jsonl"], output, workers=workers), moments.uniform(0, whole))  # noqa: B023
        tally = carry_out(small, ["dump.jsonl"], output, workers=workers, resume=True)
        compare(output, "whole.jsonl")
        assert (tally.records, tally.quarantined) == (360, 40)
        assert not [name for name in files() if name.endswith(".partial")]
    assert cut_off > MOMENTS // 8


def test_one_run_that_is_killed_again_and_again(small: Cleaner) -> None:
    Path("dump.jsonl").write_bytes(rows(400))
    started = time.monotonic()
    carry_out(small, ["dump.jsonl"], "whole.jsonl")
    step = (time.monotonic() - started) / 4
    times = 0
    while times < 60 and killed(lambda: carry_out(small, ["dump.jsonl"], "out.jsonl", resume=True), step):
        times += 1
    carry_out(small, ["dump.jsonl"], "out.jsonl", resume=True)
    assert times
    compare("out.jsonl", "whole.jsonl")


def test_a_folder_that_is_killed_goes_on(small: Cleaner) -> None:
    for index in range(120):
        path = Path(f"in/{index % 5}/{index}.{'html' if index % 9 == 0 else 'txt'}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{DIRTY}{index}".encode() if index % 11 else b"\xff")
    Path("in/rows.jsonl").write_bytes(rows(60))
    Path("in/rows.jsonl.gz").write_bytes(gzip.compress(rows(60)))
    started = time.monotonic()
    carry_out(small, ["in"], "whole")
    whole = time.monotonic() - started
    moments = random.Random(3)
    for number in range(8):
        killed(lambda: carry_out(small, ["in"], f"out-{number}"), moments.uniform(0, whole))  # noqa: B023
        carry_out(small, ["in"], f"out-{number}", resume=True)
        assert files(f"out-{number}") == files("whole")
        assert all(Path(f"out-{number}", name).read_bytes() == Path("whole", name).read_bytes() for name in files("whole"))
        assert Path(f"out-{number}.quarantine.jsonl").read_bytes() == Path("whole.quarantine.jsonl").read_bytes()


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_a_run_that_is_left_goes_on(small: Cleaner, units: int, name: str) -> None:
    Path("dump.jsonl.gz").write_bytes(gzip.compress(rows(200)))
    Path("more.jsonl").write_bytes(rows(100))
    paths = ["dump.jsonl.gz", "more.jsonl"]
    carry_out(small, paths, f"whole-{name}")
    begin(small, paths, name, units)
    assert not Path(name).exists()
    run = Run(plan(paths, name, small, resume=True, unit=3000, pause=0), small, workers=2)
    assert run.resumed
    assert run.tally.records > 0
    list(run)
    compare(name, f"whole-{name}")
    assert run.tally == carry_out(small, paths, "again.jsonl")


def test_what_was_written_after_the_last_line_of_the_journal_is_done_again(small: Cleaner) -> None:
    Path("dump.jsonl").write_bytes(rows(200))
    carry_out(small, ["dump.jsonl"], "whole.jsonl")
    begin(small, ["dump.jsonl"], "out.jsonl", 2)
    for name in (".out.jsonl.partial", ".out.jsonl.quarantine.jsonl.partial"):
        with Path(name).open("ab") as file:
            file.write(b'{"half a row')
    with Path(".out.jsonl.journal").open("ab") as file:
        file.write(b'{"units": 3, "si')
    carry_out(small, ["dump.jsonl"], "out.jsonl", resume=True)
    compare("out.jsonl", "whole.jsonl")


def test_a_format_that_is_finished_at_the_end_is_finished_again(small: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("dump.jsonl").write_bytes(rows(100))

    def finish(partial: Path, draft: Path, target: Target, settings: object) -> None:
        draft.write_bytes(b"finished\n" + partial.read_bytes())

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jsonl, "finish", fail, raising=False)
    with pytest.raises(OSError, match="No space"):
        carry_out(small, ["dump.jsonl"], "out.jsonl")
    assert not Path("out.jsonl").exists()
    monkeypatch.setattr(jsonl, "finish", finish)
    carry_out(small, ["dump.jsonl"], "out.jsonl", resume=True)
    assert Path("out.jsonl").read_bytes().startswith(b"finished\n")
    assert len(Path("out.jsonl").read_bytes().splitlines()) == 81
    assert not [name for name in files() if name.endswith((".partial", ".draft"))]


# What --resume says


@pytest.fixture
def clean(run: Any, small: Cleaner) -> Any:
    return lambda *arguments: run("clean", "--no-default-packs", "--pack", "test.toml", *arguments)


@pytest.mark.parametrize("output", ["out.jsonl", "out.txt", "out/"])
def test_where_nothing_was_begun_it_starts_and_where_all_is_done_it_says_so(clean: Any, output: str) -> None:
    Path("rows.jsonl").write_text(json.dumps({"text": DIRTY}) + "\n")
    first = clean("rows.jsonl", "-o", output, "--resume")
    assert first.status == 0
    assert "complete" not in first.err
    done = {name: Path(name).read_bytes() for name in files()}
    second = clean("rows.jsonl", "-o", output, "--resume")
    assert second.status == 0
    assert second.err.startswith("complete already: nothing to do\n1 document: 1 cleaned\n")
    assert {name: Path(name).read_bytes() for name in files()} == done


def test_a_run_without_the_flag_is_known_to_be_complete_too_and_is_replaced_without_it(clean: Any) -> None:
    Path("rows.jsonl").write_text(json.dumps({"text": DIRTY}) + "\n")
    assert clean("rows.jsonl", "-o", "out.jsonl").status == 0
    assert "complete already" in clean("rows.jsonl", "-o", "out.jsonl", "--resume").err
    Path("out.jsonl").write_text("old")
    assert clean("rows.jsonl", "-o", "out.jsonl").status == 0
    assert rows_in("out.jsonl")[0]["text"] == CLEAN
    Path("out.jsonl").unlink()
    ran = clean("rows.jsonl", "-o", "out.jsonl", "--resume")
    assert (ran.status, "gone since it was written" in ran.err) == (2, True)


def test_one_text(clean: Any) -> None:
    Path("page.txt").write_text(DIRTY)
    assert clean("page.txt", "-o", "out.txt").status == 0
    assert files() == {"page.txt", "out.txt", "test.toml"}
    assert clean("page.txt", "-o", "out.txt", "--resume").status == 0
    assert "complete already" in clean("page.txt", "-o", "out.txt", "--resume").err
    assert Path("out.txt").read_text() == CLEAN


@pytest.mark.parametrize(
    ("change", "arguments", "word"),
    [
        ("inputs", [], "the inputs of the run"),
        ("touched", [], "the inputs of the run"),
        ("rules", [], "the rules of the run"),
        ("", ["--keep", "comment"], "the options of the run"),
        ("", ["--format", "markdown"], "the options of the run"),
        ("", ["--max-document", "1MB"], "the options of the run"),
        ("", ["--quarantine", "q.jsonl"], "the options of the run"),
        ("version", [], "the version of the run"),
        ("inputs", ["--audit", "none"], "the inputs and options of the run"),
    ],
)
@pytest.mark.parametrize("complete", [False, True])
def test_what_has_changed_is_refused(
    clean: Any, small: Cleaner, monkeypatch: pytest.MonkeyPatch, change: str, arguments: list[str], word: str, complete: bool
) -> None:
    Path("dump.jsonl").write_bytes(rows(100))
    if complete:
        assert clean("dump.jsonl", "-o", "out.jsonl").status == 0
    else:
        begin(small, ["dump.jsonl"], "out.jsonl", 1, unit=UNIT)
    if change == "inputs":
        Path("dump.jsonl").write_bytes(rows(101))
    elif change == "touched":
        os.utime("dump.jsonl", (1, 1))
    elif change == "rules":
        Path("test.toml").write_text(Path("test.toml").read_text().replace(PROMPT, PROMPT[:-1] + "ات"))
    elif change == "version":
        monkeypatch.setattr("cleaner.__version__", "9")
    before = {name: Path(name).read_bytes() for name in files()}
    ran = clean("dump.jsonl", "-o", "out.jsonl", "--resume", *arguments)
    assert ran.status == 2, ran.err
    assert word in ran.err
    assert "run without --resume to begin again" in ran.err
    assert {name: Path(name).read_bytes() for name in files()} == before
    assert clean("dump.jsonl", "-o", "out.jsonl", *arguments).status == 0


def test_the_number_of_processes_may_change(small: Cleaner) -> None:
    Path("dump.jsonl").write_bytes(rows(200))
    carry_out(small, ["dump.jsonl"], "whole.jsonl", workers=2)
    begin(small, ["dump.jsonl"], "out.jsonl", 3)
    carry_out(small, ["dump.jsonl"], "out.jsonl", workers=2, resume=True)
    compare("out.jsonl", "whole.jsonl")


def test_files_that_were_touched_meanwhile_are_noticed(small: Cleaner) -> None:
    Path("dump.jsonl").write_bytes(rows(200))
    begin(small, ["dump.jsonl"], "out.jsonl", 3)
    Path(".out.jsonl.partial").write_bytes(b"")
    with pytest.raises(InputError, match="not as it was left"):
        carry_out(small, ["dump.jsonl"], "out.jsonl", resume=True)
    Path(".out.jsonl.journal").write_bytes(b"what?\n")
    with pytest.raises(InputError, match="not the journal of a run"):
        carry_out(small, ["dump.jsonl"], "out.jsonl", resume=True)
    carry_out(small, ["dump.jsonl"], "out.jsonl")


@pytest.mark.parametrize("arguments", [["dump.jsonl"], ["dump.jsonl", "-o", "-"], ["-", "--from", "jsonl", "-o", "out.jsonl"], ["dump.jsonl", "-o", os.devnull]])
def test_pipes_can_not_be_gone_on_with(clean: Any, arguments: list[str]) -> None:
    Path("dump.jsonl").write_bytes(rows(3))
    ran = clean(*arguments, "--resume")
    assert ran.status == 2
    assert "--resume goes with files" in ran.err


def test_an_input_that_changes_while_it_is_read_is_noticed(small: Cleaner) -> None:
    Path("dump.jsonl").write_bytes(b"".join(json.dumps({"text": f"{FIRST} {n}"}).encode() + b"\n" for n in range(100)))
    run = Run(plan(["dump.jsonl"], "out.jsonl", small, unit=3000), small)
    steps = iter(run)
    next(steps)
    os.truncate("dump.jsonl", 5000)
    with pytest.raises(InputError, match="became shorter"):
        list(steps)


def test_a_failure_before_the_first_unit_leaves_nothing(small: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("dump.jsonl").write_bytes(rows(30))
    before = files()

    def fail(*_: object) -> None:
        raise OptionError("broken")

    monkeypatch.setattr("cleaner.units.judge", fail)
    with pytest.raises(OptionError, match="broken"):
        carry_out(small, ["dump.jsonl"], "out.jsonl")
    assert files() == before
