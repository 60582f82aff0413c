"""The topic of an article: the words its paragraphs use, and how much of a line is made of them.

Comes in: looks. Goes out: `Topic`. A headline, a deck and a tag speak of what the paragraphs speak of;
titles of other stories and the items of a menu mostly don't.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice

from cleaner.arabic import LETTERS, words
from cleaner.compiled import native
from cleaner.heuristics.leads import Group, Leads, Then
from cleaner.looks import Looks

_PREFIX = re.compile(r"[وف]?(?:[بكل]?ال|لل|[بكل])?(?=\w{3})")
_TWO = frozenset(("هم", "هن", "ها", "نا", "ات", "ون", "ين", "ان", "يه"))
_SUFFIX = re.compile(r"(?<=\w{3})(?:هما|هم|هن|ها|نا|ات|ون|ين|ان|يه|ه|ي)$")
_LINKS = ("", "و", "ف", "ثم ", "كما ", "لكن ", "حيث ", "اذ ", "وقد ", "وكان")
SPEECH = Leads(
    [
        Group(Then.SPACE, tuple("قال قالت رد ردت اجاب اجابت اضاف كان كانت هو هي هم لا لم لن ما من في عن علي الي هذا هذه ذلك انا انت نحن اذا ان انه انها كل قد".split()), ("و", "ف")),
        Group(Then.SPACE, ("قلت", "قال لي", "لكن", "ثم", "بل", "لقد")),
        Group(Then.SOON, (*"قال يقال قالت قالوا اضاف اضافت اوضح اوضحت اكد اكدت اشار اشارت ذكر ذكرت اجاب اجابت سال سالت سالته سالها".split(), "كان ", "كانت ", "رد ", "ردت "), _LINKS),
        Group(Then.OTHER, ("تابع ",), _LINKS),
    ],
    ("ايضا", "معنا", "اخر", "المزيد"),
)
"""What narration and dialogue begin with; orders to read on are none.

>>> is_speech("فقالت له : اكيد"), is_speech("وزير المال يقدم الموازنه")
(True, False)
"""
_SHORTEST = 3
"""Letters of a word that may tell a topic: particles have one or two, three are often a name."""
_FOREIGN = 0.34
"""Of 175 titles of other stories in the development gold 69 % share less of their words with the article."""
_TELLS = 0.5
_READ = 40
"""Paragraphs read: the topic is told early, and the cost stays bounded."""


def stem(word: str) -> str:
    """Take conjunction, preposition, article and endings off a folded word; crude, and the same for all.

    >>> stem("والاقتصاد"), stem("بالقاهره"), stem("مدينتهم"), stem("المدينتين")
    ('اقتصاد', 'قاهر', 'مدينت', 'مدينت')
    """
    bare = word[found.end() :] if (found := _PREFIX.match(word)) else word
    if not bare.isalnum():
        return _SUFFIX.sub("", bare)
    size = len(bare)
    if size > 5 and bare.endswith("هما"):
        return bare[:-3]
    if size > 4 and bare[-2:] in _TWO:
        return bare[:-2]
    return bare[:-1] if size > 3 and bare[-1] in "هي" else bare


is_speech = SPEECH.begin
"""Tell whether a folded line opens as narration and dialogue do, and titles and menus don't."""


class Topic:
    """What an article's paragraphs say, to look words up in.

    >>> from cleaner.model import Document, Record
    >>> prose = "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين على مدى ستة أسابيع كاملة."
    >>> topic = Topic(Looks(Document(Record(prose))), [0])
    >>> topic.share(["صيانه", "الجسر", "القديم"]), topic.share(["اسعار", "الذهب", "اليوم"])
    (1.0, 0.3333333333333333)
    """

    def __init__(self, looks: Looks, paragraphs: Iterable[int]) -> None:
        chosen = list(islice(paragraphs, _READ))
        rows = looks.document.rows
        self._told = native.Topic(LETTERS, [rows[number] for number in chosen]).told if native else None
        self._text = "" if native else looks.joined(chosen)

    def told(self, found: Collection[str], most: int | None = None) -> int:
        """Count the words of a line that the paragraphs use, up to `most`: their stems, looked up in the text as it is.

        `found` are words, or a folded line. Numbers tell nothing: a year, and what a clock shows, stands in any article.
        """
        if self._told:
            asked = found if isinstance(found, str) else list(found)
            return int(self._told(asked) if most is None else self._told(asked, most))
        listed = words(found) if isinstance(found, str) else found
        count = sum(stem(word) in self._text for word in listed if len(word) >= _SHORTEST and not word.isdigit())
        return count if most is None else min(count, most)

    def share(self, found: Collection[str]) -> float:
        """Return the share of a line's words that the paragraphs use; 0 where no word could tell."""
        telling = sum(len(word) >= _SHORTEST and not word.isdigit() for word in found)
        return self.told(found) / telling if telling else 0.0

    def is_foreign(self, found: Collection[str]) -> bool:
        """Tell whether a line may be the headline of another story: the paragraphs use few of its words."""
        return self.share(found) < _FOREIGN

    def is_own(self, found: Collection[str]) -> bool:
        """Tell whether a line speaks of the article: the paragraphs use two of its words and half of them all."""
        told = self.told(found)
        return told >= 2 and told >= _TELLS * sum(len(word) >= _SHORTEST for word in found)
