"""Damage: text that was decoded wrongly, reversed, taken apart or glued together on its way here.

Comes in: a text. Goes out: a note that says what is wrong with it, or None. Such a text can't be
cleaned without rewriting it, so it is kept whole and told apart. Every test asks for a share of the
whole text that no sound text reaches: an article about encodings quotes a word or two.
"""

from __future__ import annotations

import re
import unicodedata

from cleaner.arabic import fold
from cleaner.model import Note

_FEWEST = 20
"""Letters: below that there is nothing to tell by."""
_ARTICLE_HEAD = 300
_CODECS = ("latin-1", "cp1250", "cp1251", "cp1253", "cp1256", "cp1257", "mac_roman", "cp437", "cp850", "koi8-r")
_LEADS = tuple(sorted({bytes([0xD8, 0xD9]).decode(codec) for codec in _CODECS}))
"""What the two bytes that open nearly every Arabic letter in UTF-8 look like in other encodings. They are
half of the characters of a text so misread; of sound Arabic ط and ظ together are 2 %."""
_LEAD_SHARE = 0.2
_TWICE = re.compile("Ã[\u02dc\u2122\x98\x99]")
"""The same bytes, misread as cp1252 or Latin-1 twice: one in ten or so of the characters."""
_TWICE_SHARE = 0.08
_CODES = re.compile(r"&#1[5-7]\d\d;|&#x0?6[0-9a-fA-F]{2};|\\u06[0-9a-fA-F]{2}|%[dD][89]%[89abAB][0-9a-fA-F]")
_BYTES = (("cp1252", "cp1256"), ("latin-1", "iso8859_6"), ("cp1251", "cp1256"), ("mac_roman", "cp1256"))
_WITH_ARTICLE = re.compile(r"(?<!\w)[وفبك]?ال\w\w")
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a\ufe80-\ufefc]")
_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
"""They come and go with the spelling: nothing is measured against them."""
_LATIN = re.compile("[a-zA-Z]")
_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_OPENS_AS_NONE = re.compile(r"(?<!\w)[ةى]\w")
"""No word opens with these two letters, though a poem may rhyme on لا."""
_LONG_WORD = 20
"""Letters: the longest words of news have 15; without spaces runs are as long as sentences. Readers who
laugh in their comments repeat one letter."""
_SIGNS_OF_PARTS = ("„", "\x84", "\ufffd")
"""What a lam becomes, a letter in nine: looking for one sign says at once that nothing was misread."""
_PART = re.compile("(?:[ØÙÚÛ][^\\sØÙÚÛ] ?){6}|(?:[طظ][^\\s\u0621-\u0652] ?[طظ][^\\s] ?){4}")


def find(text: str, arabic: bool) -> Note | None:
    """Tell what makes a text unreadable; `arabic` is what `arabic.is_arabic` says of it.

    >>> find("أعلنت الوزارة اليوم".encode().decode("cp1256", "replace"), False).code
    'mojibake'
    >>> find("أعلنت الوزارة اليوم أنها ستبدأ الأعمال".encode("cp1256").decode("cp1252"), False).code
    'mojibake'
    >>> find("أعلنت الوزارة اليوم أنها ستبدأ الأعمال في المدينة الجديدة قريبا"[::-1], True).code
    'visual_order'
    >>> find("أعلنت الوزارة اليوم أنها ستبدأ الأعمال", True)
    >>> find("Le ministère a annoncé hier soir que la Société des Étangs fermera.", False)
    """
    if arabic and _has_articles(text):
        return None
    if text.isascii() and not any(sign in text for sign in ("&#", "\\u", "%", "??")):
        return None
    text = _MARKS.sub("", unicodedata.normalize("NFC", text))
    if arabic and _has_articles(text):
        return None
    visible = len(text) - sum(map(text.count, " \n\r\t\xa0"))
    if visible < _FEWEST:
        return None
    if len(_ARABIC.findall(text)) * 3 < visible or not arabic:
        return _misread(text, visible)
    return _disordered(text)


def _has_articles(text: str) -> bool:
    """Tell whether the article opens enough words: a word in six of news, 15 in 300 characters."""
    return any(text.count(" ال", 0, size) * 100 > min(len(text), size) for size in (_ARTICLE_HEAD, len(text)))


def find_part(text: str) -> Note | None:
    """Tell whether a part of a sound text was misread: only a note, the rest is cleaned.

    >>> find_part("أعلنت الوزارة. " + "أعلنت الوزارة اليوم".encode().decode("cp1252", "replace")).code
    'mojibake'
    >>> find_part("أعلنت الوزارة اليوم")
    """
    if not any(sign in text for sign in _SIGNS_OF_PARTS):
        return None
    if _PART.search(text) or text.count("\ufffd") >= 3:
        return Note("mojibake", "A part was read in the wrong encoding: left as it is.")
    return None


def _misread(text: str, visible: int) -> Note | None:
    coded = sum(map(len, _CODES.findall(text)))
    if coded * 2 > visible:
        return _mojibake("Arabic letters written as codes")
    if max(text.count(pair[0]) + text.count(pair[1]) for pair in _LEADS) > visible * _LEAD_SHARE:
        return _mojibake("UTF-8 read in another encoding")
    if len(_TWICE.findall(text)) > visible * _TWICE_SHARE:
        return _mojibake("UTF-8 read in another encoding, twice")
    if (text.count("\ufffd") + text.count("?")) * 2 > visible:
        return _mojibake("most letters are lost")
    if any(_becomes_arabic(text, seen, meant) for seen, meant in _BYTES):
        return _mojibake("an Arabic encoding read as another")
    return None


def _becomes_arabic(text: str, seen: str, meant: str) -> bool:
    """Tell whether the bytes of a text, read in another encoding, hold Arabic words with their article."""
    again = text.encode(seen, "ignore").decode(meant, "ignore")
    arabic = len(_ARABIC.findall(again))
    if arabic < _FEWEST or arabic < 2 * len(_LATIN.findall(text)) or arabic < 2 * len(_ARABIC.findall(text)):
        return False
    return len(_WITH_ARTICLE.findall(again)) * 20 > len(again.split())


def _disordered(text: str) -> Note | None:
    if is_soup(text):
        return Note("glyphs", "Letters in their isolated forms alone: kept whole.")
    words = _WORD.findall(fold(text))
    letters = sum(map(len, words))
    if letters < 2 * _FEWEST:
        return None
    if sum(len(word) for word in words if len(word) > _LONG_WORD and len(set(word)) > 7) * 2 > letters:
        return Note("no_spaces", "The spaces between words are lost: kept whole.")
    if sum(len(word) == 1 for word in words) * 10 > len(words) * 7:
        return Note("glyphs", "Letters set apart from one another: kept whole.")
    opening = sum(word.startswith("ال") for word in words)
    closing = sum(len(word) > 3 and word.endswith("لا") for word in words)
    if closing > max(2, len(words) // 12, 4 * opening) and _OPENS_AS_NONE.search(text):
        return Note("visual_order", "Words are spelled from their end: kept whole.")
    return None


def is_soup(text: str) -> bool:
    """Tell whether the letters are glyphs that do not join: isolated forms alone.

    >>> is_soup("ﺍﻟﻮﺯﺍﺭﺓ"), is_soup("ﺍﻝﻭﺯﺍﺭﺓ" * 9)
    (False, True)
    """
    forms = [unicodedata.decomposition(sign)[:9] for sign in text if "\ufe80" <= sign <= "\ufef4"]
    return len(forms) > 40 and forms.count("<isolated") * 10 > len(forms) * 9


def _mojibake(what: str) -> Note:
    return Note("mojibake", f"Not to be read: {what}; kept whole.")
