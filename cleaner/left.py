"""What is left of a document when lines go: how its lines look then, and which stages may have a say.

Comes in: `Looks`, the numbers of the lines that go, and what is left of those of which a part goes. Goes out: looks of the
rest, made without reading it again, and bits of stages. What a line looks like on its own does not change.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping
from itertools import compress
from types import MappingProxyType

from cleaner.alike import paragraphs_alike
from cleaner.bits import bits_of, marked
from cleaner.compiled import native
from cleaner.looks import BLANK, Looks, Short
from cleaner.model import Document, Record
from cleaner.outlets import names_outlet

_OUTLET, _ABOUT, _ASKED = 1 << 13, 1 << 9, 2
"""The bit of a paragraph that may say what a site is; that of the stage that reads it; so many of the last ones are asked."""
_NONE: Mapping[int, str] = MappingProxyType({})


def without(
    looks: Looks, gone: Collection[int], text: str, cut: Mapping[int, str] = _NONE, parts: Looks | None = None
) -> tuple[Looks, dict[int, int]]:
    """Return the looks of what is left without some lines, and the new number of each line left.

    Only the lines that were `cut` are read again, as `parts`: what a line looks like on its own does not change.
    """
    marks = marked(len(looks), gone)
    left = [*compress(range(len(marks)), marks)]
    new = dict(zip(left, range(len(left)), strict=True))
    same = new if not cut else {n: place for n, place in new.items() if n not in cut}
    fewer = Looks(looks.document.become(text), read=False)
    fewer.folded = {same[n]: row for n, row in looks.folded.items() if n in same}
    parts = parts or (Looks(Document(Record("\n".join(cut.values())))) if cut else None)
    kept = [(same[n], count) for n, count in zip(looks.prose, looks.spaces, strict=True) if n in same]
    fewer.prose, fewer.spaces = [number for number, _ in kept], [count for _, count in kept]
    told = looks.bits is not None and (parts is None or parts.bits is not None)
    read = not told or looks.short is not None
    if read:  # else they are read when they are first asked for
        words = {same[n]: found for n, found in looks.words.items() if n in same}
        fewer.short = Short(words, {same[n]: key for n, key in looks.keys.items() if n in same}, [same[n] for n in looks.wordless if n in same])
    if parts is not None:
        _add(fewer, parts, [new[n] for n in cut], read)
    fewer.any_alike = _alike_without(looks, marks, cut, parts)
    if told:
        _tell(looks, fewer, new, marks, cut, parts)
    return fewer, new


def _tell(looks: Looks, fewer: Looks, new: Mapping[int, int], marks: bytearray, cut: Collection[int], parts: Looks | None) -> None:
    """Tell the looks of what is left what the compiled part told of the lines."""
    bits = bits_of(looks.bits, marks)
    tails = {new[n]: places for n, places in (looks.tails or {}).items() if n in new and n not in cut}
    fewer.broad, fewer.odd = looks.broad, looks.odd
    if parts is not None:
        numbers = [new[n] for n in cut]
        for number, told in zip(numbers, array("I", parts.bits or b""), strict=False):
            bits[number] = told
        tails |= {numbers[n]: places for n, places in (parts.tails or {}).items()}
        fewer.broad, fewer.odd = looks.broad or parts.broad, looks.odd or parts.odd
    asked = {new.get(number) for number in looks.prose[-_ASKED:] if number not in cut}
    for number in fewer.prose[-_ASKED:]:  # of others nobody asked whether they name an outlet
        if number not in asked:
            bits[number] |= _OUTLET * names_outlet(fewer.document.rows[number])
    bits.extend([BLANK] * (len(fewer) - len(bits)))
    fewer.bits = bits.tobytes()
    if len(fewer.prose) != 1:  # one alone is looked at though it is not long
        fewer.tails = tails
    fewer.stirred = int(native.stir(fewer.bits, fewer.any_alike is not False, fewer.broad))


def _add(looks: Looks, other: Looks, numbers: list[int], read: bool) -> None:
    """Add the lines of other looks under these numbers; their words only if those of the others are `read`."""
    looks.folded |= {numbers[n]: row for n, row in other.folded.items()}
    counted = [*zip(looks.prose, looks.spaces, strict=True), *((numbers[n], c) for n, c in zip(other.prose, other.spaces, strict=True))]
    counted.sort()
    looks.prose, looks.spaces = [number for number, _ in counted], [count for _, count in counted]
    if read:
        words = dict(sorted((looks.words | {numbers[n]: found for n, found in other.words.items()}).items()))
        keys = dict(sorted((looks.keys | {numbers[n]: key for n, key in other.keys.items()}).items()))
        looks.short = Short(words, keys, sorted([*looks.wordless, *(numbers[n] for n in other.wordless)]))


def stirred_without(looks: Looks, gone: Collection[int], cut: Mapping[int, str] = _NONE, parts: Looks | None = None) -> int:
    """Return the bits of the stages that may say something of what is left without some lines; `parts` is left of those that are cut."""
    if looks.bits is None or (parts is not None and parts.bits is None):
        return -1
    bits, broad, about = looks.bits, looks.broad, 0
    if parts is not None:
        every = array("I", bits)
        for number, told in zip(cut, array("I", parts.bits or b""), strict=False):
            every[number] = told
        about = _ABOUT * any(names_outlet(row) for number, row in cut.items() if number >= looks.body(gone)[1])
        bits, broad = every.tobytes(), broad or parts.broad
    alike = False if parts is None and looks.any_alike is False else _alike_without(looks, marked(len(looks), gone), cut, parts)
    return int(native.stir(bits, alike is not False, broad, gone, True)) | about | _about(looks, gone)


def stirred_amid(looks: Looks, gone: Collection[int]) -> int:
    """Return the bits of the stages that may say something when some lines are gone, but are still to be seen."""
    if looks.bits is None:
        return -1
    return int(native.stir(looks.bits, looks.any_alike is not False, looks.broad, gone)) | _about(looks, gone)


def _about(looks: Looks, gone: Collection[int]) -> int:
    """Return the bit of what a site says of itself where a paragraph is the last now of which nobody asked whether it may do so."""
    prose = looks.prose
    if not prose or prose[-1] not in gone or prose[-_ASKED:][0] not in gone:
        return 0
    _, last = looks.body(gone)
    return _ABOUT if last >= 0 and names_outlet(looks.document.row(last)) else 0


def _alike_without(looks: Looks, marks: bytearray, cut: Collection[int], parts: Looks | None) -> bool | None:
    """Tell whether two lines are equal among those with a mark that are not cut, and `parts`; None where it would take long to tell."""
    if looks.any_alike is not False or (parts is not None and len(parts.prose) < len(parts)):
        if looks.bits is None or looks.short is None:
            return None
        keys = [key for number, key in looks.keys.items() if marks[number] and number not in cut]
        keys += parts.keys.values() if parts is not None else ()
        if len(set(keys)) < len(keys):
            return True
    elif parts is None:
        return False
    if sum([1 for number in looks.prose if marks[number] and number not in cut]) + (len(parts.prose) if parts is not None else 0) < 2:
        return False
    counted = [one for one in looks.counted() if marks[one[0]] and one[0] not in cut]
    return paragraphs_alike([(count, row) for _, count, row in (*counted, *(parts.counted() if parts is not None else ()))])
