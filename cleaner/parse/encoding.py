"""Bytes of a page become text: in the encoding that they are in, whatever the page says of it.

Valid UTF-8 with Arabic in it is UTF-8: no other encoding of Arabic looks like it by chance. Of the two
encodings with one byte a letter, the article ال tells which: its lam differs, its alif does not.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal

from cleaner.model import Note

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEAD = 4096
_ARTICLES = (("cp1256", b"\xc7\xe1"), ("iso8859-6", b"\xc7\xe4"))
_ONE_BYTE = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_NOT_OF_PAGES = frozenset(("idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7"))
"""Names of ways to write text that Python can't always read, or reads in more than linear time."""
_FEW = 0.02
_BLOCKS = 0.8
_OFTEN = 0.01
"""The article is in one of 15 letters of Arabic news; an accidental pair of bytes is not in one of a hundred."""


def decode(data: bytes, charset: str = "") -> tuple[str, tuple[Note, ...]]:
    """Return the text of a page, and a note where the page says something else than what it is.

    `charset` is what was said of the page from outside, such as in a header of HTTP: it goes before its own word.

    >>> decode("<meta charset=utf-8><p>قال الوزير إن العمل بدأ".encode("cp1256"))
    ('<meta charset=utf-8><p>قال الوزير إن العمل بدأ', (Note(code='encoding', detail='Read as cp1256; the page says utf-8.'),))
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _replaced(data[len(bom) :], encoding)
    if wide := _wide(data):
        return _replaced(data, wide)
    declared = encoding_named(charset) if charset else _declared(data)
    text, used = _utf8(data)
    if text is None:
        used = _guess(data, declared)
        if used == "utf-8":
            return _replaced(data, used)
        text = data.decode(used, "replace")
    if declared in (None, used) or text.isascii():
        return text, ()
    return text, (Note("encoding", f"Read as {used}; the page says {declared}."),)


def _replaced(data: bytes, encoding: str) -> tuple[str, tuple[Note, ...]]:
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    return text, (Note("encoding", f"{broken} characters are not {encoding}: replaced."),) if broken else ()


def _wide(data: bytes) -> Literal["utf-16-le", "utf-16-be"] | None:
    """Tell UTF-16 without a mark at its start: every other byte is that of a block, Latin or Arabic."""
    head = data[:_HEAD]
    blocks = [sum(map(half.count, (0, 6))) for half in (head[::2], head[1::2])]
    for rare, often, name in ((0, 1, "utf-16-le"), (1, 0, "utf-16-be")):
        if 0 in head[often::2] and blocks[often] > _BLOCKS * (len(head) // 2) and blocks[rare] < blocks[often] / 2:
            return name  # type: ignore[return-value]
    return None


def _declared(data: bytes) -> str | None:
    """Return the name that Python has for the encoding that the page names."""
    found = _DECLARED.search(data, 0, _HEAD)
    if not found:
        return None
    return encoding_named(found[1].decode("ascii", "replace"))


def encoding_named(name: str) -> str | None:
    """Return the name that Python has for an encoding of texts; None where it knows none of that name.

    >>> encoding_named("Windows-1256"), encoding_named("latin1"), encoding_named("utf-16"), encoding_named("base64")
    ('cp1256', 'cp1252', 'utf-16', None)
    """
    name = name.lower()
    try:
        found = _ONE_BYTE.get(name) or codecs.lookup(name).name
        b"a".decode(found, "ignore")
    except (LookupError, ValueError):  # "hex" packs bytes, "undefined" always fails
        return None
    return None if found.replace("_", "-") in _NOT_OF_PAGES else found


def _utf8(data: bytes) -> tuple[str | None, str]:
    """Read UTF-8; a page cut in the middle of its last letter is still that."""
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:
            return data[: error.start].decode() + "\ufffd", "utf-8"
        return None, ""


def _guess(data: bytes, declared: str | None) -> str:
    """Return the encoding of bytes that are not UTF-8 throughout."""
    high = sum(data.count(lead) for lead in (b"\xd8", b"\xd9"))
    spoilt = data.decode("utf-8", "replace").count("\ufffd")
    if high and spoilt <= _FEW * high:
        return "utf-8"
    counts = {name: data.count(pair) for name, pair in _ARTICLES}
    likely = max(counts, key=counts.__getitem__)
    letters = len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))
    if counts[likely] > _OFTEN * letters:
        return likely
    if declared and declared != "utf-8":
        return declared
    return "utf-8" if high else "cp1252"
