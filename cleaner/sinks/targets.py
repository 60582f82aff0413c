"""Where results go: a target for every input, none of which is an input.

Comes in: inputs, and what `--output` and `--to` say. Goes out: pairs of input and target; several inputs may share
one file, which then holds their rows in their order.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Literal

from cleaner.errors import InputError
from cleaner.options import Format, Options
from cleaner.sinks import ENDS, Target, ToForm, form_by, form_for
from cleaner.sources import Given
from cleaner.streams import STDIN, Packing

_PAGES: dict[Format, str] = {"text": ".txt", "markdown": ".md", "json": ".json"}
Pair = tuple[Given, Target]


def plan(
    givens: Sequence[Given], paths: Sequence[str], output: str | None, options: Options, to: ToForm | Literal[""] = "", dry: bool = False
) -> list[Pair]:
    """Give every input its target; raise before anything is touched when that can't be done safely.

    `to` is the form of all results; left out, the name of the output tells it, or each input. A `dry` run needs no output.
    """
    one = len(paths) == 1 and not os.path.isdir(paths[0])
    if output in (None, STDIN):
        if not one and not dry:
            raise InputError(f"{len(givens)} files and no place for them; name a folder with --output (-o)")
        return [(given, _target(None, given, options, to)) for given in givens]
    assert output is not None
    if _as_folder(output, one):
        _check_folder(output, paths, givens, one)
        targets = [_target(Path(output, place_of(given, options, to)), given, options, to) for given in givens]
    else:
        form, packing = form_by(output)
        first = givens[0]
        alone = one and first.alone and not to and (form is None or form == "text")
        shared = _target(Path(output), first, options, to) if alone else Target(
            Path(output), to or form or form_for(first, options), packing
        )
        targets = [shared] * len(givens)
    _check_safe(givens, paths, targets, output)
    return list(zip(givens, targets, strict=True))


def _target(path: Path | None, given: Given, options: Options, to: ToForm | Literal[""]) -> Target:
    form = to or form_for(given, options)
    packing: Packing = form_by(path.name)[1] if path else ""
    return Target(path, form, packing, alone=given.alone and form == "text")


def _as_folder(output: str, one: bool) -> bool:
    if os.path.isdir(output) or output.endswith(("/", os.sep)):
        return True
    return not one and form_by(output)[0] in (None, "text")


def _check_folder(output: str, paths: Sequence[str], givens: Sequence[Given], one: bool) -> None:
    if one and paths[0] == STDIN:
        raise InputError(f"{output}: a folder, and standard input has no name; name a file with --output (-o)")
    if os.path.exists(output) and not os.path.isdir(output):
        raise InputError(f"{output}: a file, and there are {len(givens)} files to write; name a folder with --output (-o)")


def place_of(given: Given, options: Options, to: ToForm | Literal[""] = "") -> PurePath:
    """Return where the result of an input belongs, relative to that of all: its name ends as what it holds.

    >>> page = Given("in/a/page.html", PurePath("a/page.html"), "html")
    >>> str(place_of(page, Options(format="markdown"))), str(place_of(page, Options(), "jsonl"))
    ('a/page.md', 'a/page.jsonl')
    >>> str(place_of(Given("in/a.warc.gz", PurePath("a.warc.gz"), "warc", "gz"), Options()))
    'a.wet.gz'
    """
    if to and (to in ENDS or not given.alone):
        return _bare(given).with_suffix(ENDS.get(to, _PAGES["text"]))
    if given.form == "warc":
        return _bare(given).with_suffix(f"{ENDS['wet']}{given.packing and '.'}{given.packing}")
    if given.form == "html" or (given.form == "text" and options.format == "json"):
        return _bare(given).with_suffix(_PAGES[options.format])
    return given.place


def _bare(given: Given) -> PurePath:
    return given.place.with_suffix("") if given.packing else given.place


def _check_safe(givens: Sequence[Given], paths: Sequence[str], targets: Sequence[Target], output: str) -> None:
    real = os.path.realpath(output)
    for folder in filter(os.path.isdir, paths):
        inside = os.path.realpath(folder)
        if real == inside or real.startswith(os.path.join(inside, "")):
            raise InputError(f"{output}: lies in the folder {folder} that is read; name a place outside with --output (-o)")
    known = {_identity(given.path) for given in givens if given.path != STDIN and os.path.exists(given.path)}
    shared = len(targets) > 1 and all(target is targets[0] for target in targets)
    [(often, times)] = Counter(given.path for given in givens).most_common(1)
    if times > 1:
        raise InputError(f"{often}: given twice; give it once")
    seen: dict[str, str] = {}
    for given, target in zip(givens, targets, strict=True):
        path = target.path
        assert path is not None
        if path.exists() and _identity(path) in known:
            raise InputError(f"{path}: is an input and would be overwritten; name another place with --output (-o)")
        if path.is_dir():
            raise InputError(f"{path}: a folder stands where the result of {given.path} belongs; name another place")
        _check_writable(path)
        first = seen.setdefault(os.path.realpath(path), given.path)
        if first != given.path and not shared:
            raise InputError(f"{path}: both {first} and {given.path} would go there; clean them one after the other")


def _check_writable(path: Path) -> None:
    """Raise where no file can be made at a place, or in the nearest folder that is there."""
    folder = Path(os.path.realpath(path)).parent
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir():
        raise InputError(f"{folder}: a file, and {path} would lie in it; name another place with --output (-o)")
    if not os.access(folder, os.W_OK):
        raise InputError(f"{folder}: can't be written to; check its rights, or name another place with --output (-o)")


def _identity(path: str | Path) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_dev, found.st_ino
