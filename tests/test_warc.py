"""WARC and WET: what other programs write is read, what we write is read by others, damage is told."""

from __future__ import annotations

import gc
import gzip
import io
import json
import re
import warnings
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from formats import ARTICLE, TEXT, cleaned, found_in, given, small, write
from hypothesis import given as drawn
from hypothesis import settings as profile
from hypothesis import strategies as st

from cleaner import Options, Record
from cleaner.sources import Fault, Found, Range, Settings, Skipped
from cleaner.sources.bodies import TooLargeError, undo
from cleaner.sources.lengths import cut, split
from cleaner.streams import pack

pytest.importorskip("fastwarc")
pytest.importorskip("warcio")

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecord
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGE = f"<html><h1>سد جديد</h1><p>{ARTICLE * 3}</p><p>شاركها."
URL = "https://example.com/%D8%B3%D8%AF"


def _crawl(bodies: Iterable[tuple[bytes, dict[str, str]]], path: Path, gz: bool = True) -> None:
    """Write what a crawler writes, with warcio, which leaves temporary files to whoever collects them."""
    with warnings.catch_warnings(), open(path, "wb") as file:
        warnings.simplefilter("ignore", ResourceWarning)
        writer = WARCWriter(file, gzip=gz)
        writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
        for number, (body, headers) in enumerate(bodies):
            http = StatusAndHeaders("200 OK", list(headers.items()), protocol="HTTP/1.1")
            response = writer.create_warc_record(f"{URL}/{number}", "response", io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": "2024-04-03T08:00:00Z"})
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "example.com")], is_http_request=True)
            request = writer.create_warc_record(f"{URL}/{number}", "request", http_headers=asked)
            writer.write_request_response_pair(request, response)
        del asked, http, request, response, writer
        gc.collect()


def _records(found: Iterable[Found]) -> list[Record]:
    return [one for one in found if isinstance(one, Record)]


HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize("gz", [True, False])
@pytest.mark.parametrize("unit", [1, 1 << 20])
def test_what_a_crawler_writes(gz: bool, unit: int, tmp_path: Path) -> None:
    path = tmp_path / f"a.warc{'.gz' * gz}"
    _crawl([(PAGE.encode(), HTML), (b"\x89PNG", {"Content-Type": "image/png"}), (PAGE.encode(), {})], path, gz)
    found = list(found_in(given(path), small(unit)))
    assert [one.what if isinstance(one, Skipped) else type(one).__name__ for one in found] == [
        "warcinfo", "Record", "request", "response of image/png", "request", "Record", "request",
    ]  # fmt: skip
    first = _records(found)[0]
    assert (first.body, first.media, first.url) == (PAGE, "html", f"{URL}/0")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", first.id or "")
    assert first.meta == {"id": first.id, "url": first.url, "date": "2024-04-03T08:00:00Z", "status": 200}


def test_what_fastwarc_writes(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with open(path, "wb") as file:
        for kind, sort, block in (
            ("conversion", "text/plain", TEXT.encode()),
            ("resource", "text/html", PAGE.encode()),
            ("resource", "application/pdf", b"%PDF"),
            ("conversion", "application/json", b"{}"),
        ):
            record = WarcRecord()
            record.init_headers(record_urn=b"7")
            record.headers["WARC-Type"] = kind
            record.headers["Content-Type"] = sort
            record.headers["WARC-Target-URI"] = URL
            record.headers["WARC-Identified-Content-Language"] = "ara"
            record.set_bytes_content(block)
            writer = GzipWriter(file)
            record.write(writer)
            writer.close() if hasattr(writer, "close") else None
    found = list(found_in(given(path)))
    text, page, *others = found
    assert isinstance(text, Record)
    assert isinstance(page, Record)
    assert (text.body, text.media, text.meta["language"]) == (TEXT, "text", "ara")
    assert (page.body, page.media) == (PAGE, "html")
    assert others == [Skipped("resource of application/pdf"), Skipped("conversion to application/json")]


def _chunked(body: bytes, size: int = 7) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;note=1\r\n%b\r\n" % (len(one), one) for one in pieces) + b"0\r\n\r\n"


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


BODY = PAGE.encode()
ENCODED = {
    "plain": (BODY, {}),
    "gzip": (gzip.compress(BODY), {"Content-Encoding": "gzip"}),
    "x-gzip": (gzip.compress(BODY), {"content-encoding": "X-Gzip"}),
    "deflate": (zlib.compress(BODY), {"Content-Encoding": "deflate"}),
    "raw deflate": (_raw_deflate(BODY), {"Content-Encoding": "deflate"}),
    "zstd": (zstandard.compress(BODY), {"Content-Encoding": "zstd"}),
    "chunks": (_chunked(BODY), {"Transfer-Encoding": "chunked"}),
    "chunks of gzip": (_chunked(gzip.compress(BODY)), {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}),
    "twice": (gzip.compress(zlib.compress(BODY)), {"Content-Encoding": "deflate, gzip"}),
    "undone already": (BODY, {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}),
    "undone br": (BODY, {"Content-Encoding": "br"}),
    "unheard of": (BODY, {"Content-Encoding": "aws-chunked"}),
}


@pytest.mark.parametrize("name", ENCODED)
def test_what_http_did_is_undone(name: str, tmp_path: Path) -> None:
    body, headers = ENCODED[name]
    path = tmp_path / "a.warc"
    _crawl([(body, {**HTML, **headers})], path, gz=False)
    (record,) = _records(found_in(given(path)))
    assert (record.body, record.notes) == (PAGE, ())


def test_brotli(tmp_path: Path) -> None:
    brotli = pytest.importorskip("brotli")
    path = tmp_path / "a.warc"
    _crawl([(brotli.compress(BODY), {**HTML, "Content-Encoding": "br"})], path)
    assert _records(found_in(given(path, packing="gz")))[0].body == PAGE


@pytest.mark.parametrize("charset", ["windows-1256", "iso-8859-6", "utf-16"])
def test_the_encoding_that_http_says(charset: str, tmp_path: Path) -> None:
    page = "<h1>سد جديد</h1><p>قال الوزير إن العمل بدأ في السد الجديد.</p>"
    path = tmp_path / "a.warc.gz"
    _crawl([(page.encode(charset), {"Content-Type": f"text/html; charset={charset}"})], path)
    (record,) = _records(found_in(given(path)))
    assert (record.body, record.notes) == (page, ())


def test_bodies_that_break_off_and_bombs(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    packed = {**HTML, "Content-Encoding": "gzip"}
    long = "".join(f"<p>{number} {ARTICLE}" for number in range(2000)).encode()
    bodies = [gzip.compress(long)[:-900], gzip.compress(bytes(40 << 20)), b"\x1f\x8b\x08rubbish", _chunked(BODY)[:-20]]
    headers = [packed, packed, packed, {**HTML, "Transfer-Encoding": "chunked"}]
    _crawl(zip(bodies, headers, strict=True), path)
    found = [one for one in found_in(given(path)) if not isinstance(one, Skipped)]
    broken, bomb, rubbish, chunks = found
    assert isinstance(broken, Record)
    assert isinstance(chunks, Record)
    assert long.decode().startswith(broken.body[:-5])
    assert [note.code for note in (*broken.notes, *chunks.notes)] == ["truncated", "truncated"]
    assert isinstance(bomb, Fault)
    assert isinstance(rubbish, Fault)
    assert (bomb.reason, rubbish.reason, rubbish.detail) == ("too_large", "bad_record", "its body can't be unpacked; leave the record out")
    with pytest.raises(TooLargeError):
        undo(BODY, {}, 10)


# Damage


def _record(kind: str, block: bytes, length: int | None = None, more: str = "") -> bytes:
    size = len(block) if length is None else length
    return f"WARC/1.0\r\nWARC-Type: {kind}\r\n{more}Content-Length: {size}\r\n\r\n".encode() + block + b"\r\n\r\n"


GOOD = _record("conversion", "نص".encode())


@pytest.mark.parametrize(
    ("middle", "reason", "says"),
    [
        (_record("conversion", b"abc", 2), "bad_record", "does not end after the 2 bytes"),
        (_record("conversion", b"abc", 40), "bad_record", "does not end after the 40 bytes"),
        (b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\nabc\r\n\r\n", "bad_record", "does not say its length"),
        (b"rubbish\r\n\r\n", "bad_record", "no record begins here"),
        (_record("conversion", b"\xff"), "not_utf8", "byte 0 of the text"),
        (_record("conversion", b"a" * 200), "too_large", "more than 100 bytes"),
    ],
)
@pytest.mark.parametrize("size", [1, 10, 1000])
def test_records_that_are_no_records(middle: bytes, reason: str, says: str, size: int, tmp_path: Path) -> None:
    """The records before and behind are read, and the bytes of what is none are kept."""
    data = GOOD + middle + GOOD
    pieces = list(cut((data[at : at + size] for at in range(0, len(data), size)), small(1, max_document=100)))
    path = tmp_path / "a.wet"
    path.write_bytes(data)
    found = list(found_in(given(path), small(1, max_document=100)))
    assert [type(one) for one in found] == [Record, Fault, Record]
    fault = found[1]
    assert isinstance(fault, Fault)
    assert fault.reason == reason
    assert says in fault.detail
    assert isinstance(fault.raw, (bytes, Range))
    raw = b"".join(_bytes(one.raw if isinstance(one, Fault) else one) for one in pieces)
    assert raw.replace(b"\r\n", b"") == data.replace(b"\r\n", b"")


def _bytes(raw: bytes | Range) -> bytes:
    return raw if isinstance(raw, bytes) else Path(raw.path).read_bytes()


def test_a_file_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "a.wet"
    path.write_bytes((GOOD + _record("conversion", b"a" * 50))[:-30])
    record, fault = found_in(given(path))
    assert isinstance(record, Record)
    assert isinstance(fault, Fault)
    assert (fault.reason, fault.raw) == ("truncated", _record("conversion", b"a" * 50)[:-30])
    packed = tmp_path / "a.wet.gz"
    packed.write_bytes(pack(GOOD, "gz") + pack(_record("conversion", b"b" * 5000), "gz")[:-3])
    *records, fault = found_in(given(packed))
    assert len(_records(records)) == 2, "only the last bytes of its packing are missing"
    assert isinstance(fault, Fault)
    assert fault.reason == "truncated"
    packed.write_bytes(pack(GOOD, "gz") + b"rubbish, and no gzip at all")
    record, fault = found_in(given(packed))
    assert isinstance(fault, Fault)
    assert fault.reason == "damaged"


def test_a_huge_record_that_is_no_document_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(GOOD + _record("metadata", b"x" * 500) + GOOD + _record("request", b"y" * 500)[:-100])
    first, skipped, last, fault = found_in(given(path), small(1, max_document=100))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert skipped == Skipped("metadata")
    assert isinstance(fault, Fault)
    assert fault.reason == "truncated"


def test_lines_that_end_in_line_feeds_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.wet"
    path.write_bytes((GOOD * 2).replace(b"\r\n", b"\n"))
    assert [one.body for one in _records(found_in(given(path)))] == ["نص", "نص"]


@profile(max_examples=150, deadline=None)
@drawn(st.lists(st.binary(max_size=60), max_size=5), st.integers(1, 50), st.integers(1, 200))
def test_any_blocks_in_any_chunks(blocks: list[bytes], size: int, unit: int) -> None:
    records = [_record("conversion", block) for block in blocks]
    data = b"".join(records)
    pieces = list(cut((data[at : at + size] for at in range(0, len(data), size)), small(unit)))
    assert all(isinstance(piece, bytes) for piece in pieces)
    assert [one for piece in pieces if isinstance(piece, bytes) for one in split(piece)] == records


@profile(max_examples=150, deadline=None)
@drawn(st.binary(max_size=200), st.integers(0, 150), st.integers(0, 150), st.integers(1, 60))
def test_no_byte_is_lost_whatever_is_damaged(noise: bytes, start: int, end: int, size: int) -> None:
    data = GOOD + _record("response", b"ab\r\n\r\ncd") + GOOD
    data = data[:start] + noise + data[max(end, start) :]
    pieces = cut((data[at : at + size] for at in range(0, len(data), size)), small(1))
    raw = b"".join(_bytes(one.raw if isinstance(one, Fault) else one) for one in pieces)
    assert raw.translate(None, b"\r\n") == data.translate(None, b"\r\n")


# Out


@pytest.mark.parametrize("packing", ["", "gz", "zst", "xz"])
def test_others_read_what_we_write(packing: Any, tmp_path: Path) -> None:
    source, target = tmp_path / "a.warc.gz", tmp_path / f"b.wet.{packing}"
    _crawl([(BODY, HTML), (PAGE.replace("سد", "جسر").encode(), HTML)], source)
    rows = list(cleaned(found_in(given(source))))
    write(rows, target, "wet", packing)
    again = [one for one in found_in(given(target, "wet", packing)) if not isinstance(one, Skipped)]
    assert [one.body for one in _records(again)] == [row.text for row in rows]
    assert [(one.url, one.meta["date"]) for one in _records(again)] == [(f"{URL}/{n}", "2024-04-03T08:00:00Z") for n in (0, 1)]
    if packing in ("", "gz"):
        with open(target, "rb") as file:
            told = [(one.rec_type, one.rec_headers.get_header("WARC-Refers-To"), one.content_stream().read()) for one in ArchiveIterator(file, check_digests="raise")]
        assert [kind for kind, _, _ in told] == ["conversion", "metadata"] * 2
        assert told[0][1] == f"<{rows[0].record.id}>"
        assert json.loads(told[1][2])["cleaner"]["status"] == "cleaned"
        assert json.loads(told[1][2])["status"] == 200
    if packing != "xz":
        with open(target, "rb") as file:
            assert [one.verify_block_digest() for one in FastIterator(file, parse_http=False)] == [True] * 4


def test_rows_without_an_address(tmp_path: Path) -> None:
    path = tmp_path / "a.wet"
    records = [Record("نص", url="https://example.com/a b\r\nX: y", id="1\n", meta={"date": "yesterday", "text": "نص"}), Record("أ\ud800", meta={"language": "ar"})]
    write(cleaned(records), path, "wet")
    first, second = _records(found_in(given(path)))
    assert (first.url, first.meta["date"]) == ("https://example.com/a%20b%0D%0AX:%20y", "1970-01-01T00:00:00Z")
    assert (second.body, second.url, second.meta["language"]) == ("أ\ufffd", None, "ar")
    before = path.read_bytes()
    write(cleaned(records), path, "wet", settings=Settings(Options(), "0f"))
    assert path.read_bytes() == before
