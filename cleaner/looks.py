"""What each line looks like on its own, and where head, body and tail of the document lie.

Comes in: a `Document`. Goes out: folded lines, the words of the short ones, and answers to "is it
prose?", "is it like a title?". Nothing here knows a phrase. Short and long are told apart by words,
not by characters, so that marks and tatweel change nothing.
"""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import compress
from types import MappingProxyType
from typing import Any, cast

from cleaner.alike import lines_alike, paragraphs_alike
from cleaner.arabic import LETTERS, fold, fold_letter
from cleaner.bits import bits_of, marked
from cleaner.compiled import native
from cleaner.model import Document, Record
from cleaner.outlets import names_outlet
from cleaner.prose import CLOSING, PHRASE_CHARACTERS, PHRASE_SPACES, SENTENCE_SPACES, STOPS, count_spaces, is_paragraph

_WORD = re.compile(r"\w+")
_END = 16
_LOWEST, _HIGHEST = (0, 3) if sys.byteorder == "little" else (3, 0)
_COUNTED, _MOST_COUNTED = 3, 31
"""Where in the highest byte of a line's bits stands how many words it has; so many, or more."""
_STOPPED = 8
"""The bit of `Looks.bits` that says that a paragraph ends as sentences do, and the place of its byte."""
_PARAGRAPH, _BLANK, SIGNS, LATIN, COUNTER = 1, 2, 4, 1 << 18, 1 << 19
"""Bits of a paragraph, of lines on which a reader sees nothing, or signs alone, and of words that may be Latin, or a number alone."""
_SEEN = bytes(not byte & _BLANK for byte in range(256))  # of each lowest byte of bits, whether a reader sees something on the line
_OUTLET, _ABOUT, _ASKED = 1 << 13, 1 << 9, 2
"""The bit of a paragraph that may say what a site is; that of the stage that reads it; so many of the last ones are asked."""
_NONE: Mapping[int, str] = MappingProxyType({})


class Looks:
    """A document as the detectors read it.

    Most lines are paragraphs: they are folded when somebody asks. The others are folded in one go.
    """

    document: Document
    prose: list[int]
    words: dict[int, list[str]]
    keys: dict[int, str]
    wordless: list[int]
    spaces: list[int]
    wide: bool
    """Whether two spaces may stand beside each other."""
    tried: list[tuple[int, list[Any], bool]] | None = None
    """What is worth trying on lines, where the compiled part has read them: line, patterns, whether it is a phrase as a whole."""
    teller: object = None
    """Who told that: it is true of the rules that they were made for."""
    tails: dict[int, Any] | None = None
    """The paragraphs at whose end something may be glued, and what (`weights.Pieces`), where that is known."""
    sound = False
    """Whether the text is known to be sound Arabic."""
    broad = odd = True
    """Whether three spaces, or characters that no sound text holds, may stand in the text."""
    bits: bytes | None = None
    """What `native.stir` asks of the lines, four bytes each."""
    stirred = -1
    """Bits of the stages that may say something though no rule does; all where nobody has looked."""
    _alike: bool | None = None
    _without: Collection[int] | None = None
    _body: tuple[int, int] = (0, -1)
    """What `body` said without these lines."""
    _rows: dict[int, str]

    def __init__(self, document: Document) -> None:
        self.document = document
        self.wide = wide = "  " in document.text
        self.prose, self.spaces = [], []
        short: list[int] = []
        for number, row in enumerate(document.rows):
            spaces = row.count(" ")
            if spaces >= SENTENCE_SPACES or len(row) > PHRASE_CHARACTERS:
                if wide or len(row.strip()) < len(row):
                    spaces = count_spaces(row, wide)
                if spaces > PHRASE_SPACES or is_paragraph(row):
                    self.prose.append(number)
                    self.spaces.append(spaces)
                    continue
            if row:
                short.append(number)
        self.words, self.keys, self.wordless, self._rows = {}, {}, [], {}
        if short:
            self._read(short)

    @classmethod
    def told(cls, document: Document, told: tuple[Any, ...], teller: object) -> Looks:
        """Return the looks of a document as a part of the compiled part, made for some rules, tells them."""
        looks = cls.__new__(cls)
        looks.document, looks.teller = document, teller
        starts, looks.prose, looks.spaces, looks.tried, looks._rows, looks.tails, looks.wide, looks.broad, alike, *rest = told
        looks.odd, looks.bits, looks.stirred, looks.sound = rest
        vars(document)["starts"] = starts
        if not alike:
            looks._alike = False
        return looks

    def __getattr__(self, name: str) -> Any:
        """Read the words of the short lines when they are first asked for, where the compiled part told what there is to know of most."""
        if name not in ("words", "keys", "wordless") or self.bits is None:
            raise AttributeError(name)
        rows, prose = self.document.rows, self._paragraphs
        short = [number for number, row in enumerate(rows) if row and number not in prose]
        self.words, self.keys, self.wordless, folded = cast(Any, LETTERS).words(rows, short)
        self._rows |= folded
        return self.__dict__[name]

    def _read(self, short: list[int]) -> None:
        """Fold the lines that are no paragraphs, and split them into words."""
        rows = self.document.rows
        self._rows = dict(zip(short, fold("\n".join([rows[n] for n in short])).split("\n"), strict=False))
        for number, row in self._rows.items():
            bare = row.rstrip(" .:")
            key = bare.replace(" ", "")
            if key.isalnum():  # no sign inside: splitting at spaces finds the same words, five times as fast
                self.words[number], self.keys[number] = bare.split(), key
            elif found := _WORD.findall(row):
                self.words[number], self.keys[number] = found, "".join(found)
            else:
                self.wordless.append(number)

    def without(
        self, gone: Collection[int], text: str, cut: Mapping[int, str] = _NONE, parts: Looks | None = None
    ) -> tuple[Looks, dict[int, int]]:
        """Return the looks of what is left without some lines, and the new number of each line left.

        Only the lines that were `cut` are read again, as `parts`: what a line looks like on its own does not change.
        """
        marks = marked(len(self), gone)
        left = [*compress(range(len(marks)), marks)]
        new = dict(zip(left, range(len(left)), strict=True))
        same = new if not cut else {n: place for n, place in new.items() if n not in cut}
        looks = Looks.__new__(Looks)
        looks.document = self.document.become(text)
        looks.wide = True
        looks._rows = {same[n]: row for n, row in self._rows.items() if n in same}
        parts = parts or (Looks(Document(Record("\n".join(cut.values())))) if cut else None)
        kept = [(same[n], count) for n, count in zip(self.prose, self.spaces, strict=True) if n in same]
        looks.prose, looks.spaces = [number for number, _ in kept], [count for _, count in kept]
        told = self.bits is not None and (parts is None or parts.bits is not None)
        read = not told or "words" in self.__dict__
        if read:  # else they are read when they are first asked for
            looks.words = {same[n]: found for n, found in self.words.items() if n in same}
            looks.keys = {same[n]: key for n, key in self.keys.items() if n in same}
            looks.wordless = [same[n] for n in self.wordless if n in same]
        if parts is not None:
            looks._add(parts, [new[n] for n in cut], read)
        looks._alike = self._alike_without(marks, cut, parts)
        if told:
            self._tell(looks, new, marks, cut, parts)
        return looks, new

    def _tell(self, looks: Looks, new: Mapping[int, int], marks: bytearray, cut: Collection[int], parts: Looks | None) -> None:
        """Tell the looks of what is left what the compiled part told of the lines."""
        bits = bits_of(self.bits, marks)
        tails = {new[n]: places for n, places in (self.tails or {}).items() if n in new and n not in cut}
        looks.broad, looks.odd = self.broad, self.odd
        if parts is not None:
            numbers = [new[n] for n in cut]
            for number, told in zip(numbers, array("I", parts.bits or b""), strict=False):
                bits[number] = told
            tails |= {numbers[n]: places for n, places in (parts.tails or {}).items()}
            looks.broad, looks.odd = self.broad or parts.broad, self.odd or parts.odd
        asked = {new.get(number) for number in self.prose[-_ASKED:] if number not in cut}
        for number in looks.prose[-_ASKED:]:  # of others nobody asked whether they name an outlet
            if number not in asked:
                bits[number] |= _OUTLET * names_outlet(looks.document.rows[number])
        bits.extend([_BLANK] * (len(looks) - len(bits)))
        looks.bits = bits.tobytes()
        if len(looks.prose) != 1:  # one alone is looked at though it is not long
            looks.tails = tails
        looks.stirred = int(native.stir(looks.bits, looks._alike is not False, looks.broad))

    def stirred_without(self, gone: Collection[int], cut: Mapping[int, str] = _NONE, parts: Looks | None = None) -> int:
        """Return the bits of the stages that may say something of what is left without some lines; `parts` is left of those that are cut."""
        if self.bits is None or (parts is not None and parts.bits is None):
            return -1
        bits, broad, about = self.bits, self.broad, 0
        if parts is not None:
            every = array("I", bits)
            for number, told in zip(cut, array("I", parts.bits or b""), strict=False):
                every[number] = told
            about = _ABOUT * any(names_outlet(row) for number, row in cut.items() if number >= self.body(gone)[1])
            bits, broad = every.tobytes(), broad or parts.broad
        alike = False if parts is None and self._alike is False else self._alike_without(marked(len(self), gone), cut, parts)
        return int(native.stir(bits, alike is not False, broad, gone, True)) | about | self._about(gone)

    def _alike_without(self, marks: bytearray, cut: Collection[int], parts: Looks | None) -> bool | None:
        """Tell whether two lines are equal among those with a mark that are not cut, and `parts`; None where it would take long to tell."""
        if self._alike is not False or (parts is not None and len(parts.prose) < len(parts)):
            if self.bits is None or "keys" not in self.__dict__:
                return None
            keys = [key for number, key in self.keys.items() if marks[number] and number not in cut]
            keys += parts.keys.values() if parts is not None else ()
            if len(set(keys)) < len(keys):
                return True
        elif parts is None:
            return False
        counted = [one for one in self._counted() if marks[one[0]] and one[0] not in cut]
        return paragraphs_alike([(count, row) for _, count, row in (*counted, *(parts._counted() if parts is not None else ()))])

    def _counted(self) -> list[tuple[int, int, str]]:
        """Return the paragraphs: number, spaces, text."""
        rows = self.document.rows
        return [(number, count, rows[number]) for number, count in zip(self.prose, self.spaces, strict=True)]

    def _about(self, gone: Collection[int]) -> int:
        """Return the bit of what a site says of itself where a paragraph is the last now of which nobody asked whether it may do so."""
        prose = self.prose
        if not prose or prose[-1] not in gone or prose[-_ASKED:][0] not in gone:
            return 0
        _, last = self.body(gone)
        return _ABOUT if last >= 0 and names_outlet(self.document.row(last)) else 0

    def stirred_amid(self, gone: Collection[int]) -> int:
        """Return the bits of the stages that may say something when some lines are gone, but are still to be seen."""
        if self.bits is None:
            return -1
        return int(native.stir(self.bits, self._alike is not False, self.broad, gone)) | self._about(gone)

    def signs(self) -> list[int]:
        """Return the lines on which signs stand alone."""
        if self.bits is not None:
            return list(native.having(self.bits, SIGNS))
        return [number for number in self.wordless if not self.blank(number)]

    def having(self, bit: int) -> Collection[int]:
        """Return the lines with words that may be what a bit says: all of them where nobody told."""
        return self.words if self.bits is None else native.having(self.bits, bit)

    def _add(self, other: Looks, numbers: list[int], read: bool) -> None:
        """Add the lines of other looks under these numbers; their words only if those of the others are `read`."""
        self._rows |= {numbers[n]: row for n, row in other._rows.items()}
        counted = [*zip(self.prose, self.spaces, strict=True), *((numbers[n], c) for n, c in zip(other.prose, other.spaces, strict=True))]
        counted.sort()
        self.prose, self.spaces = [number for number, _ in counted], [count for _, count in counted]
        if read:
            self.words = dict(sorted((self.words | {numbers[n]: found for n, found in other.words.items()}).items()))
            self.keys = dict(sorted((self.keys | {numbers[n]: key for n, key in other.keys.items()}).items()))
            self.wordless = sorted([*self.wordless, *(numbers[n] for n in other.wordless)])

    def alike(self) -> bool:
        """Tell whether two lines are equal."""
        if self._alike is None:
            shared = {*self.shared()}
            short = (self.row(number) for number in shared if not self.is_prose(number))
            self._alike = lines_alike(short) or paragraphs_alike([(count, row) for number, count, row in self._counted() if number in shared])
        return self._alike

    def shared(self) -> Collection[int]:
        """Return the lines that may be like another one: the compiled part tells which have the same letters."""
        return range(len(self)) if self.bits is None else cast(Any, LETTERS).shared(self.document.text, self.document.starts)

    def __len__(self) -> int:
        return len(self.document.starts) - 1

    def row(self, number: int) -> str:
        """Return a line, folded."""
        row = self._rows.get(number)
        if row is None:
            row = self._rows[number] = fold(self.document.row(number))
        return row

    def joined(self, numbers: Iterable[int]) -> str:
        """Return some lines, folded, with a line feed between them; those not folded yet are folded together."""
        asked = list(numbers)
        raw = [number for number in asked if number not in self._rows]
        if raw:
            folded = fold("\n".join([self.document.rows[number] for number in raw]))
            self._rows.update(zip(raw, folded.split("\n"), strict=False))
        return "\n".join([self._rows[number] for number in asked])

    def blank(self, number: int) -> bool:
        """Tell whether a reader sees nothing on a line."""
        if (bits := self.bits) is None:
            return number in self._blanks
        place = 4 * number + _LOWEST
        return 0 <= place < len(bits) and bits[place] & _BLANK > 0  # beside the first and the last there is none

    @cached_property
    def _blanks(self) -> frozenset[int]:
        return frozenset([n for n in range(len(self)) if n not in self.keys and self._is_blank(n)])

    @cached_property
    def visible(self) -> list[int]:
        """The lines on which a reader sees something, in order."""
        if self.bits is not None:
            marks = self.bits[_LOWEST::4].translate(_SEEN)
            return [*compress(range(len(marks)), marks)]
        return [number for number in range(len(self)) if number not in self._blanks]

    def seen(self, first: int, end: int) -> list[int]:
        """Return the lines from one on, up to another, on which a reader sees something."""
        return self.visible[bisect_left(self.visible, first) : bisect_left(self.visible, end)]

    def _is_blank(self, number: int) -> bool:
        raw = self.document.rows[number]
        first = raw.lstrip()[:1]
        if not first or (first.isalnum() and fold_letter(first)):  # so most lines are never folded
            return not first
        return "ـ" not in raw and not self.row(number).strip()

    def blanks(self) -> Collection[int]:
        """Return the lines on which a reader sees nothing."""
        return self._blanks if self.bits is None else native.having(self.bits, _BLANK)

    def count(self, number: int) -> int:
        """Count the words of a line."""
        if self.bits is not None:
            if 0 < (told := self.bits[4 * number + _HIGHEST] >> _COUNTED) < _MOST_COUNTED:
                return told
            if self.bits[4 * number + _LOWEST] & _PARAGRAPH:
                return len(self.row(number).split())
        found = self.words.get(number)
        return len(found) if found is not None else len(self.row(number).split())

    def is_prose(self, number: int) -> bool:
        """Tell whether a line is a paragraph: long, or a sentence of eight words with its full stop."""
        if (bits := self.bits) is None:
            return number in self._paragraphs
        place = 4 * number + _LOWEST
        return 0 <= place < len(bits) and bits[place] & _PARAGRAPH > 0

    def is_phrase(self, number: int) -> bool:
        """Tell whether a line has words, and is no paragraph."""
        if (bits := self.bits) is None:
            return number in self.words
        place = 4 * number + _HIGHEST
        return 0 <= place < len(bits) and bits[place] >> _COUNTED > 0

    def ends_sentence(self, number: int) -> bool:
        """Tell whether a line ends as sentences do; a question or exclamation mark ends headlines too."""
        if self.bits is not None and (told := self.bits[4 * number + _LOWEST]) & _PARAGRAPH:
            return bool(told & _STOPPED)
        row = self._rows.get(number)
        if row is None:  # its end says enough, and most paragraphs are never folded
            last = self.document.row(number).rstrip(CLOSING)[-1:]
            if last in STOPS or (last.isalnum() and fold_letter(last)):
                return last in STOPS
            row = fold(self.document.row(number)[-_END:])
            row = row if row.rstrip(CLOSING) else self.row(number)
        return row.rstrip(CLOSING).endswith(STOPS)

    def titled(self, number: int) -> bool:
        """Tell whether a line may be the headline of a story: three words or more, no full stop."""
        return self.is_phrase(number) and self.count(number) >= 3 and not self.row(number).rstrip().endswith((".", ":", "،", "؛"))

    def body(self, gone: Collection[int] = ()) -> tuple[int, int]:
        """Return the first and the last paragraph among the lines not gone; the first is after the last
        where there is none.
        """
        if gone is not self._without:  # asked for every hit of a document, with the same lines gone
            first, last = (self.prose[0], self.prose[-1]) if self.prose else (len(self), -1)
            if first in gone or last in gone:  # seldom, and it takes three times as long
                first = next((number for number in self.prose if number not in gone), len(self))
                last = next((number for number in reversed(self.prose) if number not in gone), -1)
            self._without, self._body = (gone, (first, last)) if isinstance(gone, frozenset) else (None, (first, last))
        return self._body

    def is_wordless(self, number: int) -> bool:
        """Tell whether a line that is no paragraph has no word: signs alone, or nothing."""
        return number in self._signs

    @cached_property
    def _signs(self) -> frozenset[int]:
        return frozenset(self.wordless)

    @cached_property
    def _paragraphs(self) -> frozenset[int]:
        return frozenset(self.prose)
