"""Where inputs are: paths become inputs, each checked before anything is written.

Folders give their files of known forms, sorted; names that begin with a dot are hidden.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

from cleaner.errors import InputError
from cleaner.remote import expand, identity, is_remote
from cleaner.sources import FORMS, Form, Given, told_by
from cleaner.streams import STDIN

Takes = Callable[[Given], bool]


def expand_all(paths: Iterable[str]) -> list[str]:
    """Return paths with patterns (`*.jsonl`) replaced by the files that they stand for."""
    return [one for path in paths for one in expand(path)]


def find(paths: Sequence[str], form: Form = "text", takes: Takes = lambda given: True) -> list[Given]:
    """Return the inputs that paths stand for.

    `form` is that of standard input and of files whose name does not tell; `takes` says which files of folders are read.
    """
    if paths.count(STDIN) > 1:
        raise InputError("-: standard input can be read once; give - once")
    found: list[Given] = []
    for path in paths:
        if path == STDIN:
            found.append(Given(STDIN, PurePath(STDIN), form))
        elif os.path.isdir(path):
            found += _in_folder(path, PurePath() if len(paths) == 1 else PurePath(os.path.basename(os.path.abspath(path))), takes)
        elif is_remote(path) or os.path.exists(path):
            told, packing = told_by(path)
            name = os.path.basename(path.partition("?")[0] if is_remote(path) else path)
            found.append(Given(path, PurePath(name), told or form, packing))
        else:
            raise InputError(f"{path}: no such file or folder; check the path")
    return found


def _in_folder(folder: str, place: PurePath, takes: Takes) -> list[Given]:
    found = []
    for directory, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            told, packing = told_by(name)
            if told is None or name.startswith("."):
                continue
            path = os.path.join(directory, name)
            given = Given(path, place / os.path.relpath(path, folder), told, packing)
            if takes(given):
                found.append(given)
    if not found:
        ends = " or ".join(end for end in FORMS if takes(Given(end, PurePath(end), FORMS[end])))
        raise InputError(f"{folder}: no {ends} file in the folder; give files by their names")
    return found


def check(givens: Iterable[Given]) -> None:
    """Open every input; raise one error that names all that can't be read."""
    faults = []
    for given in givens:
        try:
            if is_remote(given.path):
                identity(given.path)
            elif given.path != STDIN:
                open(given.path, "rb").close()
        except InputError as error:
            faults.append(str(error))
        except OSError as error:
            faults.append(f"{given.path}: can't be read ({error.strerror}); check the path and its rights")
    if faults:
        raise InputError("\n".join(faults))


def signature(given: Given) -> tuple[str, int, str]:
    """Return what changes when an input does: name, size and time of the last change."""
    return given.path, *identity(given.path)
