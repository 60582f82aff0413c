"""One phrase as different keyboards, themes and habits spell it: each change on its own, and pairs."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_ARABIC = re.compile(r"[\u0621-\u064a]{3,}")
_HAMZA = str.maketrans("أإآٱ", "اااا")
_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_DOUBLED = re.compile(r"(?<=\S) (?=\S)")
Change = Callable[[str], str]


def _tanwin(mark: str) -> Change:
    return lambda text: re.sub(r"(?<=[\u0621-\u064a]{3})(?:ًا|اً|ا)(?![\w\u064b-\u0652])", mark, text)


def _in_words(change: Change) -> Change:
    return lambda text: _ARABIC.sub(lambda found: change(found[0]), text)


def _vocalise(word: str) -> str:
    return "".join(letter + "َُِْ"[place % 4] if place % 2 == 0 else letter for place, letter in enumerate(word))


CHANGES: dict[str, Change] = {
    "no hamza": lambda text: text.translate(_HAMZA),
    "hamza below": lambda text: text.replace("أ", "إ"),
    "hamza on a bare alif": lambda text: re.sub(r"(?<![\w])ا(?=\w)", "أ", text),
    "tanwin before the alif": _tanwin("ًا"),
    "tanwin after the alif": _tanwin("اً"),
    "no tanwin": _tanwin("ا"),
    "ha for ta marbuta": lambda text: text.replace("ة", "ه"),
    "ya for alif maqsura": lambda text: text.replace("ى", "ي"),
    "alif maqsura for ya": lambda text: re.sub(r"ي(?!\w)", "ى", text),
    "tatweel": _in_words(lambda word: word[:2] + "ــ" + word[2:]),
    "harakat": _in_words(_vocalise),
    "shadda": _in_words(lambda word: word[:2] + "ّ" + word[2:]),
    "no-break spaces": lambda text: text.replace(" ", "\xa0"),
    "Arabic-Indic digits": lambda text: text.translate(_INDIC),
    "Persian digits": lambda text: text.translate(_PERSIAN),
    "no space at colons": lambda text: re.sub(r" ?: ?(?!//)", ":", text),
    "space before colons": lambda text: re.sub(r"(?<![\d ]):(?![/\d])", " :", text),
    "doubled spaces": lambda text: _DOUBLED.sub("  ", text),
}
"""Addresses are spelled one way only: `apply` leaves them alone."""
_ADDRESS = re.compile(r"(https?://\S+|[\w.]+@[\w.]+|\{prose\})")


def apply(names: tuple[str, ...], text: str) -> str:
    """Spell a text with some changes.

    >>> apply(("no hamza", "ha for ta marbuta"), "اقرأ أيضاً: مقالة")
    'اقرا ايضاً: مقاله'
    """
    parts = _ADDRESS.split(text)
    for name in names:
        parts[::2] = map(CHANGES[name], parts[::2])
    return "".join(parts)


def pairs(count: int = 20, seed: int = 7) -> list[tuple[str, ...]]:
    """Draw pairs of changes, the same for the same seed."""
    names = sorted(CHANGES)
    chosen = random.Random(seed)
    return [tuple(chosen.sample(names, 2)) for _ in range(count)]
