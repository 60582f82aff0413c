"""Dumps: any number of processes writes the same bytes, and nothing is lost, whatever is wrong with a record."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from documents import FIRST, PROMPT
from dumps import CLEAN, DIRTY, carry_out, files, rows, rows_in
from hypothesis import given
from hypothesis import strategies as st

import cleaner as package
from cleaner import Cleaner, InputError, Record, Verdict, apart, units
from cleaner.records import clean_records
from cleaner.run import Run, clean_files, plan
from cleaner.sources import Fault, Given, Range, Settings
from cleaner.sources.pieces import blocks, ranges, read_lines
from cleaner.workers import in_order

pytestmark = pytest.mark.usefixtures("inside")

JUDGE = apart.judge
COMMAND = [sys.executable, "-c", "import sys; from cleaner.cli import main; sys.exit(main())"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(package.__file__).parents[1])}


@pytest.fixture
def clean(run: Any, small: Cleaner) -> Any:
    """Run `cleaner clean` with the rules of these tests alone."""
    return lambda *arguments, **given: run("clean", "--no-default-packs", "--pack", "test.toml", *arguments, **given)


def write(path: str, content: str | bytes) -> Path:
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return target


def line_of(text: str, **more: Any) -> bytes:
    return json.dumps({"text": text, **more}, ensure_ascii=False).encode() + b"\n"


# The same bytes


@pytest.mark.parametrize("name", ["dump.jsonl", "dump.jsonl.gz"])
def test_any_number_of_processes_writes_the_same_bytes(small: Cleaner, name: str) -> None:
    write(name, gzip.compress(rows(200)) if name.endswith(".gz") else rows(200))
    told = []
    for workers in (1, 2, 7):
        tally = carry_out(small, [name], f"out-{workers}.jsonl", workers=workers)
        told.append((Path(f"out-{workers}.jsonl").read_bytes(), Path(f"out-{workers}.jsonl.quarantine.jsonl").read_bytes(), tally))
    assert told[0] == told[1] == told[2]
    tally = told[0][2]
    assert (tally.records, tally.written, tally.faults) == (180, 160, {"bad_json": 20})
    assert [row["id"] for row in rows_in("out-1.jsonl")] == [index for index in range(200) if index % 10 not in (3, 7)]
    assert [row["position"] for row in rows_in("out-1.jsonl.quarantine.jsonl")] == [index + 1 for index in range(200) if index % 10 == 7]


def test_how_the_input_is_cut_changes_nothing(small: Cleaner) -> None:
    write("dump.jsonl", b"\xef\xbb\xbf" + rows(90))
    for unit in (1, 500, 10**6):
        carry_out(small, ["dump.jsonl"], f"out-{unit}.jsonl", unit=unit)
    assert Path("out-1.jsonl").read_bytes() == Path("out-500.jsonl").read_bytes() == Path("out-1000000.jsonl").read_bytes()


def test_a_folder_with_more_processes(small: Cleaner) -> None:
    for index in range(300):
        write(f"in/{index % 7}/{index}.txt", f"{DIRTY}{index}")
    write("in/rows.jsonl", rows(50))
    write("in/none.jsonl", b"")
    carry_out(small, ["in"], "one")
    carry_out(small, ["in"], "two", workers=2)
    assert files("one") == files("two") == files("in")
    assert all((Path("one") / name).read_bytes() == (Path("two") / name).read_bytes() for name in files("one"))
    assert Path("one/none.jsonl").read_bytes() == b""


def test_several_inputs_go_into_one_file_in_their_order(clean: Any) -> None:
    write("b.txt", DIRTY)
    write("a.jsonl", line_of(CLEAN, id=1) + line_of(DIRTY, id=2))
    write("in/c.txt", CLEAN)
    ran = clean("b.txt", "a.jsonl", "in", "-o", "out.jsonl.gz")
    assert ran.status == 0, ran.err
    told = [json.loads(line) for line in gzip.decompress(Path("out.jsonl.gz").read_bytes()).splitlines()]
    assert [row["id"] for row in told] == ["b.txt", 1, 2, "in/c.txt"]
    assert {row["text"] for row in told} == {CLEAN}


def test_texts_become_rows_and_rows_texts(clean: Any) -> None:
    write("a.txt", DIRTY)
    assert clean("a.txt", "--to", "jsonl").rows[0]["text"] == CLEAN
    write("in/a.txt", DIRTY)
    assert clean("in", "-o", "out", "--to", "jsonl").status == 0
    assert rows_in("out/a.jsonl")[0]["id"] == "in/a.txt"
    write("rows.jsonl", line_of(DIRTY) + line_of(CLEAN))
    assert clean("rows.jsonl", "-o", "out.txt").status == 0
    assert Path("out.txt").read_text() == f"{CLEAN}\n{CLEAN}\n"


def test_nothing_packed_is_a_packed_file(clean: Any) -> None:
    write("rows.jsonl", "{\n")
    assert clean("rows.jsonl", "-o", "out.jsonl.gz").status == 0
    assert gzip.decompress(Path("out.jsonl.gz").read_bytes()) == b""


def test_rows_of_standard_input(clean: Any) -> None:
    ran = clean("-", "--from", "jsonl", stdin=line_of(DIRTY) + line_of(CLEAN))
    assert [row["text"] for row in ran.rows] == [CLEAN, CLEAN]


# What can't be read

CHILD = '{"text": "a", "child": {"n": 1, "n": 2}}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "bad_json"),
        (b'{"text": "", "n": NaN}', "bad_json"),
        (b'{"text": "", "n": 1e999}', "bad_json"),
        (b"[" * 100_000, "bad_json"),
        (b'{"text": "a", "text": "b"}', "duplicate_key"),
        (CHILD.encode(), "duplicate_key"),
        (b'{"text": "a", "n" : 1, "n"\t:2}', "duplicate_key"),
        (b'{"text": "\xff"}', "not_utf8"),
        (b'{"text": "\xed\xa0\x80"}', "not_utf8"),
        (b'{"txt": ""}', "no_field"),
        (b'{"text": null}', "wrong_type"),
        (b"[1]", "wrong_type"),
        (b'{"text": "' + b"a" * 2000 + b'"}', "too_large"),
    ],
)
def test_what_is_wrong_with_a_row_goes_into_the_quarantine_with_its_bytes(clean: Any, line: bytes, reason: str) -> None:
    write("rows.jsonl", line_of(DIRTY, id=1) + line + b"\n" + line_of(CLEAN, id=3))
    ran = clean("rows.jsonl", "-o", "out.jsonl", "--max-document", "1KB" if reason == "too_large" else "16MB")
    assert ran.status == 0
    assert f"1 record that can't be read: 1 {reason}\n2 written, 1 in quarantine\n" in ran.err
    assert [row["id"] for row in rows_in("out.jsonl")] == [1, 3]
    row, = rows_in("out.jsonl.quarantine.jsonl")
    assert (row["path"], row["position"], row["reason"]) == ("rows.jsonl", 2, reason)
    raw = row["raw"].encode() if "raw" in row else base64.b64decode(row["raw_base64"])
    assert raw == line
    assert ("raw" in row) == (reason != "not_utf8")
    assert clean("rows.jsonl", "-o", "out.jsonl", "--strict", "--max-document", "1KB").status == 1


@pytest.mark.parametrize(
    "line",
    [
        b'{"text": "a", "b": "\\"text\\": ", "c": {"text": 1}}',
        b'{"text": "a", "s": "\\ud800", "\\udc00": 1}',
        b'{"text": "a", "n": 123456789012345678901234567890}',
        b'  {"text" : "a"}\r',
    ],
)
def test_what_only_looks_wrong_is_read(clean: Any, line: bytes) -> None:
    write("rows.jsonl", line)
    row, = clean("rows.jsonl", "--audit", "none").rows
    del row["cleaner"]
    assert row == json.loads(line)


def test_to_standard_output_the_first_fault_ends_the_run(clean: Any) -> None:
    write("rows.jsonl", line_of(CLEAN) + b"{\n" + b"{\n")
    ran = clean("rows.jsonl")
    assert (ran.status, ran.out) == (2, b"")
    assert ran.err.count("not JSON") == 1
    assert "rows.jsonl:2: " in ran.err
    assert "--quarantine FILE" in ran.err
    assert files() == {"rows.jsonl", "test.toml"}
    ran = clean("rows.jsonl", "--quarantine", "q.jsonl")
    assert (ran.status, len(ran.rows)) == (0, 1)
    assert [row["position"] for row in rows_in("q.jsonl")] == [2, 3]
    assert clean("rows.jsonl", "-o", os.devnull).status == 2
    assert clean("rows.jsonl", "-o", os.devnull, "--quarantine", os.devnull).status == 0


@pytest.mark.parametrize(("keep", "reason"), [(-30, "truncated"), (None, "damaged")])
def test_a_packed_file_that_breaks_off_or_is_damaged(clean: Any, keep: int | None, reason: str) -> None:
    lines = [line_of(f"{FIRST} {os.urandom(20).hex()}", id=index) for index in range(2000)]
    packed = gzip.compress(b"".join(lines))
    half = len(packed) // 2
    write("rows.jsonl.gz", packed[:keep] if keep else packed[:half] + bytes(64) + packed[half + 64 :])
    ran = clean("rows.jsonl.gz", "-o", "out.jsonl")
    assert ran.status == 0
    assert f"1 {reason}" in ran.err
    row = rows_in("out.jsonl.quarantine.jsonl")[-1]
    assert row["reason"] == reason
    if keep:
        done = rows_in("out.jsonl")
        assert [one["id"] for one in done] == list(range(len(done)))
        assert len(done) > 1900
        assert lines[len(done)].startswith(row.get("raw", "").encode())
        assert row["position"] == len(done) + 1


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz", "-"])
def test_a_line_that_is_too_large_is_never_held(clean: Any, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    large = line_of("سد " * 100_000)
    data = line_of(CLEAN) + large + line_of(DIRTY) + large[:-1]
    if name != "-":
        write(name, gzip.compress(data) if name.endswith(".gz") else data)
    ran = clean(name, "-o", "out.jsonl", "--max-document", "100KB", "--from", "jsonl", stdin=data if name == "-" else b"")
    assert ran.status == 0
    assert [row["text"] for row in rows_in("out.jsonl")] == [CLEAN, CLEAN]
    held = rows_in("out.jsonl.quarantine.jsonl")
    assert [(row["position"], row["reason"], row["raw"].encode()) for row in held] == [
        (2, "too_large", large[:-1]), (4, "too_large", large[:-1]),
    ]  # fmt: skip
    assert "raise --max-document" in held[0]["detail"]
    assert files("temp") == set()
    assert [len(row["text"]) for row in (clean(name, "--max-document", "1MB").rows if name != "-" else [])] in ([], [len(CLEAN), 300_000, len(CLEAN), 300_000])


def test_texts_and_pages_that_are_too_large(clean: Any) -> None:
    write("in/a.txt", "سد" * 1000)
    write("in/b.html", b"\xff" * 3000)
    write("in/c.txt", CLEAN)
    assert clean("in", "-o", "out", "--max-document", "1KB").status == 0
    assert files("out") == {"c.txt"}
    first, second = rows_in("out.quarantine.jsonl")
    assert (first["id"], first["reason"], first["raw"]) == ("in/a.txt", "too_large", "سد" * 1000)
    assert base64.b64decode(second["raw_base64"]) == b"\xff" * 3000


def test_an_old_quarantine_does_not_stay_beside_a_new_result(clean: Any) -> None:
    write("rows.jsonl", "{\n")
    clean("rows.jsonl", "-o", "out.jsonl")
    assert Path("out.jsonl.quarantine.jsonl").stat().st_size
    write("rows.jsonl", line_of(CLEAN))
    clean("rows.jsonl", "-o", "out.jsonl")
    assert Path("out.jsonl.quarantine.jsonl").read_bytes() == b""
    Path("out.jsonl.quarantine.jsonl").unlink()
    clean("rows.jsonl", "-o", "out.jsonl")
    assert "out.jsonl.quarantine.jsonl" not in files()


def test_counts_add_up_to_the_lines_of_the_input(small: Cleaner) -> None:
    write("rows.jsonl", rows(500))
    tally = carry_out(small, ["rows.jsonl"], "out.jsonl")
    assert tally.records == sum(1 for line in rows(500).split(b"\n") if line.strip())
    assert tally.written == len(rows_in("out.jsonl"))
    assert tally.quarantined == len(rows_in("out.jsonl.quarantine.jsonl"))
    assert tally.rules["test.prompt"] == tally.removed["comment"] > 0
    assert tally.rules.total() == tally.removed.total() == tally.sizes["read"] - tally.sizes["kept"]


# Pieces


@given(st.lists(st.binary(max_size=12)), st.integers(1, 30), st.integers(1, 40), st.integers(1, 9))
def test_pieces_are_the_whole(lines: list[bytes], unit: int, most: int, step: int) -> None:
    data = b"\n".join(line.replace(b"\n", b" ") for line in lines).removeprefix(b"\xef\xbb\xbf")
    settings = Settings(max_document=most, unit=unit)
    expected = data.split(b"\n")
    if not expected[-1]:
        expected.pop()
    cut = list(ranges(io.BytesIO(data), len(data), unit))
    assert b"".join(data[one.start : one.end] for one in cut) == data
    assert all(one.end == len(data) or data[: one.end].endswith(b"\n") for one in cut)
    got = []
    for piece in blocks((data[at : at + step] for at in range(0, len(data), step)), settings):
        if isinstance(piece, bytes):
            for line in read_lines(Given("-", Path("-"), "jsonl"), piece, settings):
                got.append(line.raw if isinstance(line, Fault) else line.removesuffix(b"\n"))
        else:
            assert isinstance(piece.raw, Range)
            got.append(Path(piece.raw.path).read_bytes())
            Path(piece.raw.path).unlink()
    assert got == expected


# Processes that end


def fragile(cleaner: Cleaner, record: Record) -> Verdict:
    """Judge, but end the process: always over CRASH, once over ONCE."""
    if "CRASH" in record.body:
        os.kill(os.getpid(), signal.SIGKILL)
    if "ONCE" in record.body and not Path("once").exists():
        Path("once").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return JUDGE(cleaner, record)


@pytest.fixture
def brittle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "judge", fragile)
    monkeypatch.setattr(units, "judge", fragile)
    monkeypatch.setattr("cleaner.records.judge", fragile)
    monkeypatch.setattr("threading.active_count", lambda: 1)  # those of other tests' files on web servers: only copies have what is set here


@pytest.mark.usefixtures("brittle")
def test_a_process_that_ends_by_itself_takes_nothing_with_it(small: Cleaner) -> None:
    lines = [line_of(f"{FIRST} {index} {'ONCE' if index == 30 else ''}", id=index) for index in range(60)]
    write("rows.jsonl", b"".join(lines))
    tally = carry_out(small, ["rows.jsonl"], "out.jsonl", workers=2)
    assert Path("once").exists()
    assert tally.written == 60
    carry_out(small, ["rows.jsonl"], "one.jsonl")
    assert Path("out.jsonl").read_bytes() == Path("one.jsonl").read_bytes()


@pytest.mark.usefixtures("brittle")
def test_what_ends_a_process_goes_into_quarantine_and_the_run_goes_on(small: Cleaner) -> None:
    lines = [line_of(f"{FIRST} {index} {'CRASH' if index in (7, 41) else ''}", id=index) for index in range(60)]
    write("rows.jsonl", b"".join(lines))
    tally = carry_out(small, ["rows.jsonl"], "out.jsonl", workers=2)
    assert [row["id"] for row in rows_in("out.jsonl")] == [index for index in range(60) if index not in (7, 41)]
    assert [(row["id"], row["position"], row["reason"]) for row in rows_in("out.jsonl.quarantine.jsonl")] == [(7, 8, "crash"), (41, 42, "crash")]
    assert tally.notes["crash"] == tally.quarantined == 2


def test_what_can_not_even_be_read_without_ending_the_process(small: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.sources import jsonl

    read = jsonl.read

    def deadly(given: Given, payload: Any, settings: Settings) -> Any:
        for found in read(given, payload, settings):
            if isinstance(found, Record) and "CRASH" in found.body:
                os._exit(9)
            yield found

    monkeypatch.setattr(jsonl, "read", deadly)
    write("rows.jsonl", b"".join(line_of(f"{FIRST} {'CRASH' if index == 25 else ''}", id=index) for index in range(60)))
    carry_out(small, ["rows.jsonl"], "out.jsonl", workers=2)
    row, = rows_in("out.jsonl.quarantine.jsonl")
    lost = [json.loads(line)["id"] for line in row["raw"].splitlines()]
    assert row["reason"] == "crash"
    assert 25 in lost
    assert sorted(lost + [one["id"] for one in rows_in("out.jsonl")]) == list(range(60))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the processes of a process are found in /proc")
def test_workers_that_are_killed_lose_nothing() -> None:
    write("rows.jsonl", b"".join(line_of(f"{FIRST} {index}\n{PROMPT}", id=index) for index in range(1500)))
    arguments = ["clean", "--no-default-packs", "rows.jsonl", "-w", "2", "-o"]
    with subprocess.Popen([*COMMAND, *arguments, "out.jsonl"], env=ENVIRONMENT, stderr=subprocess.PIPE) as started:
        killed = 0
        while killed < 2 and started.poll() is None:
            children = Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text().split()
            for child in children[:1]:
                os.kill(int(child), signal.SIGKILL)
                killed += 1
                time.sleep(0.3)
        assert started.stderr is not None
        errors = started.stderr.read().decode()
        assert started.wait(120) == 0, errors
    assert killed
    assert subprocess.run([*COMMAND, *arguments, "again.jsonl"], env=ENVIRONMENT, capture_output=True, check=False).returncode == 0
    assert Path("out.jsonl").read_bytes() == Path("again.jsonl").read_bytes()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the processes of a process are found in /proc")
def test_workers_end_with_the_process_they_work_for() -> None:
    write("rows.jsonl", b"".join(line_of(f"{FIRST} {index}\n{PROMPT}", id=index) for index in range(3000)))
    with subprocess.Popen(
        [*COMMAND, "clean", "--no-default-packs", "rows.jsonl", "-w", "2", "-o", "out.jsonl"], env=ENVIRONMENT, stderr=subprocess.DEVNULL
    ) as started:
        children: list[str] = []
        while len(children) < 2 and started.poll() is None:
            children = Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text().split()
        time.sleep(0.2)
        started.kill()
    assert len(children) == 2
    end = time.monotonic() + 20
    while any(_lives(child) for child in children) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(_lives(child) for child in children)


def _lives(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_tasks_come_out_in_order_and_errors_of_a_worker_are_errors_here() -> None:
    assert [result for _, result in in_order(range(20), _Doubling(), 3)] == [2 * number for number in range(20)]
    with pytest.raises(InputError, match="thirteen"):
        list(in_order(range(13, 20), _Doubling(fails=True), 2))


class _Doubling:
    def __init__(self, fails: bool = False) -> None:
        self.fails = fails

    def __call__(self, number: int) -> int:
        if self.fails and number == 13:
            raise InputError("thirteen")
        return 2 * number

    carefully = give_up = __call__


# Records in Python


def test_records_pass_through_processes(small: Cleaner) -> None:
    texts: list[Record | str] = [f"{FIRST} {index}\n{PROMPT}" for index in range(700)]
    texts.append(Record("<p>رياضة", media="html"))
    one = list(clean_records(texts, cleaner=small))
    two = list(clean_records(iter(texts), cleaner=small, workers=2))
    assert one == two
    assert one[0].removed[0].rule == "test.prompt"
    assert [verdict.metadata for verdict in one] == [verdict.metadata for verdict in two]


def test_records_are_taken_as_they_come(small: Cleaner) -> None:
    taken = []

    def endless() -> Any:
        for index in range(10**9):
            taken.append(index)
            yield f"{FIRST} {index}"

    verdicts = clean_records(endless(), cleaner=small)
    next(verdicts)
    assert len(taken) == 1
    several = clean_records(endless(), cleaner=small, workers=2)
    next(several)
    several.close()
    assert len(taken) < 2000


def test_processes_are_ended_amid_their_answers(tmp_path: Path) -> None:
    code = """
from cleaner.workers import in_order

class Large:
    def __call__(self, task):
        return bytes(50_000_000)
    carefully = give_up = __call__

if __name__ == "__main__":
    for _ in range(3):
        answers = in_order(range(9), Large(), 2)
        next(answers)
        answers.close()
    print("ended")
"""
    (tmp_path / "large.py").write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(Path(package.__file__).parents[1])}
    ran = subprocess.run([sys.executable, "large.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "ended\n", "")


@pytest.mark.usefixtures("brittle")
def test_a_record_that_ends_a_process_is_rejected(small: Cleaner) -> None:
    verdicts = list(clean_records([FIRST, "CRASH", f"{FIRST}\n{PROMPT}"], cleaner=small, workers=2))
    assert [str(verdict.status) for verdict in verdicts] == ["unchanged", "rejected", "cleaned"]
    assert verdicts[1].notes[-1].code == "crash"


def test_files_in_python(small: Cleaner, tmp_path: Path) -> None:
    write("rows.jsonl", rows(30))
    tally = clean_files([tmp_path / "rows.jsonl"], tmp_path / "out.jsonl", cleaner=small, workers=2, quarantine="q.jsonl")
    assert (tally.written, tally.quarantined) == (24, 3)
    with pytest.raises(package.OptionError, match="--workers 0"):
        Run(plan(["rows.jsonl"], "out.jsonl", small), small, workers=0)


# The disk and the pipe


def _limited() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))


def test_a_file_that_can_not_grow_is_told_and_the_run_goes_on_later(small: Cleaner) -> None:
    write("rows.jsonl", b"".join(line_of(f"{FIRST} {index}\n{PROMPT}", id=index) for index in range(600)))
    code = (
        "import sys; from dumps import small_cleaner; from pathlib import Path; import cleaner.run as run; from cleaner.cli import main;"
        "plan = run.plan; run.plan = lambda *a, **k: plan(*a, **k, unit=8000, pause=0); sys.exit(main())"
    )
    arguments = ["clean", "--no-default-packs", "--pack", "test.toml", "rows.jsonl", "-o", "out.jsonl"]
    environment = {**ENVIRONMENT, "PYTHONPATH": f"{ENVIRONMENT['PYTHONPATH']}{os.pathsep}{Path(__file__).parent}"}

    def run(*more: str, **given: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([sys.executable, "-c", code, *arguments, *more], env=environment, capture_output=True, check=False, **given)

    ran = run(preexec_fn=_limited)
    assert ran.returncode == 2, ran.stderr
    assert b"File too large" in ran.stderr
    assert b"run again with --resume to go on" in ran.stderr
    assert not Path("out.jsonl").exists()
    assert run("--resume").returncode == 0
    carry_out(small, ["rows.jsonl"], "again.jsonl")
    assert Path("out.jsonl").read_bytes() == Path("again.jsonl").read_bytes()


@pytest.fixture
def full_disk(tmp_path: Path) -> Any:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("no right to mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_is_full(clean: Any, full_disk: Path) -> None:
    write("rows.jsonl", b"".join(line_of(f"{FIRST} {index}", id=index) for index in range(600)))
    ran = clean("rows.jsonl", "-o", str(full_disk / "out.jsonl"))
    assert ran.status == 2
    assert "No space left on device" in ran.err
    assert "Traceback" not in ran.err
    assert files(full_disk) == set()


@pytest.mark.skipif(os.name != "posix", reason="pipes of a POSIX shell")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_reader_that_has_read_enough(workers: str) -> None:
    write("rows.jsonl", b"".join(line_of(f"{FIRST} {index}", id=index) for index in range(3000)))
    shell = '"$0" -c "$1" clean --no-default-packs rows.jsonl -w "$2" | head -1; echo "${PIPESTATUS[0]}"'
    environment = {**ENVIRONMENT, "PYTHONUNBUFFERED": "1" if workers == "2" else ""}
    ran = subprocess.run(
        ["bash", "-c", shell, COMMAND[0], COMMAND[2], workers], env=environment, capture_output=True, text=True, check=True
    )
    first, status = ran.stdout.splitlines()
    assert json.loads(first)["id"] == 0
    assert status == "0"
    assert ran.stderr == ""
