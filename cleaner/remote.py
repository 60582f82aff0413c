"""Files that are elsewhere: `https://`, `s3://`, `gs://` and what else fsspec knows; imported on demand.

Comes in: a path. Goes out: an open file, what tells one state of it from another, the paths that a pattern stands
for. What is missing is named by the extra that brings it.
"""

from __future__ import annotations

import os
import re
from typing import Any, BinaryIO, cast

from cleaner.errors import InputError

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs", "http": "http", "https": "http"}
_STAMPS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "created")
_WILD = re.compile(r"[*?\[]")


def is_remote(path: str) -> bool:
    """Tell whether a path is an address.

    >>> is_remote("s3://bucket/news.jsonl.gz"), is_remote("data/news.jsonl"), is_remote("-")
    (True, False, False)
    """
    return _ADDRESS.match(path) is not None


def open_remote(path: str) -> BinaryIO:
    """Open a file that is elsewhere; any place in it can be reached where its server allows that."""
    system, place = _system(path)
    try:
        return cast(BinaryIO, system.open(place, "rb"))
    except Exception as error:  # each file system has errors of its own
        raise unreachable(path, error) from None


def identity(path: str) -> tuple[int, str]:
    """Return the size of a file, and what changes when it does."""
    if not is_remote(path):
        told = os.stat(path)
        return told.st_size, str(told.st_mtime_ns)
    system, place = _system(path)
    try:
        info = system.info(place)
    except Exception as error:
        raise unreachable(path, error) from None
    return int(info.get("size") or 0), str(next((info[name] for name in _STAMPS if info.get(name)), ""))


def expand(path: str) -> list[str]:
    """Return the files that a pattern stands for, sorted; a path without signs of one, or of a file, is itself.

    >>> expand("no/such/*.jsonl")
    Traceback (most recent call last):
    cleaner.errors.InputError: no/such/*.jsonl: no file is called like that; check the pattern
    """
    if not _WILD.search(path) or os.path.exists(path):
        return [path]
    if is_remote(path):
        if path.startswith("http"):
            return [path]  # a question mark starts a query there, and servers don't tell what files they have
        system, place = _system(path)
        try:
            found = sorted(str(system.unstrip_protocol(name)) for name in system.glob(place))
        except Exception as error:
            raise unreachable(path, error) from None
    else:
        import glob

        found = sorted(glob.glob(path, recursive=True))
    if not found:
        raise InputError(f"{path}: no file is called like that; check the pattern")
    return found


def unreachable(path: str, error: Exception) -> InputError:
    """Say that a file can't be had."""
    cause = error.__cause__ or error  # over HTTP whatever happens is a file that is not found
    if isinstance(cause, FileNotFoundError) or getattr(cause, "status", 0) == 404:
        return InputError(f"{path}: no such file; check the address")
    what = " ".join(str(cause).split()) or type(cause).__name__
    return InputError(f"{path}: can't be read ({what}); check the address, the network and your rights")


def _system(path: str) -> tuple[Any, str]:
    """Return the file system of an address and the place in it."""
    protocol = path.partition("://")[0].lower()
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise _missing(path, _EXTRAS.get(protocol, "remote")) from None
    try:
        system, place = url_to_fs(path)
    except ImportError:
        raise _missing(path, _EXTRAS.get(protocol, "")) from None
    except ValueError:
        raise InputError(f"{path}: no file system is called {protocol}://; check the address") from None
    return system, str(place)


def _missing(path: str, extra: str) -> InputError:
    protocol = path.partition("://")[0]
    if not extra:
        return InputError(f"{path}: {protocol}:// needs another package; fsspec's documentation names it")
    return InputError(f"{path}: {protocol}:// needs the extra {extra}: pip install 'arabic-news-cleaner[{extra}]'")
