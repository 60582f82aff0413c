"""Bytes of files, packed or not, near or far, read as a stream of which little is held at a time.

Comes in: a path, `-` or an address, and how it is packed (`packing_of` tells by the end of its name). Goes out: chunks of
its unpacked bytes, or lines. No chunk is larger than `_MOST` whatever a small file unpacks to, and a file that breaks off
or is damaged raises `DamagedError` after all that could be read. Files may be put together of several members, frames or
streams; `pack` makes one, so that packed pieces one after the other are a packed file.
"""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import BinaryIO, Literal, Protocol, cast

from cleaner.errors import InputError
from cleaner.remote import is_remote, open_remote, unreachable

try:  # three to four times as fast as zlib; not built for every platform
    from isal import igzip, igzip_lib

    _isal_errors: tuple[type[Exception], ...] = (igzip_lib.IsalError,)  # type: ignore[assignment]
except ImportError:  # pragma: no cover
    igzip = igzip_lib = None  # type: ignore[assignment]
    _isal_errors = ()

Packing = Literal["", "gz", "zst", "xz", "bz2"]
PACKINGS: Mapping[str, Packing] = MappingProxyType({".gz": "gz", ".zst": "zst", ".xz": "xz", ".bz2": "bz2"})
"""How a file is packed, by the end of its name."""
STDIN = "-"
LONGEST = 64 << 20
"""Bytes of the longest line that is read; the longest row of the development dumps has 0.2 MB."""
_MAGIC: Mapping[Packing, bytes] = MappingProxyType(
    {"gz": b"\x1f\x8b", "zst": b"\x28\xb5\x2f\xfd", "xz": b"\xfd7zXZ\x00", "bz2": b"BZh"}
)
_LONGEST_MAGIC = 6
_CHUNK = 1 << 18
_MOST = 1 << 20
_ZST_CHUNK = 512  # a block of 4 bytes unpacks to 128 KB at most: 16 MB a chunk in the worst case
_XZ_MEMORY = 256 << 20  # xz -9 takes 65 MB
_GZ_LEVEL = 2  # of isal: 300 MB/s on Arabic news, and a fifth larger than zlib's level 6 at 13 MB/s
_ZST_LEVEL = 3
_XZ_LEVEL = 2
_BZ2_LEVEL = 9


class DamagedError(InputError):
    """A packed file breaks off, or can't be unpacked from here on."""

    def __init__(self, path: str, reason: Literal["truncated", "damaged"], what: object) -> None:
        self.reason: Literal["truncated", "damaged"] = reason
        super().__init__(f"{path}: can't be unpacked ({what}); fetch or pack the file again")


class _Unpacker(Protocol):
    """What unpacks one member: that of bz2, lzma and isal."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def packing_of(path: str) -> Packing:
    """Tell by its name how a file is packed.

    >>> packing_of("news.jsonl.gz"), packing_of("NEWS.CSV.XZ"), packing_of("news.jsonl")
    ('gz', 'xz', '')
    """
    return next((packing for end, packing in PACKINGS.items() if path.lower().endswith(end)), "")


def opened(path: str) -> BinaryIO:
    """Open a file, standard input or what is at an address, to read its bytes as they are."""
    if path == STDIN:
        return sys.stdin.buffer
    return open_remote(path) if is_remote(path) else open(path, "rb")


def unpacked(path: str, packing: Packing = "") -> Iterator[bytes]:
    """Read a file, unpacked; how standard input is packed is told by its first bytes, which no text begins with."""
    if path == STDIN:
        chunks = _chunks(sys.stdin.buffer, path)
        head = b""
        while len(head) < _LONGEST_MAGIC and (chunk := next(chunks, b"")):
            head += chunk
        yield from unpack(chain((head,), chunks), packing or packing_by(head), "<stdin>")
        return
    with opened(path) as file:
        yield from unpack(_chunks(file, path), packing, path)


def packing_by(head: bytes) -> Packing:
    r"""Tell by the first bytes how something is packed.

    >>> packing_by(b"\x1f\x8b\x08"), packing_by("سد".encode())
    ('gz', '')
    """
    return next((packing for packing, magic in _MAGIC.items() if head.startswith(magic)), "")


def unpack(chunks: Iterable[bytes], packing: Packing, path: str = "<bytes>") -> Iterator[bytes]:
    r"""Unpack a stream; `path` names it in errors.

    >>> b"".join(unpack([pack("سد".encode(), "gz") + pack(b"\n", "gz")], "gz")).decode()
    'سد\n'
    >>> list(unpack([pack(b"ab", "xz")[:-1]], "xz", "news.xz"))
    Traceback (most recent call last):
    cleaner.streams.DamagedError: news.xz: can't be unpacked (it breaks off); fetch or pack the file again
    """
    if not packing:
        return iter(chunks)
    if packing == "zst":
        return _unpack_zst(chunks, path)
    return _unpack_members(chunks, _UNPACKERS[packing], path)


def pack(data: bytes, packing: Packing) -> bytes:
    """Return bytes packed as one member, the same for the same bytes.

    >>> len(pack(b"a" * 1000, "bz2")) < 50, pack(b"a", "")
    (True, b'a')
    """
    return _PACKERS[packing](data) if packing else data


def read_lines(path: str, longest: int = LONGEST) -> Iterator[bytes]:
    """Read the lines of a file, unpacked where its name says that it is packed."""
    yield from split_lines(unpacked(path, packing_of(path)), path, longest)


def split_lines(chunks: Iterable[bytes], path: str, longest: int = LONGEST) -> Iterator[bytes]:
    r"""Split a stream at its line feeds; a line that is too long is an error.

    >>> list(split_lines([b"a\nb", b"c\n\n"], "<bytes>"))
    [b'a', b'bc', b'']
    """
    number, open_line, held = 1, [], 0
    for chunk in chunks:
        first, *rest = chunk.split(b"\n")
        open_line.append(first)
        held += len(first)
        for piece in rest:
            yield b"".join(open_line)
            number, open_line, held = number + 1, [piece], len(piece)
        if held > longest:
            raise InputError(f"{path}:{number}: a line of more than {longest >> 20} MB; write one row on each line")
    if held:
        yield b"".join(open_line)


def _chunks(file: BinaryIO, path: str) -> Iterator[bytes]:
    while True:
        try:
            chunk = file.read(_CHUNK)
        except Exception as error:
            if not is_remote(path):
                raise
            raise unreachable(path, error) from None
        if not chunk:
            return
        yield chunk


def _unpack_members(chunks: Iterable[bytes], start: Callable[[], _Unpacker], path: str) -> Iterator[bytes]:
    """Unpack member after member; zeros after one are padding, as tapes have it."""
    member = None
    try:
        for chunk in chunks:
            while chunk:
                if member is None:
                    chunk = chunk.lstrip(b"\0")
                    member = start() if chunk else None
                    continue
                if piece := member.decompress(chunk, _MOST):
                    yield piece
                while not (member.eof or member.needs_input):
                    yield member.decompress(b"", _MOST)
                chunk = member.unused_data if member.eof else b""
                member = None if member.eof else member
    except _ERRORS as error:
        raise DamagedError(path, "damaged", str(error) or type(error).__name__) from None
    if member is not None:
        raise DamagedError(path, "truncated", "it breaks off")


def _unpack_zst(chunks: Iterable[bytes], path: str) -> Iterator[bytes]:
    """Unpack frame after frame; unlike a stream reader this notices a file that breaks off."""
    from zstandard import ZstdDecompressor, ZstdError

    frame = None
    try:
        for large in chunks:
            for at in range(0, len(large), _ZST_CHUNK):
                chunk = large[at : at + _ZST_CHUNK]
                while chunk:
                    frame = frame or ZstdDecompressor().decompressobj()
                    if piece := frame.decompress(chunk):
                        yield piece
                    chunk = frame.unused_data if frame.eof else b""
                    frame = None if frame.eof else frame
    except ZstdError as error:
        raise DamagedError(path, "damaged", error) from None
    if frame is not None:
        raise DamagedError(path, "truncated", "it breaks off")


def _gunzip() -> _Unpacker:
    if igzip_lib is None:  # pragma: no cover
        return _Zlib()
    return cast(_Unpacker, igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP))


class _Zlib:
    """What Python has for gzip, in the shape of the others."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._member.eof

    @property
    def needs_input(self) -> bool:
        return not self._member.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._member.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._member.decompress(self._member.unconsumed_tail + data, max_length)


def _gzip(data: bytes) -> bytes:
    if igzip is None:  # pragma: no cover
        import gzip

        return gzip.compress(data, 6, mtime=0)
    return igzip.compress(data, _GZ_LEVEL, mtime=0)


def _zstd(data: bytes) -> bytes:
    from zstandard import ZstdCompressor

    return ZstdCompressor(level=_ZST_LEVEL, write_checksum=True).compress(data)


_UNPACKERS: Mapping[Packing, Callable[[], _Unpacker]] = MappingProxyType(
    {"gz": _gunzip, "xz": lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY), "bz2": bz2.BZ2Decompressor}
)
_PACKERS: Mapping[Packing, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "gz": _gzip,
        "zst": _zstd,
        "xz": lambda data: lzma.compress(data, preset=_XZ_LEVEL),
        "bz2": lambda data: bz2.compress(data, _BZ2_LEVEL),
    }
)
_ERRORS: tuple[type[Exception], ...] = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, *_isal_errors)
