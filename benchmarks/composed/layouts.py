"""Where a phrase stands on a page: an article and a filled row become one document with labels.

Comes in: an article, a filled row, the position that the row says, the number of a variant. Goes out:
the text, and the spans of it that are the row's; the rest is the article.
"""

from __future__ import annotations

from typing import NamedTuple


class Composed(NamedTuple):
    """A document, and the spans in it that belong to the row."""

    text: str
    spans: tuple[tuple[int, int], ...]


VARIANTS = 4
_PROSE = "{prose}"


def compose(article: tuple[str, ...], filled: str, position: str, variant: int, *, inside: bool = False) -> Composed:
    """Set a filled row into an article.

    >>> text, spans = compose(("عنوان", "فقرة أولى.", "فقرة ثانية."), "شاركها.", "footer", 0)
    >>> text[slice(*spans[0])], text.endswith("شاركها.")
    ('شاركها.', True)
    """
    gap = "\n" if variant % 2 else "\n\n"
    if _PROSE in filled:
        return _before_prose(article, filled, gap)
    if position.startswith("glued"):
        return _glued(article, filled, gap, variant, "end" if position == "glued-to-end" else "inside" if inside else "")
    last = len(article)
    place = {
        "header": (0, 1, 1, 0),
        "footer": (last, last, last, last),
        "inline": (2, 3, 2, 3),
        "standalone-line": (2, 3, last, 2),
    }[position][variant % VARIANTS]
    before = gap.join(article[:place])
    start = len(before) + len(gap) if before else 0
    text = gap.join([*article[:place], filled, *article[place:]])
    return Composed(text, ((start, start + len(filled)),))


def _glued(article: tuple[str, ...], filled: str, gap: str, variant: int, where: str) -> Composed:
    sign = not filled[0].isalnum()
    between = ("" if sign else " ", " ", "\xa0", "" if sign else "  ")[variant % VARIANTS]
    paragraph = len(article) - 1 if where == "end" or (not where and variant % 2) else 2
    before = gap.join(article[: paragraph + 1]) + between
    after = gap.join(("", *article[paragraph + 1 :]))
    if where == "inside":
        after = " " + after.lstrip("\n")
    return Composed(before + filled + after, ((len(before), len(before) + len(filled)),))


def _before_prose(article: tuple[str, ...], filled: str, gap: str) -> Composed:
    label, _, rest = filled.partition(_PROSE)
    start = len(article[0]) + len(gap)
    text = article[0] + gap + label + article[1] + rest + gap + gap.join(article[2:])
    return Composed(text, ((start, start + len(label)),))
