"""The compiled packs of the package, kept between runs in the user's cache.

Goes out: the catalogue of the packs, read from the cache if one stands there for these very packs and
this very code, else compiled and written there. The file is plain JSON under a name that is a digest of
the contents it was made of: nothing in it is ever run, and a changed pack never meets an old file. Where
the cache can't be read or written, all works as if there were none; `CLEANER_CACHE` names another
folder, or none if it is empty.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cleaner.catalogue import Catalogue, as_data, from_data
from cleaner.rules import default_packs, merge

_HERE = Path(__file__).parent
_CODE = ("arabic", "slots", "rules", "lookup", "openings", "patterns", "catalogue")
"""Modules whose code decides what is kept."""
_MOST = 4
"""Files that stay: several versions may be in use."""


def default_catalogue() -> Catalogue:
    """Return the catalogue of the packs that come with the package."""
    path = _place()
    if path is not None:
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
            return from_data(json.loads(path.read_bytes()))
    catalogue = Catalogue.of(merge(default_packs()))
    if path is not None:
        with suppress(OSError, ValueError):
            _write(path, json.dumps(as_data(catalogue), ensure_ascii=False, separators=(",", ":")).encode())
    return catalogue


def _place() -> Path | None:
    """Return where the catalogue of these packs is kept."""
    folder = os.environ.get("CLEANER_CACHE")
    if folder == "":
        return None
    packs = sorted((_HERE / "packs").rglob("*.toml"))
    try:
        digest = _digest([*packs, *(_HERE / f"{name}.py" for name in _CODE)])
        return (Path(folder) if folder else _user_cache()) / f"packs-{digest}.json"
    except (OSError, RuntimeError):  # no source files, no home
        return None


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256(sys.version.encode())
    for path in paths:
        data = path.read_bytes()
        found.update(f"{path.relative_to(_HERE).as_posix()} {len(data)}\n".encode())
        found.update(data)
    return found.hexdigest()[:32]


def _user_cache() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "arabic-news-cleaner"


def _write(path: Path, data: bytes) -> None:
    """Write a file at once, so that nobody reads half of it; the oldest of too many go."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    kept = sorted(path.parent.glob("packs-*.json"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in kept[_MOST:]:
        old.unlink(missing_ok=True)
