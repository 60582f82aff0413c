"""What the slots of patterns stand for, as regular expressions over folded text.

Goes out: `SLOT_REGEXES` by name, the months by number, and with which words a match of a slot begins.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.trie import any_of

_WEEKDAYS = "السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche".split()
MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "يناير جانفي كانون_الثاني ينار january jan janvier",
            "فبراير فيفري شباط february feb fevrier",
            "مارس اذار march mar mars",
            "ابريل افريل نيسان april apr avril",
            "مايو ماي ايار may mai",
            "يونيو يونيه جوان حزيران june jun juin",
            "يوليو يوليه جويليه تموز يوليوز july jul juillet",
            "اغسطس اوت اب غشت august aug aout",
            "سبتمبر ايلول شتنبر september sep sept septembre",
            "اكتوبر تشرين_الاول october oct octobre",
            "نوفمبر تشرين_الثاني نونبر november nov novembre",
            "ديسمبر كانون_الاول دجنبر december dec decembre",
        ),
        1,
    )
    for name in names.replace("_", "\x00").split()
    for name in [name.replace("\x00", " ")]
}
"""The Gregorian months, folded: Egyptian, Levantine, Maghrebi, Tunisian, English and French names."""
HIJRI = "محرم صفر|ربيع الاول|ربيع الاخر|ربيع الثاني|جمادي الاولي|جمادي الاخره|جمادي الثانيه|رجب|شعبان|رمضان|شوال|ذو القعده|ذي القعده|ذو الحجه|ذي الحجه".replace("محرم ", "محرم|").split("|")


def _either(names: Iterable[str]) -> str:
    return f"(?:{any_of([name] for name in names)})"


_DAY = _either(_WEEKDAYS)
_MONTH = _either([*MONTHS, *HIJRI])
_ERA = r"(?:\s?(?:م|ه|ميلاديه?|هجريه?)(?!\w))?"
_ISO = r"\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:z|[+\-]\d{2}:?\d{2})?)?"
_NUMERIC = r"\d{1,4}\s?[/\-.]\s?\d{1,2}\s?[/\-.]\s?\d{2,4}" + _ERA
_NAMED = rf"\d{{1,2}}(?:er|st|nd|rd|th)?[\s\-/،,]{{0,3}}(?:من )?{_MONTH}(?!\w)(?:\s?/\s?{_MONTH}(?!\w))?(?:[\s\-/،,.]{{0,3}}(?:سنه |عام )?\d{{4}})?" + _ERA
_ENGLISH = rf"{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?"
TIME = (
    r"\d{1,2}\s?[:.]\s?\d{2}(?:\s?[:.]\s?\d{2})?(?:\s?(?:صباحا|مساء|ظهرا|عصرا|ليلا|فجرا|صباح|ص|م|am|pm|a\.m\.|p\.m\.)(?!\w))?"
    r"(?:\s?(?:gmt|ت\.?\s?م|بتوقيت \w{3,12}(?: \w{3,12})?))?"
)
DATE = rf"(?:{_DAY}\W{{0,4}})?(?:{_ISO}|{_NUMERIC}|{_NAMED}|{_ENGLISH})(?:\W{{1,4}}{_DAY}(?!\w))?"
_LETTERS = r"[^\W\d_]"
_DOMAIN = r"[a-z0-9\-]{2,40}(?:\.[a-z0-9\-]{2,40}){0,2}\.(?:com|net|org|info|news|tv|me|co|io|ly|ma|tn|dz|eg|sd|ae|sa|qa|kw|om|bh|ye|iq|sy|lb|jo|ps|mr|uk|fr)(?:\.[a-z]{2})?"
SLOT_REGEXES = {
    "title": r"\S.{2,300}",
    "phrase": r"\S.{0,60}",
    "name": rf"(?:[ادم]{{1,2}}[.٫/]\s?){{0,2}}{_LETTERS}{{2,20}}\.?(?:[ \-.'’]{{1,2}}{_LETTERS}{{1,20}}){{0,4}}",
    "place": rf"{_LETTERS}{{2,20}}(?:[ /،,\-]{{1,3}}{_LETTERS}{{1,20}}){{0,3}}",
    "section": r"[^\W_]{2,20}(?:[ \-]{1,3}[^\W_]{1,20}){0,4}",
    "site": r"[\w«“\"][\w.\-«»“”\"]{0,30}(?: {1,3}[\w.\-«»“”\"]{1,30}){0,5}",
    "number": r"\d[\d.,٫٬]{0,15}",
    "time": TIME,
    "date": DATE,
    "weekday": _DAY,
    "url": rf"(?:(?:https?\s?:\s?//\s?|www\.)\S{{3,}}|{_DOMAIN}(?:/\S*)?)",
    "email": r"(?:[\w.+\-]{1,64}@[\w\-]{1,64}(?:\.[\w\-]{1,24}){1,4}|\[email\W{0,2}protected\])",
    "handle": r"@\w{2,30}",
}
OPEN = {"title", "phrase", "name", "place", "section", "site", "email", "handle"}
HELD = {
    "url": (".", "//"), "email": ("@", "protected"), "handle": ("@",), "weekday": tuple(sorted(_WEEKDAYS)),
    **dict.fromkeys(("number", "time", "date"), ("0",)),
}  # fmt: skip
"""One of these stands in all that fits a slot; `0` is any digit."""
LATIN = "://"
"""Stands for any word of Latin letters or digits at the start of a line: an address may begin so."""
FIRST = {
    "number": {"0"}, "time": {"0"}, "weekday": set(_WEEKDAYS), "url": {LATIN},
    "date": {"0", *_WEEKDAYS, *(month for month in MONTHS if month.isascii())},
}  # fmt: skip
_TIMED = set("صباح مساء ظهرا عصرا ليلا فجرا am pm gmt بتوقيت ص\n م\n ت\n ت.م تم a\n p\n".split(" "))
AFTER_NUMBER = {
    "number": set[str](),
    "time": _TIMED,
    "date": {
        *"t z er st nd rd th من ميلادي هجري م\n ه\n".split(" "), *_WEEKDAYS,
        *(month.split()[0] + ("\n" if " " not in month else "") for month in (*MONTHS, *HIJRI)),
    },
    "weekday": set(_WEEKDAYS),
}  # fmt: skip
"""The first letters that may follow the digits of a slot that opens a line; a line feed says that they are a word."""
