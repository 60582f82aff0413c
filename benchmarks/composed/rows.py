"""Rows of a collection of boilerplate phrases: what each is, and its slots filled with values that vary.

Comes in: a table with the columns category, phrase, position, language, hosts, note. Goes out: `Row`s,
each of which is to be removed, or a fact about the article, or counted apart: what is made of slots
alone looks like anything, and lost encodings are a matter of whole documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cleaner.arabic import key
from composed.articles import OTHERS

Fate = Literal["remove", "either", "apart"]
KINDS = {
    "ad": "ad", "share-buttons": "share", "comment-prompt": "comment", "comment-form": "comment", "chat-widget": "chat_widget",
    "related-links": "related", "read-more": "read_more", "follow-us": "follow", "newsletter/subscribe": "newsletter",
    "app-download": "app_promo", "back-to-top/navigation": "navigation", "breadcrumb": "navigation", "AMP/mobile switch": "navigation",
    "login/paywall": "login", "cookie/consent": "consent", "copyright/rights": "copyright", "disclaimer-opinion": "disclaimer",
    "editorial-masthead": "masthead", "font-size/print controls": "controls", "reading-time/view-counter": "counter",
    "tags/keywords": "tags", "widget": "widget", "video-player": "player", "syndication-wrapper": "syndication",
    "summary-wrapper": "syndication", "machine-translation residue": "residue", "encoding residue": "residue",
    "byline": "byline", "dateline/agency": "dateline", "publication-timestamp": "timestamp", "photo-caption/credit": "caption",
}  # fmt: skip
FACTS = frozenset({"byline", "dateline", "timestamp", "caption", "source"})
_SOURCE = re.compile(r"\*?المصدر(?::|$)|\{site\}:⏎\{yyyy-mm-dd\}@")
"""A source line, whatever the collection files it under: the policy counts it among the facts."""
VALUES: dict[str, tuple[str, ...]] = {
    "name": ("سامي الحداد", "ليلى منصور", "د. خالد العمري", "مريم بن عيسى"),
    "site": ("المرفأ نيوز", "صوت الساحل", "الميناء", "بوابة الوادي"),
    "source": ("المرفأ نيوز", "وكالة الساحل للأنباء", "صحيفة الميناء", "قناة الوادي"),
    "place": ("بغداد", "صنعاء", "الرباط", "عمّان"),
    "country": ("ليبيا", "العراق", "المغرب", "الأردن"),
    "section": ("رياضة", "أخبار محلية", "اقتصاد", "ثقافة وفن"),
    "tag": ("الانتخابات", "أسعار النفط", "الدوري", "التعليم"),
    "keyword": ("الجسر القديم", "أسعار النفط", "الدوري", "التعليم"),
    "number": ("7", "128", "1,204", "15"),
    "date": ("12 مارس 2024", "2023-11-05", "٢٩ أيار ٢٠٢٥", "03/08/2022"),
    "time": ("10:45", "07:05", "٠١:٠٦", "21:30"),
    "weekday": ("الأحد", "الثلاثاء", "الخميس", "السبت"),
    "hijri": ("12 رمضان 1445", "3 شوال 1444", "٩ محرم ١٤٤٦", "27 رجب 1443"),
    "year": ("2024", "2023", "2025", "2022"), "yyyy": ("2024", "2023", "2025", "2022"),
    "month": ("مارس", "جانفي", "أفريل", "آب"), "unit": ("ساعات", "سنة", "أيام", "دقائق"),
    "month-en": ("March", "January", "August", "May"), "d": ("3", "12", "27", "9"),
    "yyyy-mm-dd": ("2024-03-12", "2023-11-05", "2025-05-29", "2022-08-03"),
    "ISO8601": ("2024-03-12T10:45:00+00:00", "2023-11-05T07:05:12+03:00", "2025-05-29T01:06:00+00:00", "2022-08-03T21:30:44+01:00"),
    "url": ("https://marfa.example.com/a/123", "https://sahel.example.net/news/77", "https://t.me/marfanews", "https://wadi.example.org/?p=9"),
    "domain": ("marfa.com", "sahel.net", "mina.news", "wadi.org"),
    "cdn-url": ("https://cdn.example.com/i/12.jpg?x=1", "https://img.example.net/77.png?v=2"),
    "email": ("sami@marfa.example.com", "layla@sahel.example.net"), "handle": ("marfanews", "sahel_tv"),
    "caption": ("جانب من الجلسة الافتتاحية أمس", "مشهد عام للميناء القديم", "متطوعون يرتبون رفوف الكتب", "آثار السيول في الوادي"),
    "caption prefix": ("جانب من الجلسة", "مشهد عام", "متطوعون يرتبون", "آثار السيول"),
    "english alt text": ("A man walks past the old harbour after the storm",),
    "question": ("هل تتوقع انخفاض الأسعار قبل نهاية العام؟", "من يفوز بلقب الدوري هذا الموسم؟"),
    "tag phrase only": ("أسعار النفط اليوم", "الدوري الممتاز"), "word": ("هزة أرضية",),
}  # fmt: skip
_SLOT = re.compile(r"\{([A-Za-z0-9 \-]+)\}")
_GOES_ON = " تعمل منذ سنوات على نقل الخبر إلى قرائها بدقة ومهنية."


@dataclass(frozen=True)
class Row:
    """One phrase, where it stands, what kind of boilerplate it is, and what has to become of it."""

    number: int
    phrase: str
    position: str
    kind: str
    fate: Fate
    inside: bool = False

    @property
    def templates(self) -> list[str]:
        """The lines of the phrase, with their slots."""
        return [line for line in self.phrase.split("⏎") if line.strip()]


def read_rows(path: Path) -> list[Row]:
    """Read a table of phrases."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2):
        category, phrase, position, *rest = line.split("\t")
        rows.append(make_row(number, category, phrase, position, rest[-1] if rest else ""))
    return rows


def make_row(number: int, category: str, phrase: str, position: str, note: str = "") -> Row:
    """Make a row of the fields of a table.

    >>> make_row(2, "share-buttons", "شاركها.", "footer").fate, make_row(3, "breadcrumb", "{section}", "header").fate
    ('remove', 'apart')
    """
    kind = "source" if _SOURCE.match(phrase) else KINDS[category]
    fate: Fate = "either" if kind in FACTS else "remove"
    slots = set(_SLOT.findall(phrase))
    if category == "encoding residue" or (slots and len(key(_SLOT.sub("", phrase))) < 2):
        fate = "apart"
    return Row(number, phrase, position, kind, fate, "INSIDE" in note)


def fill(row: Row, variant: int, headline: str) -> str:
    """Fill the slots of a row; `{prose}` stays, for the article to fill.

    >>> fill(make_row(2, "related-links", "اقرأ أيضاً:{title}", "inline"), 0, "عنوان الخبر")
    'اقرأ أيضاً:إضراب سائقي الحافلات يدخل أسبوعه الثاني'
    """
    seen: list[str] = []

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name == "prose":
            return found[0]
        if name == "title" and row.kind not in ("related", "read_more", "ticker"):
            return headline
        values = OTHERS if name == "title" else VALUES[name]
        again = seen.count(name) if name not in ("site", "caption", "caption prefix", "country", "number") else 0
        seen.append(name)
        return values[(variant + row.number + again if name != "title" else variant + again) % len(values)]

    text = row.phrase.replace("…⏎23:00", "⏎".join(f"{hour:02}:00" for hour in range(2, 24)))
    if text.endswith(" …") and row.fate != "apart":
        text = text[:-2] + _GOES_ON
    return _SLOT.sub(value, text.replace(" … ", " عربية مستقلة ")).replace("⏎", "\n")
