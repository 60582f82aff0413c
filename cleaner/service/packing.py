"""Answers in gzip, for clients that read it."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Callable

_LEVEL = 5
_NEVER = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")
_LITTLE = 600
"""Bytes that are not worth packing."""
_MUCH = 1 << 15
"""Bytes that are packed beside the loop: some milliseconds for all others."""


def accepts_gzip(header: str) -> bool:
    """Tell whether a client reads gzip.

    >>> accepts_gzip("br, gzip;q=0.5"), accepts_gzip("gzip;q=0, *"), accepts_gzip("*"), accepts_gzip("identity")
    (True, False, True, False)
    """
    wanted = {}
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        wanted[name.strip()] = not _NEVER.fullmatch(weight)
    return wanted.get("gzip", wanted.get("*", False))


class Packer:
    """Packs an answer piece by piece; each piece can be read as soon as it has arrived."""

    def __init__(self) -> None:
        self._member = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)

    async def pack(self, data: bytes) -> bytes:
        """Return what a piece becomes."""
        return await _beside(self._pack, data)

    def end(self) -> bytes:
        """Return what ends the answer."""
        return self._member.flush()

    def _pack(self, data: bytes) -> bytes:
        return self._member.compress(data) + self._member.flush(zlib.Z_SYNC_FLUSH)


async def pack_whole(data: bytes) -> bytes | None:
    """Return an answer packed; None where it is too small to be worth it."""
    return None if len(data) < _LITTLE else await _beside(_pack_whole, data)


def _pack_whole(data: bytes) -> bytes:
    member = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    return member.compress(data) + member.flush()


async def _beside(pack: Callable[[bytes], bytes], data: bytes) -> bytes:
    return await asyncio.to_thread(pack, data) if len(data) > _MUCH else pack(data)
