"""Plain arguments read without typer: the same that typer reads, and all else is left to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import app, plain
from cleaner.cli.asked import Asked
from cleaner.engine import Cleaner
from cleaner.options import Options, from_mapping

VALUES = {"keep": "share", "drop": "byline,timestamp", "engine": "auto", "audit": "full", "rejected": "drop", "format": "json"}


def by_typer(arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Options, Asked]:
    """Return what the verb is called with."""
    found: list[Any] = []

    def run(asked: Asked, paths: list[str], cleaner: Cleaner, task: str = "clean") -> int:
        found.extend([paths, cleaner.options, asked])
        return 0

    monkeypatch.setattr(Asked, "run", run)
    with pytest.raises(SystemExit) as ended:
        app.app(list(arguments), prog_name="cleaner")
    assert not ended.value.code
    return found[0], found[1], found[2]


def flags() -> list[list[str]]:
    own = [[flag, "2"] for flag in plain._NUMBERS] + [[flag] for flag in plain._SWITCHES]
    own += [[flag, "jsonl" if flag in ("--from", "--to") else "1MB"] for flag in plain._TEXTS]
    for option in fields(Options):
        flag = plain.flag_of(option)
        own.append([flag] if isinstance(option.default, bool) else [flag, VALUES.get(option.name, "name")])
    return own


@pytest.mark.parametrize("flag", [*flags(), ["--keep", "share", "--keep", "tags,ad"], ["-w", "1", "-w", "3"], ["-o", "a", "-o", "b"]], ids=" ".join)
def test_each_flag_is_read_as_typer_reads_it(flag: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in (["clean", *flag, "a.txt", "-"], ["clean", "a.txt", *flag, "b.txt"]):
        read = plain.read(arguments)
        assert read is not None
        paths, options, asked = by_typer(arguments, monkeypatch)
        assert (read.paths, from_mapping(read.options), read.asked) == (paths, options, asked)


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["--help"], ["--debug", "clean", "a"], ["clean"], ["clean", "-h", "a"], ["clean", "a", "--debug"], ["clean", "--", "a"], ["clean", ""],
        ["clean", "a", "-o"], ["clean", "a", "-o", "--strict"], ["clean", "a", "-oout"], ["clean", "a", "--output=b"], ["clean", "a", "-o", ""],
        ["clean", "a", "--workers", "0"], ["clean", "a", "--workers", "two"], ["clean", "a", "-w", "-1"], ["clean", "a", "-w", "٢"], ["clean", "a", "-w", "9" * 5000],
        ["clean", "a", "--pack", "b"], ["clean", "a", "--nothing", "b"], ["clean", "a", "--timeout", "2"], ["explain", "a"],
    ],
    ids=lambda arguments: " ".join(arguments)[:60],
)  # fmt: skip
def test_all_else_is_left_to_typer(arguments: list[str]) -> None:
    assert plain.read(arguments) is None


def test_a_shell_that_asks_how_words_go_on_asks_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CLEANER_COMPLETE", "complete_bash")
    assert plain.read(["clean", "a"]) is None


def test_a_plain_command_loads_no_typer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("نص", encoding="utf-8")
    code = "import sys; from cleaner.cli import main; print(main(['clean', 'a.txt', '-o', 'out'])); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    status, modules = ran.stdout.splitlines()
    assert status == "0"
    assert not {"typer", "click", "rich", "pydantic"} & {name.split(".")[0] for name in modules.split()}


def test_an_interrupt_ends_it_as_typer_does(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Asked, "run", interrupted)
    read = plain.read(["clean", "a.txt"])
    assert read is not None
    assert plain.run(read, alone=False) == plain._INTERRUPTED
    assert capsys.readouterr().err == "Aborted.\n"
    with pytest.raises(SystemExit) as ended:
        app.app(["clean", "a.txt"], prog_name="cleaner")
    assert ended.value.code == plain._INTERRUPTED
