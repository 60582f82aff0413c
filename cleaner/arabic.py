"""Which letters are the same: folding for comparison, never for output.

Comes in: text as it was scraped. Goes out: a *folded* form in which the spellings of one word are
equal, and the way back to the offsets of the text. Every module that compares Arabic compares
folded text; no other module equates letters.

Folded are: the forms of alif, ta marbuta and alif maqsura, hamza on its seats, Persian and Urdu
letters typed for Arabic ones, presentation forms, accents and case of Latin letters, Arabic-Indic
and Persian digits, kinds of white space. Dropped are harakat, tatweel, bidi controls and other
characters of no width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from cleaner.compiled import native

_SAME = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
    "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ە": "ه", "ۂ": "ه",
    "ى": "ي", "ی": "ي", "ے": "ي", "ئ": "ي", "ې": "ي", "ۓ": "ي",
    "ؤ": "و", "ک": "ك", "ڪ": "ك",
}  # fmt: skip
_DIGITS = {chr(base + n): str(n) for base in (0x0660, 0x06F0) for n in range(10)}
_SPACES = dict.fromkeys("\t\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", " ") | {
    chr(code): " " for code in range(0x2000, 0x200B)
}
_DROPPED = frozenset(
    "\u0640\u061c\u00ad\ufeff"
    + "".join(
        chr(code)
        for first, last in (
            (0x0300, 0x036F), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC),
            (0x06DF, 0x06E8), (0x06EA, 0x06ED), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069),
            (0xFE00, 0xFE0F),
        )
        for code in range(first, last + 1)
    )
)  # fmt: skip
_DROPS = re.compile("[" + "".join(sorted(_DROPPED)) + "]+")

# In nearly every Arabic document: folded without asking. The rest is asked for first.
_COMMON = (
    ("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ة", "ه"), ("ى", "ي"), ("ئ", "ي"), ("ؤ", "و"),
    ("\u064b", ""), ("\u0651", ""), ("\xa0", " "),
)  # fmt: skip
_LATIN = "\u00c0-\u024f"
_FORMS = "\ufb50-\ufdff\ufe70-\ufefc"
_RARE = re.compile(
    "[A-Z"
    + "".join(map(re.escape, sorted((_SAME.keys() | _DIGITS.keys() | _SPACES.keys() | _DROPPED)
                                    - {old for old, _ in _COMMON})))
    + _LATIN + _FORMS + "]"
)  # fmt: skip
_EXPANDS = re.compile(f"[{_LATIN}{_FORMS}]")
"""What may fold to several characters, or to none."""
_WORD = re.compile(r"\w+")

_SPELLED = {
    letter: f"[{letter}{''.join(old for old, new in (_SAME | _DIGITS).items() if new == letter)}]"
    for letter in {*_SAME.values(), *_DIGITS.values()}
}
_SPELLED |= {letter: f"[{letter}{letter.upper()}]" for letter in "abcdefghijklmnopqrstuvwxyz"}
SPACE = "[ " + "".join(sorted(_SPACES)) + "]"
"""A regular expression for one character that folds to a space."""
_SPELLED[" "] = SPACE + "+"
_THINNED = "\u064b\u0651\u064f\u0640\u064e\u0650\u0652\u064d\u064c\u200f"
UNUSUAL = "[" + "".join(sorted(_DROPPED - set(_THINNED))) + _LATIN + _FORMS + "]"
"""A regular expression for what `any_spelling` does not foresee: rare marks, accents, presentation forms."""
_APART = frozenset(map(chr, (*range(0x20, 0x7F), *range(0x621, 0x63B), *range(0x641, 0x64B), *range(0x660, 0x66A)))) | {*"،؛؟«»"}
"""Characters of which two beside each other never belong together."""
_PERSIAN = "پچژگکی"
_URDU = "ٹڈڑںےہھ"


def fold_letter(letter: str) -> str:
    """Return what one character becomes: one character, none, or several for a ligature.

    >>> fold_letter("أ"), fold_letter("ة"), fold_letter("\u0651"), fold_letter("٣"), fold_letter("ﻻ")
    ('ا', 'ه', '', '3', 'لا')
    """
    if letter in _DROPPED:
        return ""
    for table in (_SAME, _DIGITS, _SPACES):
        if letter in table:
            return table[letter]
    if letter.isascii():
        return letter.lower()
    if "\u00c0" <= letter <= "\u024f" or "\ufb50" <= letter <= "\ufdff" or "\ufe70" <= letter <= "\ufefc":
        plain = unicodedata.normalize("NFKD", letter)
        return letter if plain == letter and letter == letter.lower() else _fold_parts(plain.lower())
    return letter


def _fold_parts(letters: str) -> str:
    return "".join(
        "" if part in _DROPPED else _SPACES.get(part) or _SAME.get(part, part) for part in letters
    )


def fold(text: str) -> str:
    """Fold text for comparison; line breaks stay where they are.

    >>> fold("اقرأ أيضًا") == fold("إقرا ايضاً") == fold("اِقْــرَأ أيضا")
    True
    """
    if _fold is not None:
        return _fold(text)
    for old, new in _COMMON:
        text = text.replace(old, new)
    return _RARE.sub(_fold_found, text)


def _fold_found(found: re.Match[str]) -> str:
    return fold_letter(found[0])


def foldings() -> dict[str, str]:
    """Return what every character of the first plane that folds to another becomes.

    >>> foldings()["أ"], foldings()["\u0651"], "ب" in foldings()
    ('ا', '', False)
    """
    ranges = ((0x41, 0x5B), (0xC0, 0x250), (0xFB50, 0xFE00), (0xFE70, 0xFEFD))
    letters = {*_SAME, *_DIGITS, *_SPACES, *_DROPPED, *(chr(code) for first, last in ranges for code in range(first, last))}
    return {letter: folded for letter in letters if (folded := fold_letter(letter)) != letter}


LETTERS = native.Letters(foldings()) if native else None
"""What folds letters where the package is compiled."""
_fold: Callable[[str], str] | None = LETTERS.fold if LETTERS else None


def any_spelling(folded: str) -> str:
    """Return a regular expression that finds folded text in thinned text: see `thin`.

    >>> bool(re.search(any_spelling("اقرا ايضا"), thin("… إقرأ\u00a0أيضًا: …")))
    True
    """
    return "".join(_SPELLED.get(letter) or re.escape(letter) for letter in folded)


def thin(text: str) -> str:
    """Take the marks out of a text that news prints; the others are so rare that `UNUSUAL` reports them.

    >>> thin("تابعونا أيضاً على الشبكة الرسميّة")
    'تابعونا أيضا على الشبكة الرسمية'
    """
    for mark in _THINNED:
        if mark in text:  # a fourth of the time that replacing takes
            text = text.replace(mark, "")
    return text


def fold_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """Fold text and give the offset of each folded character in it, and the length at the end.

    A mark belongs to the letter before it, so that a cut after a letter never leaves its marks.

    >>> folded, offsets = fold_with_offsets("قَرأ")
    >>> folded, list(offsets)
    ('قرا', [0, 2, 3, 4])
    """
    if LETTERS is not None:
        folded, packed = LETTERS.offsets(text)
        return folded, memoryview(packed).cast("i")
    return _spell_offsets(text)


def _spell_offsets(text: str) -> tuple[str, Sequence[int]]:
    """Do so letter by letter where one folds to several, else run by run."""
    if not _EXPANDS.search(text):
        plain = fold(text)
        if len(plain) == len(text):
            return plain, range(len(text) + 1)
        return plain, _offsets(text)
    letters: list[str] = []
    offsets: list[int] = []
    for offset, letter in enumerate(text):
        for part in fold_letter(letter):
            letters.append(part)
            offsets.append(offset)
    offsets.append(len(text))
    return "".join(letters), offsets


def _offsets(text: str) -> list[int]:
    """Return the offsets of the letters that folding does not drop, and the length; runs cost a third of letter by letter."""
    offsets: list[int] = []
    start = 0
    for dropped in _DROPS.finditer(text):
        offsets.extend(range(start, dropped.start()))
        start = dropped.end()
    offsets.extend(range(start, len(text) + 1))
    return offsets


def words(folded: str) -> list[str]:
    """Split folded text into words: runs of letters and digits.

    >>> words("اقرا ايضا: 3 صور")
    ['اقرا', 'ايضا', '3', 'صور']
    """
    return _WORD.findall(folded)


def key(text: str) -> str:
    """Return the letters and digits of a text, folded: equal for all spellings, signs and spaces.

    >>> key("- اقرأ أيضاً ...") == key("إقرأ ايضا:")
    True
    """
    return "".join(_WORD.findall(fold(text)))


def letters(text: str) -> int:
    """Count the letters and digits of a text as a reader would, without marks and tatweel.

    >>> letters("مرحبــًا!")
    5
    """
    return len(key(text))


def is_blank(text: str) -> bool:
    """Tell whether a reader sees nothing: white space and characters of no width.

    >>> is_blank("\\u00a0\\u200f "), is_blank("ـ"), is_blank(".")
    (True, False, False)
    """
    return not text or text.isspace() or ("ـ" not in text and not fold(text).strip())


def is_arabic(text: str) -> bool:
    """Tell whether a text is mostly Arabic: the script, and the language in it.

    Arabic news has a lam to two words; in Persian and Urdu it falls under a third of alif, while letters
    of their own pass 3 % (counted on the development dumps and the Persian pages; there 96 % of the Arabic
    texts and none of the others has three to eight words). What has less lam is folded and counted; nothing
    is measured against marks, which come and go with the spelling. Latin letters with accents count as Latin, so
    that Arabic read in a wrong encoding is the same whether its accents stand apart. A text without a letter counts as
    Arabic: there is nothing to say of it.

    >>> is_arabic("أعلنت الوزارة اليوم"), is_arabic("The ministry said"), is_arabic("این خبر را در سایت بخوانید")
    (True, False, False)
    """
    lam, alif, spaces = text.count("ل"), text.count("ا"), text.count(" ") + text.count("\n")
    if lam * 3 > alif and lam * 8 > 3 * spaces:
        return True
    latin, script, lam, alif, size = _count(text)
    if script <= latin:
        return script == latin == 0
    own = sum(map(text.count, _PERSIAN + _URDU))
    return own * 33 < script or (lam * 3 > alif and text.count("ة") * 100 > size)


def _count_in_python(text: str) -> tuple[int, int, int, int, int]:
    """Count the Latin and Cyrillic letters of a folded text, those of the Arabic script, lam, alif, and all characters."""
    sample = fold(text)
    latin = len(re.findall("[a-z\u0400-\u04ff]", sample))
    script = len(re.findall("[\u0621-\u063a\u0641-\u064a\u066e-\u06d3]", sample))
    return latin, script, sample.count("ل"), sample.count("ا"), len(sample)


_count: Callable[[str], tuple[int, int, int, int, int]] = LETTERS.count if LETTERS else _count_in_python


def may_cut(text: str, offset: int) -> bool:
    """Tell whether a text may be cut at an offset; most stand between two letters or signs, and that is seen at once.

    >>> may_cut("مَن", 1), may_cut("مَن", 2)
    (False, True)
    """
    if offset in (0, len(text)) or (text[offset - 1] in _APART and text[offset] in _APART):
        return True
    start = offset  # from a place where it may be cut
    while start and not (text[start - 1] in _APART and text[start] in _APART):
        start -= 1
    return next(end for end in boundaries(text, start) if end >= offset) == offset


def boundaries(text: str, start: int = 0) -> Iterator[int]:
    """Yield the offsets at which a text may be cut, from one of them on: between graphemes, never inside CRLF or an emoji.

    >>> list(boundaries("مَن"))
    [0, 2, 3]
    """
    import regex  # seldom asked for, and it takes a tenth of the time that importing this package takes

    yield start
    for cluster in regex.finditer(r"\X", text, pos=start):
        yield cluster.end()
