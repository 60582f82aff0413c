"""How cost grows: one large document and many small ones, ten times the rules.

Goes out: figures for the table that `speed.py` writes, each a ratio within one run. Texts are made of the words of
texts, in another order, so that no paragraph stands twice.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cleaner import Cleaner
from cleaner.rules import Rule, Rulebook

PARAGRAPH = 60
PARTS = 1000
TIMES = 10
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ROUNDS = 3


def shuffle(texts: Sequence[str], megabytes: float) -> list[str]:
    """Return paragraphs of words of some texts, so many bytes of them."""
    rng = random.Random(11)
    words = [word for text in texts for word in text.split() if word.isalpha()]
    size = sum(len(word.encode("utf-8", "surrogatepass")) + 1 for word in words) / len(words)
    count = int(megabytes * 1e6 / size / PARAGRAPH)
    return [" ".join(rng.choices(words, k=PARAGRAPH)) + "." for _ in range(count)]


def seconds(cleaner: Cleaner, texts: Iterable[str]) -> float:
    """Return the processor's seconds for cleaning some texts."""
    start = time.process_time()
    for text in texts:
        cleaner(text)
    return time.process_time() - start


def of_size(cleaner: Cleaner, texts: Sequence[str], megabytes: float) -> str:
    """Compare one large document with a thousand small ones of the same paragraphs."""
    paragraphs = shuffle(texts, megabytes)
    each = max(1, len(paragraphs) // PARTS)
    small = ["\n".join(paragraphs[start : start + each]) for start in range(0, len(paragraphs), each)]
    seconds(cleaner, small[: len(small) // 10])  # what they need is compiled by then
    apart = seconds(cleaner, small)
    one = seconds(cleaner, ["\n".join(paragraphs)])
    return f"one document of {megabytes:.0f} MB costs {one / apart:.2f} × what a thousand small ones do ({one:.1f} s)"


class Spelling:
    """Spells phrases with other letters, and word lists under other names."""

    def __init__(self, names: Iterable[str], copy: int) -> None:
        self.mark = "_" + chr(ord("a") + copy)
        self._names = frozenset(names)
        self._letters = str.maketrans(_LETTERS, "".join(random.Random(copy).sample(_LETTERS, len(_LETTERS))))

    def phrase(self, text: str) -> str:
        """Spell the letters of a phrase; its slots stay, and name the lists of this spelling."""
        first, *rest = text.split("{")
        spelled = [first.translate(self._letters)]
        for piece in rest:
            slot, close, after = piece.partition("}")
            name = slot.rstrip("?+*")
            spelled.append("{" + name + (self.mark if name in self._names else "") + slot[len(name) :] + close + after.translate(self._letters))
        return "".join(spelled)

    def rule(self, rule: Rule) -> Rule:
        """Spell all phrases of a rule."""
        told = {name: tuple(map(self.phrase, getattr(rule, name))) for name in ("patterns", "members", "optional", "needles")}
        return replace(rule, id=rule.id + self.mark, **told)


def multiplied(book: Rulebook, times: int) -> Rulebook:
    """Return a rulebook with each rule several times, its phrases spelled with other letters: as rare, and as many."""
    rules = [rule for rule in book.rules if rule.where != "markup"]
    words = dict(book.words)
    for copy in range(1, times):
        spelling = Spelling(book.words, copy)
        words |= {name + spelling.mark: tuple(map(spelling.phrase, listed)) for name, listed in book.words.items()}
        rules += [spelling.rule(rule) for rule in book.rules if rule.where != "markup" and not rule.regex]
    return Rulebook(tuple(rules), words)


def of_rules(texts: Sequence[str]) -> str:
    """Compare the rules with ten times as many, on clean bodies."""
    book = Cleaner().rulebook
    few = Cleaner.of(multiplied(book, 1))
    many = Cleaner.of(multiplied(book, TIMES))
    best = [9e9, 9e9]
    for cleaner in (few, many):
        seconds(cleaner, texts)
    for _ in range(_ROUNDS):
        for place, cleaner in enumerate((few, many)):
            best[place] = min(best[place], seconds(cleaner, [text + " " for text in texts]))
    return f"{len(many.rulebook.rules)} rules cost {best[1] / best[0]:.2f} × what {len(few.rulebook.rules)} do on clean bodies"
