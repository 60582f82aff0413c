"""Regular expressions kept between runs as what the compiler made of them.

Comes in: a key that says all of which an expression is made, and what spells it. Goes out: the expression, from the
cache if one of that key stands there, else compiled, and written there once enough were. Compiling takes 2 to 40 ms
an expression of a pattern with lists, and 5 seconds in all for the 700 that a dump asks for; reading one takes a tenth of one.
What is kept are integers, which the engine of the standard library checks before it takes them: nothing is ever run. The compiler's
inner names are asked for; where they are gone, or anything else is odd, all is compiled as if there were no cache.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import re
import struct
import zlib
from array import array
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import cache

try:
    import _sre  # type: ignore[import-not-found]
    from re import _compiler, _parser  # type: ignore[attr-defined]

    _MAGIC = str(_sre.MAGIC)
except (ImportError, AttributeError):  # another interpreter, or a later one
    _MAGIC = ""

_CODE = ("arabic", "trie", "slots", "lookup", "patterns", "codes")
"""Modules whose code decides how an expression is spelled."""
_HEAD = b"cleaner codes 1\n"
_COUNT = struct.Struct("<I")
_ENTRY = struct.Struct("<16sII")
_WORTH = 32 << 10
"""Bytes not written yet that are worth the first write of a process, which may be ended without asking: 40 ms of compiling."""
_MOST_WORTH = 256 << 10
"""The same for later ones, each of which waits for twice as much: a third of a second."""
_LITTLE = 4 << 10
"""Bytes that are not even worth one when the process ends."""
_MOST = 16 << 20
"""Bytes of a file, which then begins anew: all patterns of all packs take half of that."""
_LONGEST = 4 << 20
"""Bytes of the code of one expression, unpacked: the longest takes 0.2 MB."""
_WIDEST = 1 << 20
"""Characters of a match where nobody knows how many it may have."""
_ODD = (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, OverflowError, struct.error, zlib.error)


def key_of(*parts: str) -> bytes:
    """Return the key of an expression that is made of some texts.

    >>> key_of("line", "نص") == key_of("line", "نص"), key_of("ab", "c") == key_of("a", "bc")
    (True, False)
    """
    found = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        found.update(_COUNT.pack(len(data)))
        found.update(data)
    return found.digest()


def find(key: bytes) -> Expression | None:
    """Return the expression of a key where it is kept."""
    return _kept(os.environ.get("CLEANER_CACHE")).find(key)


def expression(key: bytes, name: str, spell: Callable[[], str]) -> Expression:
    """Return the expression of a key, compiled where it is not kept; it shows itself under a name."""
    return _kept(os.environ.get("CLEANER_CACHE")).expression(key, name, spell)


@lru_cache(maxsize=1)
def _kept(folder: str | None) -> Codes:
    """Return what is kept in the cache that the environment names."""
    codes = Codes(_place())
    atexit.register(codes.save_last)
    return codes


def _place() -> Path | None:
    folder = cache.folder()
    if folder is None or not _MAGIC:
        return None
    try:
        return folder / f"codes-{cache.digest((cache.HERE / f'{name}.py' for name in _CODE), _MAGIC)}.bin"
    except OSError:  # no source files
        return None


class Expression(NamedTuple):
    """A compiled expression, and how many characters a match has at most."""

    pattern: re.Pattern[str]
    widest: int


class Codes:
    """The expressions of one file, each read when it is first asked for; what is compiled is written there."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: tuple[tuple[int, int, int] | None, dict[bytes, tuple[int, int]]] = None, {}
        self._fresh: dict[bytes, bytes] = {}
        self._waiting, self._worth = 0, _WORTH

    def find(self, key: bytes) -> Expression | None:
        """Return the expression of a key; None where it is not kept, or what is kept is odd."""
        with suppress(*_ODD):
            packed = self._fresh.get(key) or self._read(key)
            return _made(packed) if packed is not None else None
        return None

    def expression(self, key: bytes, name: str, spell: Callable[[], str]) -> Expression:
        """Return the expression of a key, and keep it."""
        found = self.find(key)
        if found is not None:
            return found
        code = _coded(spell(), name) if self._path is not None else None
        if code is None:
            return Expression(re.compile(spell()), _WIDEST)
        self._fresh[key] = packed = code.packed()
        self._waiting += len(packed)
        self.save(self._worth)
        return code.made()

    def save(self, least: int = 0) -> None:
        """Write what was compiled, beside what others wrote, if it is as much."""
        if self._path is None or not self._fresh or self._waiting < least:
            return
        kept: dict[bytes, Any] = {}
        with suppress(*_ODD):
            kept = _entries(cache.read(self._path))
        kept |= self._fresh
        try:
            cache.write(self._path, _packed(kept if sum(map(len, kept.values())) <= _MOST else self._fresh))
        except OSError:
            self._path = None  # nothing can be written there: not tried again
            return
        self._fresh, self._waiting = {}, 0
        self._worth = min(2 * self._worth, _MOST_WORTH)

    def save_last(self) -> None:
        """Write the rest, if the folder is still there."""
        if self._path is not None and self._path.parent.is_dir():
            self.save(_LITTLE)

    def _read(self, key: bytes) -> bytes | None:
        """Return what the file holds under a key; where others wrote it anew, its places are read again."""
        if self._path is None:
            return None
        told = self._path.stat()
        stamp = told.st_ino, told.st_size, told.st_mtime_ns
        stamped, places = self._known
        if stamp == stamped and key not in places:
            return None
        with cache.opened(self._path) as (file, told):
            stamp = told.st_ino, told.st_size, told.st_mtime_ns
            stamped, places = self._known
            if stamp != stamped:
                places = _places(file.read)
                self._known = stamp, places  # at once: other threads read too
            if key not in places:
                return None
            start, length = places[key]
            file.seek(start)
            return file.read(min(length, _LONGEST))


class _Code(NamedTuple):
    """What the compiler makes of an expression."""

    name: str
    flags: int
    widest: int
    groups: int
    places: dict[str, int]
    code: list[int]

    def packed(self) -> bytes:
        head = json.dumps([self.name, self.flags, self.widest, self.groups, self.places]).encode()
        return zlib.compress(_COUNT.pack(len(head)) + head + array("I", self.code).tobytes(), 1)

    def made(self) -> Expression:
        names: list[str | None] = [None] * (self.groups + 1)
        for name, place in self.places.items():
            names[place] = name
        return Expression(_sre.compile(self.name, self.flags, self.code, self.groups, self.places, tuple(names)), self.widest)


def _coded(source: str, name: str) -> _Code | None:
    """Compile an expression as `re.compile` does; None where the compiler is not the one known here."""
    try:
        tree = _parser.parse(source, 0)
        state = tree.state
        return _Code(name, state.flags, min(int(tree.getwidth()[1]), _WIDEST), state.groups - 1, dict(state.groupdict), [int(one) for one in _compiler._code(tree, 0)])
    except re.error:
        raise
    except _ODD:
        return None


def _made(packed: bytes) -> Expression:
    unpacking = zlib.decompressobj()
    data = unpacking.decompress(packed, _LONGEST)
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("breaks off, goes on, or is too long")
    start = _COUNT.size + _COUNT.unpack_from(data)[0]
    name, flags, widest, groups, places = json.loads(data[_COUNT.size : start])
    found = _Code(str(name), flags, int(widest), groups, places, array("I", data[start:]).tolist())
    if not 0 <= groups < 1000 or not all(0 < place <= groups for place in places.values()):
        raise ValueError("groups that there are not")
    return found.made()


def _packed(entries: dict[bytes, Any]) -> bytes:
    heads, start = [], len(_HEAD) + _COUNT.size + _ENTRY.size * len(entries)
    for key, packed in entries.items():
        heads.append(_ENTRY.pack(key, start, len(packed)))
        start += len(packed)
    return b"".join([_HEAD, _COUNT.pack(len(heads)), *heads, *entries.values()])


def _places(read: Callable[[int], bytes]) -> dict[bytes, tuple[int, int]]:
    """Return where in a file stands what, from what it begins with."""
    head = read(len(_HEAD) + _COUNT.size)
    if not head.startswith(_HEAD):
        return {}
    size = _COUNT.unpack_from(head, len(_HEAD))[0] * _ENTRY.size
    listed = read(min(size, _MOST))
    return {key: (start, length) for key, start, length in _ENTRY.iter_unpack(listed)} if len(listed) == size else {}


def _entries(data: bytes) -> dict[bytes, memoryview]:
    view = memoryview(data)
    places = _places(io.BytesIO(data).read)
    return {key: view[start : start + length] for key, (start, length) in places.items()}
