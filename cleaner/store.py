"""The compiled packs of the package, kept between runs in the user's cache.

Goes out: the catalogue of the packs, read from the cache if one stands there for these very packs and
this very code, else compiled and written there. The file is plain JSON under a name that is a digest of
the contents it was made of: nothing in it is ever run, and a changed pack never meets an old file.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from cleaner import cache
from cleaner.catalogue import Catalogue, as_data, from_data
from cleaner.rules import default_packs, merge

_CODE = ("arabic", "trie", "slots", "rules", "lookup", "openings", "patterns", "catalogue")
"""Modules whose code decides what is kept."""


def default_catalogue() -> Catalogue:
    """Return the catalogue of the packs that come with the package."""
    path = _place()
    if path is not None:
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return from_data(json.loads(cache.read(path)))
    catalogue = Catalogue.of(merge(default_packs()))
    if path is not None:
        with suppress(OSError, ValueError):
            cache.write(path, json.dumps(as_data(catalogue), ensure_ascii=False, separators=(",", ":")).encode())
    return catalogue


def _place() -> Path | None:
    """Return where the catalogue of these packs is kept."""
    folder = cache.folder()
    if folder is None:
        return None
    packs = sorted((cache.HERE / "packs").rglob("*.toml"))
    try:
        return folder / f"packs-{cache.digest([*packs, *(cache.HERE / f'{name}.py' for name in _CODE)])}.json"
    except OSError:  # no source files
        return None
