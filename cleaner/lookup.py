"""The words by which a pattern is looked up: what every match of it begins with, or ends with.

Comes in: the tokens of a pattern. Goes out: `Edge`s, each of them words of which one stands at the edge
of the line, and what the word beside it begins (or ends) with. They are sets for each slot, not phrases:
two lists side by side have a thousand phrases, and two sets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

from cleaner.arabic import fold
from cleaner.arabic import words as split
from cleaner.slots import AFTER_NUMBER, FIRST, LATIN
from cleaner.trie import any_of

Phrase = tuple[str, ...]
Token = tuple[str, str, str, str, str]
"""A slot, how often it may stand (`?`, `+`, `*`), a word, white space, a sign: one of them, or the first two."""
END = "\n"
"""Stands behind a word that nothing is glued to; alone, for the end of the line."""
NUMBER = "0"
GAP = r"\W{0,6}"
"""What stands between two words of a phrase."""
_GAP_WIDTH = 6
_DIGITS = "0123456789"


class Edge(NamedTuple):
    """One of some words at the edge of a line, `0` for any number, and one of those beside it; None: anything."""

    words: frozenset[str]
    beside: frozenset[str] | None


@dataclass(frozen=True)
class WordList:
    """The phrases of a slot, folded."""

    phrases: frozenset[Phrase]

    @classmethod
    def of(cls, listed: Iterable[str]) -> WordList:
        """Fold a list of a pack."""
        return cls(frozenset(tuple(split(phrase)) for phrase in fold("\n".join(listed)).split("\n")))

    @cached_property
    def regex(self) -> str:
        """A regular expression for any of them, the longest first."""
        return any_of(self.phrases, GAP)

    @cached_property
    def first(self) -> frozenset[str]:
        """The words that open the phrases."""
        return frozenset(phrase[0] for phrase in self.phrases)

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The longest word of each phrase: fewer lines hold it than hold the first. Patterns are told to ask for the same by this tuple."""
        return tuple(sorted({max(phrase, key=len) for phrase in self.phrases}))

    @cached_property
    def last(self) -> frozenset[str]:
        """The words that close the phrases."""
        return frozenset(phrase[-1] for phrase in self.phrases)

    @cached_property
    def most(self) -> int:
        """How many words the longest phrase has."""
        return max(map(len, self.phrases))

    @cached_property
    def widest(self) -> int:
        """How many characters a phrase takes at most, with what may stand between its words, and once more."""
        return max(sum(map(len, phrase)) + _GAP_WIDTH * len(phrase) for phrase in self.phrases)

    @cached_property
    def narrowest(self) -> int:
        """How many characters a phrase takes at least."""
        return min(sum(map(len, phrase)) for phrase in self.phrases)

    @cached_property
    def singles(self) -> frozenset[str]:
        """The phrases of one word."""
        return frozenset(phrase[0] for phrase in self.phrases if len(phrase) == 1)

    @cached_property
    def heads(self) -> tuple[Edge, ...]:
        """The first two words of the others."""
        return _grouped((phrase[0], phrase[1]) for phrase in self.phrases if len(phrase) > 1)

    @cached_property
    def tails(self) -> tuple[Edge, ...]:
        """Their last two words, the last one first."""
        return _grouped((phrase[-1], phrase[-2]) for phrase in self.phrases if len(phrase) > 1)


class Lists(Mapping[str, WordList]):
    """The word lists of a rulebook by their names, each folded when first asked for."""

    def __init__(self, listed: Mapping[str, Iterable[str]]) -> None:
        self._listed = listed
        self._folded: dict[str, WordList] = {}
        self._digests: dict[str, str] = {}

    def __getitem__(self, name: str) -> WordList:
        found = self._folded.get(name)
        if found is None:
            found = self._folded[name] = WordList.of(self._listed[name])
        return found

    def digest(self, name: str) -> str:
        """Return a digest of a list as the packs give it."""
        found = self._digests.get(name)
        if found is None:
            listed = "\n".join(self._listed[name]).encode("utf-8", "surrogatepass")
            found = self._digests[name] = f"{name} {blake2b(listed, digest_size=16).hexdigest()}"
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._listed

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)


def _grouped(pairs: Iterable[tuple[str, str]]) -> tuple[Edge, ...]:
    beside: dict[str, set[str]] = {}
    for word, other in pairs:
        beside.setdefault(word, set()).add(other)
    same: dict[frozenset[str], set[str]] = {}
    for word, others in beside.items():
        same.setdefault(frozenset(others), set()).add(word)
    return tuple(Edge(frozenset(group), others) for others, group in same.items())


def find_heads(tokens: Sequence[Token], lists: Lists, whole: bool) -> list[Edge]:
    """Return what every match begins with; nothing where that may be anything. A `whole` line ends with the match."""
    parts = _parts(tokens)
    found: list[Edge] = []
    for place, (slot, many, word) in enumerate(parts):
        own = {(word,)} if word else lists[slot].phrases if slot in lists else {(first,) for first in FIRST.get(slot, ())}
        if not own:
            return []
        numbers = {phrase for phrase in own if phrase[0][0].isdigit()}
        if numbers:
            found.append(Edge(frozenset({NUMBER}), _after_number(parts, place, numbers, lists, whole)))
        repeated = {phrase[0] for phrase in own} if many in ("+", "*") else set()
        after = _after(parts[place + 1 :], lists, whole) if slot in lists or word else None
        singles = frozenset(phrase[0] for phrase in own - numbers if len(phrase) == 1)
        if singles:
            found.append(Edge(singles, None if after is None else frozenset(after | repeated)))
        if slot in lists:
            found += [Edge(kept, beside) for words, beside in lists[slot].heads if (kept := _no_numbers(words))]
        if many not in ("?", "*"):
            return found
    return []


def find_tails(tokens: Sequence[Token], lists: Lists) -> list[Edge]:
    """Return what every match ends with; nothing where that may be anything."""
    parts = _parts(tokens)[::-1]
    found: list[Edge] = []
    for place, (slot, many, word) in enumerate(parts):
        if slot == "number":
            found.append(Edge(frozenset({NUMBER}), _before(parts[place + 1 :], lists)))
        elif slot and slot not in lists:
            return []
        else:
            singles = frozenset({word}) if word else lists[slot].singles
            before = _before(parts[place + 1 :], lists)
            if before is not None and many in ("+", "*"):
                before |= lists[slot].last
            groups = [Edge(singles, before), *(lists[slot].tails if slot else ())]
            found += [Edge(_numbered(words), beside) for words, beside in groups if words]
        if many not in ("?", "*"):
            return found
    return []


def _parts(tokens: Sequence[Token]) -> list[tuple[str, str, str]]:
    return [(slot, many, word) for slot, many, word, _, _ in tokens if slot or word]


def _no_numbers(words: frozenset[str]) -> frozenset[str]:
    return words if not any(word[0].isdigit() for word in words) else frozenset(w for w in words if not w[0].isdigit())


def _numbered(words: frozenset[str]) -> frozenset[str]:
    return frozenset(NUMBER if word[-1].isdigit() else word for word in words)


def _after(parts: Iterable[tuple[str, str, str]], lists: Lists, whole: bool) -> set[str] | None:
    """Return what the next word may begin with; None where that may be anything."""
    found: set[str] = set()
    for slot, many, word in parts:
        if word:
            return found | {word}
        if slot not in lists and (slot not in FIRST or slot == "url"):
            return None
        found |= lists[slot].first if slot in lists else FIRST[slot]
        if many in ("", "+"):
            return found
    return found | {END} if whole else None


def _before(parts: Iterable[tuple[str, str, str]], lists: Lists) -> frozenset[str] | None:
    """Return what the word before may end with; None where that may be anything."""
    found: set[str] = set()
    for slot, many, word in parts:
        if word:
            return frozenset(found | {word})
        if slot not in lists:
            return None
        found |= lists[slot].last
        if many in ("", "+"):
            return frozenset(found)
    return None


def _after_number(
    parts: Sequence[tuple[str, str, str]], place: int, numbers: Collection[Phrase], lists: Lists, whole: bool
) -> frozenset[str] | None:
    """Return what the first letters behind a number that opens a line may be; None where that may be anything."""
    found: set[str] = set()
    for at, (slot, many, word) in enumerate(parts[place:]):
        if slot in AFTER_NUMBER:
            found |= AFTER_NUMBER[slot]
            through = slot != "weekday"
        elif word or slot in lists:
            phrases = numbers if not at else {(word,)} if word else lists[slot].phrases
            letters = {_letters(phrase) for phrase in phrases}
            through = "" in letters
            found |= letters - {""}
            if slot and many in ("+", "*") and not at:
                found |= {_letters(phrase) for phrase in lists[slot].phrases} - {""}
        else:
            return None
        if not through and (not at or many in ("", "+")):
            return frozenset(found)
    return frozenset(found | {END}) if whole else None


def _letters(phrase: Phrase) -> str:
    return next(filter(None, (word.lstrip(_DIGITS) for word in phrase)), "")


def forms(word: str, *, back: bool = False) -> list[str]:
    """Return all that a word may be looked up by beside another: its beginnings (or endings), and itself.

    >>> forms("ايضا"), forms("")
    (['ا', 'اي', 'ايض', 'ايضا', 'ايضا\\n'], ['\\n'])
    """
    if not word:
        return [END]
    if back:
        return [word[place:] for place in range(len(word))]
    found = [word[:place] for place in range(1, len(word) + 1)]
    found.append(word + END)
    if word[0].isdigit():
        found.append(NUMBER)
    if word[0].isascii():
        found.append(LATIN)
    return found
