"""The body of a request: what form it has, unpacked as it arrives, and never more of it than the limits allow."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from cleaner.parse.encoding import encoding_named
from cleaner.service.limits import Limits
from cleaner.service.problems import Problem

Form = Literal["row", "rows", "text", "html"]
ROWS_TYPE = "application/x-ndjson"
TYPES: dict[str, Form] = {
    "application/json": "row",
    ROWS_TYPE: "rows",
    "application/jsonl": "rows",
    "text/plain": "text",
    "text/html": "html",
}
_STEP = 1 << 20
"""Bytes that are unpacked at a time: a few bytes may unpack to a thousand times as many."""

Receive = Callable[[], Awaitable[Any]]


class GoneError(Exception):
    """The client has hung up: nobody is there to answer."""


class Kind(NamedTuple):
    """What the headers say of a body."""

    form: Form
    charset: str
    is_packed: bool


def kind_of(headers: Mapping[str, str]) -> Kind:
    """Read what is said of a body; what is not read here is a problem.

    >>> kind_of({"content-type": "text/plain; charset=Windows-1256", "content-encoding": "gzip"})
    Kind(form='text', charset='cp1256', is_packed=True)
    """
    name, *parameters = headers.get("content-type", "").split(";")
    form = TYPES.get(name.strip().lower())
    if form is None:
        said = f"{name.strip()!r}" if name.strip() else "nothing"
        raise Problem("media_type", f"header Content-Type: {said}; say one of {', '.join(TYPES)}", {"Accept-Post": ", ".join(TYPES)})
    pairs = (parameter.partition("=") for parameter in parameters)
    said = next((value.strip().strip("\"'") for key, _, value in pairs if key.strip().lower() == "charset"), "")
    charset = encoding_named(said) if said else ""
    if charset is None or (form in ("row", "rows") and charset not in ("", "utf-8")):
        remedy = "JSON is UTF-8: convert it" if form in ("row", "rows") else "name one that Python has, such as windows-1256"
        raise Problem("media_type", f"header Content-Type: charset {said!r}; {remedy}")
    packing = headers.get("content-encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise Problem("media_type", f"header Content-Encoding: {packing!r}; send gzip, or as it is", {"Accept-Encoding": "gzip, identity"})
    return Kind(form, charset, packing.endswith("gzip"))


async def chunks(receive: Receive, kind: Kind, idle: float) -> AsyncIterator[bytes]:
    """Yield a body as it arrives, unpacked, in pieces of at most a megabyte."""
    unpack = _Unpacker() if kind.is_packed else None
    while True:
        try:
            async with asyncio.timeout(idle):
                message = await receive()
        except TimeoutError:
            raise Problem("timeout", f"body: nothing came for {idle:g} seconds; send it faster", status=408) from None
        if message["type"] == "http.disconnect":
            raise GoneError
        data = message.get("body", b"")
        if unpack is None:
            if data:
                yield data
        else:
            for piece in unpack.pieces(data):
                yield piece
                await asyncio.sleep(0)  # others have their turn, however much these bytes unpack to
        if not message.get("more_body", False):
            break
    if unpack is not None:
        unpack.end()


class _Unpacker:
    """Unpacks gzip, one member or several, a piece at a time."""

    def __init__(self) -> None:
        self._member: Any = None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what bytes unpack to."""
        try:
            while data:
                self._member = self._member or zlib.decompressobj(31)
                piece = self._member.decompress(data, _STEP)
                if piece:
                    yield piece
                if self._member.eof:
                    data, self._member = self._member.unused_data, None
                else:
                    data = self._member.unconsumed_tail
        except zlib.error as error:
            raise Problem("unpack", f"body: not gzip ({error}); pack it again, or send it as it is") from None

    def end(self) -> None:
        """Check that the last member is whole."""
        if self._member is not None:
            raise Problem("unpack", "body: the gzip ends before its end; pack it again")


async def read_whole(receive: Receive, kind: Kind, limits: Limits, length: str | None) -> bytes:
    """Read a body that is one document."""
    if length is not None and length.isdigit() and int(length) > limits.max_body:
        raise too_large("body", limits)
    held: list[bytes] = []
    size = 0
    async for piece in chunks(receive, kind, limits.idle):
        held.append(piece)
        size += len(piece)
        if size > limits.max_body:
            raise too_large("body", limits)
    return b"".join(held)


def too_large(where: str, limits: Limits) -> Problem:
    """Return the problem with a document over the limit."""
    return Problem("too_large", f"{where}: over {limits.max_body:,} bytes (--max-body); cut it up, or raise the limit of the service")


class Lines:
    """Splits pieces of a stream at their line feeds; of a line over the limit nothing is held.

    >>> lines = Lines(5)
    >>> lines.split(b"ab\\ncde"), lines.split(b"fgh\\n\\nz"), lines.rest()
    ([b'ab'], [None, b''], b'z')
    """

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._held: list[bytes] = []
        self._size = 0

    def split(self, piece: bytes) -> list[bytes | None]:
        """Return the lines that a piece ends; None is a line over the limit."""
        first, *others = piece.split(b"\n")
        self._add(first)
        found: list[bytes | None] = []
        for other in others:
            found.append(self._take())
            self._add(other)
        return found

    def rest(self) -> bytes | None:
        """Return the line that nothing ended."""
        return self._take()

    def _add(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._longest:
            self._held.clear()
        elif data:
            self._held.append(data)

    def _take(self) -> bytes | None:
        line = b"".join(self._held) if self._size <= self._longest else None
        self._held.clear()
        self._size = 0
        return line
