"""Small pages that the tests of the command write: an article of ours, and what a site puts around it."""

from __future__ import annotations

HEADLINE = "سد جديد في الوادي يبدأ تخزين المياه"
BODY = (
    "بدأ السد الجديد في الوادي صباح أمس تخزين المياه بعد سبعة أعوام من العمل المتواصل، وسط ترحيب من المزارعين.",
    "وقال مدير المشروع إن البحيرة ستبلغ نصف حجمها مع نهاية الشتاء، وإن الري سيبدأ في ثلاث قرى قبل الصيف.",
    "وتخشى جمعيات محلية أن يرتفع منسوب المياه الجوفية قرب البيوت القديمة، وتطلب دراسة جديدة قبل الربيع.",
)
MENU = ("الرئيسية", "اقتصاد", "رياضة")
RELATED = "صيادون يطالبون بمرفأ صغير يحمي قواربهم"


def paragraphs(rows: tuple[str, ...] = BODY) -> str:
    return "".join(f"<p>{row}</p>" for row in rows)


def page(body: str = "", *, headline: str = HEADLINE, head: str = "", tail: str = "") -> str:
    """Return a page with a menu, a headline, an article and a box of other stories."""
    menu = "".join(f'<li><a href="/{number}">{name}</a></li>' for number, name in enumerate(MENU))
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{headline} | صحيفة المثال</title>{head}</head>'
        f'<body><nav><ul>{menu}</ul></nav><article><h1>{headline}</h1>{body or paragraphs()}</article>{tail}'
        f'<aside><h3>اقرأ أيضا</h3><a href="/r">{RELATED}</a></aside><footer>جميع الحقوق محفوظة</footer></body></html>'
    )


NO_ARTICLE = '<html><body><ul><li><a href="/1">رياضة</a></li><li><a href="/2">اقتصاد</a></li></ul></body></html>'
