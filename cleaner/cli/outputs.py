"""Where results go: a target for every input, and files that are there whole or not at all.

Comes in: inputs, and what `--output` says. Goes out: pairs of input and target path, None for
standard output; no target is an input. `aside` writes next to the target and moves into place.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import BinaryIO

from cleaner.cli.inputs import STDIN, Input
from cleaner.errors import InputError

Target = Path | None


def plan(
    inputs: Sequence[Input], paths: Sequence[str], output: str | None, place: Callable[[Input], PurePath]
) -> list[tuple[Input, Target]]:
    """Give every input its target; raise before anything is touched when that can't be done safely.

    `place` says where a result belongs in a folder of results.
    """
    alone = len(paths) == 1 and not os.path.isdir(paths[0])
    if output in (None, STDIN):
        if not alone:
            raise InputError(f"{len(inputs)} files and no place for them; name a folder with --output (-o)")
        return [(inputs[0], None)]
    assert output is not None
    as_folder = not alone or os.path.isdir(output) or output.endswith(("/", os.sep))
    if alone and as_folder and paths[0] == STDIN:
        raise InputError(f"{output}: a folder, and standard input has no name; name a file with --output (-o)")
    if as_folder and os.path.exists(output) and not os.path.isdir(output):
        raise InputError(f"{output}: a file, and there are {len(inputs)} files to write; name a folder with --output (-o)")
    targets = [Path(output, place(given)) if as_folder else Path(output) for given in inputs]
    _check_safe(inputs, paths, targets, output)
    return list(zip(inputs, targets, strict=True))


def _check_safe(inputs: Sequence[Input], paths: Sequence[str], targets: Sequence[Path], output: str) -> None:
    real = os.path.realpath(output)
    for folder in filter(os.path.isdir, paths):
        inside = os.path.realpath(folder)
        if real == inside or real.startswith(os.path.join(inside, "")):
            raise InputError(f"{output}: lies in the folder {folder} that is read; name a place outside with --output (-o)")
    known = {_identity(given.path) for given in inputs if given.data is None and os.path.exists(given.path)}
    seen: dict[str, str] = {}
    for given, target in zip(inputs, targets, strict=True):
        if target.exists() and _identity(target) in known:
            raise InputError(f"{target}: is an input and would be overwritten; name another place with --output (-o)")
        if target.is_dir():
            raise InputError(f"{target}: a folder stands where the result of {given.path} belongs; name another place")
        first = seen.setdefault(os.path.realpath(target), given.path)
        if first != given.path:
            raise InputError(f"{target}: both {first} and {given.path} would go there; clean them one after the other")
        if first == given.path and sum(other.path == given.path for other in inputs) > 1:
            raise InputError(f"{given.path}: given twice; give it once")


def _identity(path: str | Path) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_dev, found.st_ino


@contextmanager
def opened(target: Target) -> Iterator[BinaryIO]:
    """Open a target for writing: standard output, or a file that appears only when it is whole."""
    if target is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif target.exists() and not stat.S_ISREG(target.stat().st_mode):
        with open(target, "wb") as device:  # /dev/null, a named pipe: nothing to put in its place
            yield device
    else:
        with aside(target) as file:
            yield file


@contextmanager
def aside(target: Path) -> Iterator[BinaryIO]:
    """Write a file next to its place and move it there at the end; on an error nothing is left."""
    target = Path(os.path.realpath(target))  # a symbolic link stays one
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".cleaner-{os.getpid()}.part")
    try:
        with open(part, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, part)
        os.replace(part, target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
