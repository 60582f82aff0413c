"""Packed and remote bytes: what is read is what was written, and what is damaged is told."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import remote, streams
from cleaner.errors import InputError
from cleaner.streams import PACKINGS, DamagedError, Packing, pack, read_lines, unpack, unpacked

ALL: list[Packing] = list(PACKINGS.values())
PIECES = [("خبر عاجل من العاصمة\n" * n).encode() for n in (1, 700, 0, 40)]
OTHERS = {"gz": gzip.decompress, "xz": lzma.decompress, "bz2": bz2.decompress}


def _noise(size: int) -> bytes:
    return random.Random(5).randbytes(size)


@pytest.mark.parametrize("packing", ALL)
def test_packed_pieces_are_a_packed_file(packing: Packing, tmp_path: Path) -> None:
    path = tmp_path / f"news.jsonl.{packing}"
    path.write_bytes(b"".join(pack(piece, packing) for piece in PIECES))
    assert b"".join(unpacked(str(path), packing)) == b"".join(PIECES)
    assert list(read_lines(str(path))) == b"".join(PIECES).split(b"\n")[:-1]


@pytest.mark.parametrize("packing", list(OTHERS))
def test_others_unpack_what_we_pack(packing: Packing) -> None:
    assert OTHERS[packing](pack(PIECES[0], packing) + pack(PIECES[1], packing)) == PIECES[0] + PIECES[1]
    assert pack(PIECES[1], packing) == pack(PIECES[1], packing), "no time of writing in it"


def test_we_unpack_what_others_pack() -> None:
    data = b"".join(PIECES)
    packed: dict[Packing, bytes] = {
        "gz": gzip.compress(data) + gzip.compress(data),
        "xz": lzma.compress(data) * 2,
        "bz2": bz2.compress(data) * 2,
        "zst": zstandard.ZstdCompressor(write_content_size=False).compress(data) * 2,
    }
    for packing, raw in packed.items():
        assert b"".join(unpack([raw], packing)) == data * 2
        assert b"".join(unpack((raw[at : at + 1] for at in range(len(raw))), packing)) == data * 2, packing


@pytest.mark.parametrize("packing", ["gz", "xz", "bz2"])
def test_zeros_after_a_member_are_padding(packing: Packing) -> None:
    assert b"".join(unpack([pack(b"ab", packing) + b"\0\0", b"\0" * 9 + pack(b"c", packing) + b"\0"], packing)) == b"abc"


@pytest.mark.parametrize("packing", ALL)
def test_a_file_that_breaks_off_gives_all_before(packing: Packing) -> None:
    first, second = _noise(500_000), _noise(2_000_000)
    raw = pack(first, packing) + pack(second, packing)[:-900_000]
    got: list[bytes] = []
    with pytest.raises(DamagedError, match="breaks off") as told:
        got.extend(unpack([raw], packing, f"news.{packing}"))
    assert told.value.reason == "truncated"
    found = b"".join(got)
    assert (first + second).startswith(found)
    assert len(found) >= len(first)


@pytest.mark.parametrize("packing", ALL)
def test_damage_is_told(packing: Packing) -> None:
    raw = bytearray(pack(PIECES[1] + _noise(1000), packing))
    raw[len(raw) // 2] ^= 0xFF
    with pytest.raises(DamagedError, match="news: can't be unpacked") as told:
        b"".join(unpack([bytes(raw)], packing, "news"))
    assert told.value.reason == "damaged"
    with pytest.raises(DamagedError) as told:
        b"".join(unpack([b"this is not packed at all"], packing))
    assert told.value.reason == "damaged"
    with pytest.raises(DamagedError) as told:
        b"".join(unpack([pack(b"ab", packing) + b"rubbish after it" * 4], packing))
    assert told.value.reason == "damaged"


@pytest.mark.parametrize("packing", ALL)
def test_bombs_fill_no_memory(packing: Packing) -> None:
    size = 300 << 20
    if packing == "bz2":
        raw = pack(bytes(size // 20), packing) * 20
    elif packing == "zst":
        raw = zstandard.ZstdCompressor(level=19).compress(bytes(size))
    else:
        raw = pack(bytes(size), packing)
    tracemalloc.start()
    try:
        assert sum(map(len, unpack([raw], packing))) == size
        assert tracemalloc.get_traced_memory()[1] < 100 << 20
    finally:
        tracemalloc.stop()


def test_a_line_that_fills_the_memory_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.xz"
    path.write_bytes(pack(b"a\n" + b"b" * (3 << 20), "xz"))
    with pytest.raises(InputError, match=r"a\.xz:2: a line of more than 1 MB"):
        list(read_lines(str(path), 1 << 20))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=400), max_size=5), st.sampled_from(ALL), st.integers(1, 50))
def test_any_bytes_in_any_chunks(pieces: list[bytes], packing: Packing, size: int) -> None:
    raw = b"".join(pack(piece, packing) for piece in pieces)
    chunks = (raw[at : at + size] for at in range(0, len(raw), size))
    assert b"".join(unpack(chunks, packing)) == b"".join(pieces)


def test_without_isal_zlib_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "igzip_lib", None)
    monkeypatch.setattr(streams, "igzip", None)
    data = b"".join(PIECES) + _noise(3_000_000)
    assert b"".join(unpack([pack(data, "gz") + pack(b"c", "gz")], "gz")) == data + b"c"
    assert sum(map(len, unpack([pack(bytes(50 << 20), "gz")], "gz"))) == 50 << 20
    with pytest.raises(DamagedError):
        list(unpack([pack(data, "gz")[:-5]], "gz"))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pack(b"ab", "gz"))))
    assert b"".join(unpacked("-", "gz")) == b"ab"


@pytest.mark.parametrize("packing", ["", *ALL])
def test_standard_input_tells_how_it_is_packed(packing: Packing, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(io.RawIOBase):
        """A pipe into which somebody writes a byte at a time."""

        rest = pack(b"abc", packing)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            one, self.rest = self.rest[:1], self.rest[1:]
            buffer[: len(one)] = one
            return len(one)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Slow())))
    assert b"".join(unpacked("-")) == b"abc"


# Elsewhere


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A web server that shows `tmp_path`."""
    pytest.importorskip("fsspec")
    pytest.importorskip("aiohttp")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as http:
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def test_files_on_a_web_server(server: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(pack(PIECES[1], "gz"))
    address = f"{server}/a.jsonl.gz"
    assert remote.is_remote(address)
    assert b"".join(unpacked(address, "gz")) == PIECES[1]
    assert remote.identity(address)[0] == (tmp_path / "a.jsonl.gz").stat().st_size
    assert remote.expand(f"{address}?page=*") == [f"{address}?page=*"]
    with pytest.raises(InputError, match=r"none\.gz: no such file"):
        list(unpacked(f"{server}/none.gz", "gz"))
    with pytest.raises(InputError, match=r"none\.gz: no such file"):
        remote.identity(f"{server}/none.gz")


def test_a_server_that_is_not_there() -> None:
    pytest.importorskip("aiohttp")
    with pytest.raises(InputError, match="can't be read"):
        list(unpacked("http://127.0.0.1:9/a.jsonl"))


def test_files_in_memory() -> None:
    fsspec = pytest.importorskip("fsspec")
    for name in ("b", "a"):
        with fsspec.open(f"memory://dump/{name}.jsonl.zst", "wb") as file:
            file.write(pack(name.encode(), "zst"))
    found = remote.expand("memory://dump/*.zst")
    assert [b"".join(unpacked(path, "zst")) for path in found] == [b"a", b"b"]
    assert remote.identity(found[0]) == remote.identity(found[0])
    with pytest.raises(InputError, match="no file is called like that"):
        remote.expand("memory://dump/*.gz")
    with pytest.raises(InputError, match="no such file"):
        list(unpacked("memory://dump/c.jsonl"))


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no file system is called bogus://"):
        list(unpacked("bogus://bucket/a.jsonl"))
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(InputError, match=r"pip install 'arabic-news-cleaner\[s3\]'"):
        list(unpacked("s3://bucket/a.jsonl"))
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(InputError, match=r"pip install 'arabic-news-cleaner\[http\]'"):
        list(unpacked("https://example.com/a.jsonl"))
    with pytest.raises(InputError, match=r"pip install 'arabic-news-cleaner\[remote\]'"):
        list(unpacked("sftp://example.com/a.jsonl"))


def test_patterns_of_local_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", "odd[1].txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    names = [Path(path).name for path in remote.expand(f"{tmp_path}/**/*.txt")]
    assert names == ["a.txt", "b.txt", "odd[1].txt", "c.txt"]
    assert remote.expand(f"{tmp_path}/odd[1].txt") == [f"{tmp_path}/odd[1].txt"]
