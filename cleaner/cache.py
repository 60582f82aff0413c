"""The user's cache: where what was compiled is kept between runs, read and written so that it is never in the way.

Goes out: the folder, bytes from a file there, a digest of what such a file was made of. Where nothing can be read or
written, all works as if there were none; `CLEANER_CACHE` names another folder, or none if it is empty.
"""

from __future__ import annotations

import gc
import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident
from typing import BinaryIO

HERE = Path(__file__).parent
_MOST = 4
"""Files of a kind that stay: several versions may be in use."""
_LARGEST = 64 << 20


def folder() -> Path | None:
    """Return the folder of the cache; None where there is none."""
    named = os.environ.get("CLEANER_CACHE")
    if named is not None:
        return Path(named) if named else None
    with suppress(RuntimeError):  # no home
        return _user_cache() / "arabic-news-cleaner"
    return None


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def digest(paths: Iterable[Path], *more: str) -> str:
    """Return a digest of files of the package, of the interpreter, and of whatever else matters."""
    found = hashlib.sha256("\n".join([sys.version, *more, ""]).encode())
    for path in paths:
        data = path.read_bytes()
        found.update(f"{path.relative_to(HERE).as_posix()} {len(data)}\n".encode())
        found.update(data)
    return found.hexdigest()[:32]


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """Open a file of the cache, and tell what it is; raise `OSError` for one that others could have written."""
    if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait
        raise PermissionError(f"{path} is no file")
    with open(path, "rb", buffering=0) as file:
        told = os.fstat(file.fileno())
        if told.st_size > _LARGEST or not _is_ours(told):
            raise PermissionError(f"{path} may be another user's")
        yield file, told


def read(path: Path) -> bytes:
    """Return what a file of the cache holds; raise `OSError` for one that others could have written."""
    with opened(path) as (file, told):
        return file.read(told.st_size)


def _is_ours(told: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):  # Windows: the folder is the user's own
        return True
    return told.st_uid in (0, os.getuid()) and not told.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def write(path: Path, data: bytes) -> None:
    """Write a file at once, so that nobody reads half of it; the oldest of too many of its kind go."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}")
    draft.unlink(missing_ok=True)
    try:
        with open(draft, "xb", opener=_for_others_to_read) as file:
            file.write(data)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    kind = f"{path.name.partition('-')[0]}-*{path.suffix}"
    with suppress(OSError):  # another process took one away at the same time: what was asked is written
        kept = sorted(path.parent.glob(kind), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in kept[_MOST:]:
            old.unlink(missing_ok=True)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold off the garbage collector while many objects are made that stay: it looks at all of them again and again.

    That is half of the time that the catalogue of the packs takes.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _for_others_to_read(path: str, flags: int) -> int:
    return os.open(path, flags, 0o644)
