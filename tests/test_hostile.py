"""Hostile text: the work grows with the size of the input, whatever stands in it.

Counted in steps of the interpreter, not in seconds, so that the machine has no say.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from cleaner import Cleaner, Record
from cleaner.looks import Looks
from cleaner.model import Document

PROSE = "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة."
SHAPES: dict[str, Callable[[int], str]] = {
    "one long line": lambda n: PROSE * n,
    "many paragraphs": lambda n: "\n".join(f"{PROSE} {k}" for k in range(n)),
    "same paragraph": lambda n: "\n".join([PROSE] * n),
    "chrome": lambda n: "\n".join([PROSE, *["اترك تعليقاً", "شاركها."] * n, PROSE]),
    "chrome between paragraphs": lambda n: "\n".join(f"{PROSE} {k}\nاترك تعليقاً\n{k} دقائق" for k in range(n // 2)),
    "anchors": lambda n: "\n".join([PROSE, *["اقرأ أيضاً:"] * n, PROSE]),
    "anchors and titles": lambda n: "\n".join([PROSE, *["اقرأ أيضاً:", "الوزير يفتتح المعرض"] * n, PROSE]),
    "blank lines": lambda n: PROSE + "\n" * n + PROSE,
    "signs": lambda n: PROSE + "\n.\n،" * n + "\n" + PROSE,
    "short lines": lambda n: "\n".join(["قال الرجل", *[f"سطر قصير رقم {k}" for k in range(n)]]),
    "headlines with a site before them": lambda n: "\n".join([*["صوت المدينة - بلدية المدينة تبدأ صيانة الجسر", "بلدية المدينة تبدأ صيانة الجسر"] * (n // 4), PROSE]),
    "points that read as labels": lambda n: "\n".join([PROSE, "المهام:", *["- طباعة"] * n, "- دراسة السوق"]),
    "stories cut off": lambda n: "\n".join([PROSE] * 4 + ["عنوان خبر آخر من المدينة", PROSE[:-1] + "..."] * (n // 4)),
    "needles": lambda n: PROSE + " اقرأ أيضا" * n,
    "numbers above": lambda n: "\n".join([*map(str, range(n)), PROSE]),
    "words of addresses above": lambda n: "\n".join(["the-work-of-a-city"] * n + [PROSE]),
    "two words above": lambda n: "\n".join(["المدينة اليوم"] * n + [PROSE]),
    "brackets": lambda n: PROSE + "(" * n + ")" * n,
    "urls": lambda n: PROSE + " https://a.b" * n,
    "numbers": lambda n: "1" * n + "\n" + PROSE + "\n" + "1:2/3-" * n,
    "colons": lambda n: "اقرأ أيضاً" + ":" * n + "\n" + PROSE,
    "dashes and spaces": lambda n: "- " * n + "\n" + PROSE,
    "marks": lambda n: PROSE + "َ" * n + "\n" + "ـ" * n,
    "zero width": lambda n: PROSE + "\u200f" * n,
    "nul": lambda n: "\x00" * n + PROSE,
    "names": lambda n: "كتب: " + "محمد " * n + "\n" + PROSE,
    "carriage returns": lambda n: PROSE + "\r\n" * n + "\r" * n,
}

SIZE = 2500
"""More than the letters up to which a line is matched whole: below and above it, a line is read in different ways."""


def steps(work: Callable[[], object]) -> int:
    """Count the calls that the interpreter makes, into Python and into C."""
    count = 0

    def tick(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(tick)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_steps_grow_with_the_text(cleaner: Cleaner, shape: Callable[[int], str]) -> None:
    for text in (SHAPES["many paragraphs"](500), SHAPES["many paragraphs"](2), shape(4), shape(SIZE)):
        cleaner(text)  # what is compiled once, after some hundred paragraphs, is no step of a text
    small, large = (steps(lambda n=n: cleaner(shape(n)).text) for n in (SIZE, 4 * SIZE))
    assert large < 4 * 1.5 * small + 500


@pytest.mark.parametrize("shape", ["numbers above", "words of addresses above", "two words above", "short lines", "headlines with a site before them"])
def test_steps_to_facts_grow_with_the_text(cleaner: Cleaner, shape: str) -> None:
    text = SHAPES[shape]
    cleaner(text(SIZE)).metadata  # noqa: B018 - read, not kept
    small, large = (steps(lambda n=n: cleaner(text(n)).metadata) for n in (SIZE, 4 * SIZE))
    assert large < 4 * 1.5 * small + 500


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_large_text_comes_to_an_end(cleaner: Cleaner, shape: Callable[[int], str]) -> None:
    """Quadratic work inside one call of C would not end within the session's patience."""
    text = shape(20_000)
    verdict = cleaner(text)
    assert len(verdict.text) + sum(len(one.span) for one in verdict.removed) == len(text)


class Asked(frozenset[int]):
    """Lines gone that count how often they are asked for one."""

    times = 0

    def __contains__(self, number: object) -> bool:
        Asked.times += 1
        return super().__contains__(number)


def test_the_edges_of_the_body_are_looked_for_once() -> None:
    looks = Looks(Document(Record("\n".join(f"{PROSE} {k}" for k in range(9)))))
    gone = Asked({0, 1, 8})
    assert looks.body(gone) == (2, 7)
    once = Asked.times
    assert looks.body(gone) == (2, 7)
    assert Asked.times == once
    assert looks.body() == (0, 8)
