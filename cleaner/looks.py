"""What each line looks like on its own, and where head, body and tail of the document lie.

Comes in: a `Document`. Goes out: folded lines, the words of the short ones, and answers to "is it
prose?", "is it like a title?". Nothing here knows a phrase. Short and long are told apart by words,
not by characters, so that marks and tatweel change nothing.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Collection, Iterable
from itertools import compress
from typing import Any, NamedTuple, cast

from cleaner.alike import lines_alike, paragraphs_alike
from cleaner.arabic import LETTERS, fold, fold_letter
from cleaner.compiled import native
from cleaner.model import Decision, Document, Outcome, make_decision, make_span
from cleaner.prose import CLOSING, PHRASE_CHARACTERS, PHRASE_SPACES, SENTENCE_SPACES, STOPS, count_spaces, is_paragraph
from cleaner.starts import line_end

_WORD = re.compile(r"\w+")
_END = 16
_LOWEST, _HIGHEST = (0, 3) if sys.byteorder == "little" else (3, 0)
_COUNTED, _MOST_COUNTED = 3, 31
"""Where in the highest byte of a line's bits stands how many words it has; so many, or more."""
_ANY_COUNT = _MOST_COUNTED << _COUNTED + 24
_STOPPED = 8
"""The bit of `Looks.bits` that says that a paragraph ends as sentences do, and the place of its byte."""
_PARAGRAPH, BLANK, SIGNS, LATIN, COUNTER = 1, 2, 4, 1 << 18, 1 << 19
"""Bits of a paragraph, of lines on which a reader sees nothing, or signs alone, and of words that may be Latin, or a number alone."""
_SEEN = bytes(not byte & BLANK for byte in range(256))  # of each lowest byte of bits, whether a reader sees something on the line


Tried = tuple[int, list[Any], bool]
"""What is worth trying on a line: its number, the patterns, whether it is a phrase as a whole."""


class Short(NamedTuple):
    """What is known of the lines that are no paragraphs: words, keys, and those that have neither."""

    words: dict[int, list[str]]
    keys: dict[int, str]
    wordless: list[int]


class Looks:
    """A document as the detectors read it.

    Most lines are paragraphs: they are folded when somebody asks. The others are folded in one go.
    """

    tried: list[Tried] | None = None
    """What is worth trying on lines, where the compiled part has read them."""
    teller: object = None
    """Who told that: it is true of the rules that they were made for."""
    tails: dict[int, Any] | None = None
    """The paragraphs at whose end something may be glued, and what (`weights.Pieces`), where that is known."""
    sound = False
    """Whether the text is known to be sound Arabic."""
    broad = True
    odd = True
    """Whether three spaces, or characters that no sound text holds, may stand in the text."""
    bits: bytes | None = None
    """What `native.stir` asks of the lines, four bytes each."""
    stirred = -1
    """Bits of the stages that may say something though no rule does; all where nobody has looked."""
    short: Short | None = None
    """The lines that are no paragraphs, where they are read: they are when somebody asks."""
    any_alike: bool | None = None
    """Whether two lines are equal, where that is known."""
    _without: Collection[int] | None = None
    _body: tuple[int, int] = (0, -1)
    """What `body` said without these lines."""
    _visible: list[int] | None = None
    _blanks: frozenset[int] | None = None
    _signs: frozenset[int] | None = None
    _paragraphs: frozenset[int] | None = None

    def __init__(self, document: Document, read: bool = True) -> None:
        self.document = document
        self.prose: list[int] = []
        self.spaces: list[int] = []
        self.folded: dict[int, str] = {}
        """The lines that are folded already."""
        self.wide = True
        """Whether two spaces may stand beside each other."""
        if read:
            self._tell_apart()

    def _tell_apart(self) -> None:
        """Tell the paragraphs from the other lines, and read those."""
        self.wide = wide = "  " in self.document.text
        short: list[int] = []
        for number, row in enumerate(self.document.rows):
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
        self._read(short)

    @classmethod
    def told(cls, document: Document, told: tuple[Any, ...], teller: object) -> Looks:
        """Return the looks of a document as a part of the compiled part, made for some rules, tells them."""
        looks = cls(document, read=False)
        looks.teller = teller
        starts, looks.prose, looks.spaces, looks.tried, looks.folded, looks.tails, looks.wide, looks.broad, alike, *rest = told
        looks.odd, looks.bits, looks.stirred, looks.sound = rest
        vars(document)["starts"] = starts
        if not alike:
            looks.any_alike = False
        return looks

    @property
    def words(self) -> dict[int, list[str]]:
        """The words of the lines that are no paragraphs."""
        return (self.short or self._read_words()).words

    @property
    def keys(self) -> dict[int, str]:
        """The keys of the lines that are no paragraphs."""
        return (self.short or self._read_words()).keys

    @property
    def wordless(self) -> list[int]:
        """The lines without a word: signs alone, or nothing that a reader sees."""
        return (self.short or self._read_words()).wordless

    def _read_words(self) -> Short:
        """Read the words of the short lines, of most of which the compiled part told what there is to know."""
        rows, prose = self.document.rows, self._long()
        short = [number for number, row in enumerate(rows) if row and number not in prose]
        words, keys, wordless, folded = cast(Any, LETTERS).words(rows, short)
        self.folded.update(folded)
        self.short = Short(words, keys, wordless)
        return self.short

    def _read(self, short: list[int]) -> None:
        """Fold the lines that are no paragraphs, and split them into words."""
        rows = self.document.rows
        words: dict[int, list[str]] = {}
        keys: dict[int, str] = {}
        wordless: list[int] = []
        if short:
            self.folded = dict(zip(short, fold("\n".join([rows[n] for n in short])).split("\n"), strict=False))
        for number, row in self.folded.items():
            bare = row.rstrip(" .:")
            key = bare.replace(" ", "")
            if key.isalnum():  # no sign inside: splitting at spaces finds the same words, five times as fast
                words[number], keys[number] = bare.split(), key
            elif found := _WORD.findall(row):
                words[number], keys[number] = found, "".join(found)
            else:
                wordless.append(number)
        self.short = Short(words, keys, wordless)

    def counted(self) -> list[tuple[int, int, str]]:
        """Return the paragraphs: number, spaces, text."""
        rows = self.document.rows
        return [(number, count, rows[number]) for number, count in zip(self.prose, self.spaces, strict=True)]

    def signs(self) -> list[int]:
        """Return the lines on which signs stand alone."""
        if self.bits is not None:
            return list(native.having(self.bits, SIGNS))
        return [number for number in self.wordless if not self.blank(number)]

    def having(self, bit: int) -> Collection[int]:
        """Return the lines with words that may be what a bit says: all of them where nobody told."""
        return self.words if self.bits is None else native.having(self.bits, bit)

    def phrases(self) -> Collection[int]:
        """Return the lines that have words, and are no paragraphs."""
        return self.words if self.bits is None else native.having(self.bits, _ANY_COUNT)

    def alike(self) -> bool:
        """Tell whether two lines are equal."""
        if self.any_alike is None:
            shared = {*self.shared()}
            short = (self.row(number) for number in shared if not self.is_prose(number))
            self.any_alike = lines_alike(short) or paragraphs_alike([(count, row) for number, count, row in self.counted() if number in shared])
        return self.any_alike

    def shared(self) -> Collection[int]:
        """Return the lines that may be like another one: the compiled part tells which have the same letters."""
        return range(len(self)) if self.bits is None else cast(Any, LETTERS).shared(self.document.text, self.document.starts)

    def __len__(self) -> int:
        return len(self.document.starts) - 1

    def row(self, number: int) -> str:
        """Return a line, folded."""
        row = self.folded.get(number)
        if row is None:
            row = self.folded[number] = fold(self.document.row(number))
        return row

    def joined(self, numbers: Iterable[int]) -> str:
        """Return some lines, folded, with a line feed between them; those not folded yet are folded together."""
        asked = list(numbers)
        raw = [number for number in asked if number not in self.folded]
        if raw:
            folded = fold("\n".join([self.document.rows[number] for number in raw]))
            self.folded.update(zip(raw, folded.split("\n"), strict=False))
        return "\n".join([self.folded[number] for number in asked])

    def blank(self, number: int) -> bool:
        """Tell whether a reader sees nothing on a line."""
        if (bits := self.bits) is None:
            return number in self._blank_lines()
        place = 4 * number + _LOWEST
        return 0 <= place < len(bits) and bits[place] & BLANK > 0  # beside the first and the last there is none

    def _blank_lines(self) -> frozenset[int]:
        """Return the lines on which a reader sees nothing, as told by what they hold."""
        if self._blanks is None:
            keys = self.keys
            self._blanks = frozenset([n for n in range(len(self)) if n not in keys and self._is_blank(n)])
        return self._blanks

    @property
    def visible(self) -> list[int]:
        """The lines on which a reader sees something, in order."""
        if self._visible is None:
            if self.bits is not None:
                marks = self.bits[_LOWEST::4].translate(_SEEN)
                self._visible = [*compress(range(len(marks)), marks)]
            else:
                blanks = self._blank_lines()
                self._visible = [number for number in range(len(self)) if number not in blanks]
        return self._visible

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
        return self._blank_lines() if self.bits is None else native.having(self.bits, BLANK)

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
            return number in self._long()
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
        row = self.folded.get(number)
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

    def vote(self, number: int, rule: str, kind: str, reason: str, confidence: float) -> Decision:
        """Return a vote on a whole line, with its line break where it has one."""
        starts = self.document.starts
        span = make_span(starts[number], line_end(starts, number))
        return make_decision(span, rule, kind, reason, confidence, Outcome.DONE, "", "")

    def is_wordless(self, number: int) -> bool:
        """Tell whether a line that is no paragraph has no word: signs alone, or nothing that a reader sees."""
        if self.bits is not None and 0 <= number < len(self):
            starts = self.document.starts
            return starts[number] + 1 < starts[number + 1] and not (self.is_prose(number) or self.is_phrase(number))
        if self._signs is None:
            self._signs = frozenset(self.wordless)
        return number in self._signs

    def _long(self) -> frozenset[int]:
        """Return the paragraphs."""
        if self._paragraphs is None:
            self._paragraphs = frozenset(self.prose)
        return self._paragraphs
