"""Patterns of rules, and the words that say where each is worth trying.

Comes in: the text of one pattern, with slots and word lists. Goes out: `Pattern`, a regular expression
over folded lines, compiled when first tried, and the phrases that every match begins or ends with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cleaner.arabic import any_spelling, fold, words
from cleaner.rough import SIGN, rough
from cleaner.rules import Rule
from cleaner.slots import FIRST, LATIN, SLOT_REGEXES

_STRONG = r"(?:[:|/\\\-–—=»«←→<>…•*؛]|\.{2,})"
_STRONG_SIGNS = frozenset(":|/\\-–—=»«←→<>…•*؛")
_DIGIT = r"\p{Nd}"
_DIGITS = r"\p{Nd}[\p{Nd}.,٬٫]*"
_ASCII = "[A-Za-z0-9]"
_GAP = r"\W{0,6}"
_TOKEN = re.compile(r"\{([a-z_]+)([?+*]?)\}|(\w+)|(\s+)|(.)")
WHOLE = ("line", "anchor", "block")
_LONG_SLOT = re.compile(r"\{(?:title|phrase|site|url)\??\}|[+*]\}|\.[*+{]")
_SPACE = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.| (?![?+*{])")
"""A space of a regular expression, or what may hold one that has to stay as it is: a class, an escape."""
_MANY = 400
"""More edge phrases of one pattern than this are cut to one word: the scan has to stay small."""
_EVERYDAY = frozenset("0 من ما هل كل ان قد وقد لان هذا هذه ربما وربما يمكن يجب اعلن نشر نشرت جاء ورد كتب سجل شارك تلقي تقدم يقدم اقدم استقبل اكتشف تواصل دبي ابوظبي الشارقه القاهره واشنطن الدوحه القدس ظهر ظهرت عرض حمل شغل توجه التحق انضم".split()) | {LATIN}
"""First words of 7 % of the paragraphs of the development dumps; all other first words of patterns together of 2 %."""
Phrase = tuple[str, ...]
_DECOR = r"[^\w«“\"‘]{0,40}"
_AFTER_SENTENCE = r"(?:(?<=[.؟?!…»”\"\])])|(?<=[.؟?!…»”\"\])]\s))\s*"
_NO_CLOSING = r"(?![؟?!»”\"\])]|\.(?!\.))"
"""What closes the last sentence is not cut with a suffix that begins with a sign of its own."""
_SEPARATOR = rf"\W{{0,4}}(?!«){_STRONG}[^\w«“\"‘(\[]{{0,4}}"
"""What stands between a prefix and the sentence; a quotation mark behind it opens the sentence."""
_REPEATS = 20
_SLOT_WORDS = {"name": 7, "place": 4, "section": 5, "date": 6, "time": 5}
LONG_PHRASE = 7
"""Phrases of so many words may stand on a line that counts as long: signs between words can add spaces."""


class Pattern:
    """One pattern of one rule, and the words that say where it is worth trying."""

    __slots__ = ("rule", "member", "source", "inner", "heads", "tails", "long", "counted", "_parts", "_compiled")

    _parts: tuple[list[Token], Lists] | None

    def __init__(self, rule: Rule, source: str, lists: Lists, member: int = -1) -> None:
        self.rule = rule
        self.member = member
        self._compiled: re.Pattern[str] | None = None
        self.counted: frozenset[str] = frozenset()
        self.long = rule.where not in WHOLE or bool(_LONG_SLOT.search(source)) or len(source.split()) >= LONG_PHRASE
        if source == rule.regex:
            self.source = _anchored(rule, _any_spaces(source), True, True)
            self._parts = None
            self.inner, self.heads, self.tails = set(), set(), set()
            return
        tokens: list[Token] = _TOKEN.findall(fold(source))
        self.long = self.long or _most_words(tokens, lists) >= LONG_PHRASE
        self.heads = _edge_phrases(tokens, lists) if rule.where != "suffix" else set()
        self.tails = _edge_phrases(tokens, lists, last=True) if rule.where == "suffix" else set()
        self.inner = _inner_words(tokens, lists)
        self.counted = _counted_words(tokens, lists) if ("0",) in self.heads else frozenset()
        self.source = ""
        self._parts = tokens, lists

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            source = self.source
            if self._parts:
                tokens, lists = self._parts
                source = _anchored(self.rule, _regex(tokens, lists), _signs(tokens[0]), _signs(tokens[-1]))
            self._compiled = re.compile(source)
        return self._compiled

    @property
    def everyday(self) -> bool:
        """Tell whether paragraphs often open as the pattern does: with a number or a common word alone."""
        return any(len(head) < 2 and head[0] in _EVERYDAY for head in self.heads)

    @property
    def rough(self) -> str:
        """What RE2 can look for in paragraphs instead of the words; empty where it says too little."""
        if self.rule.where not in (*WHOLE, "prefix"):
            return ""
        return _opening(*self._parts) if self._parts else rough(self.source, bool(self.rule.needles))

    def __getstate__(self) -> tuple[object, ...]:
        return (self.rule, self.member, self.source, self.inner, self.heads, self.tails, self.long, self.counted, self._parts)

    def __setstate__(self, state: tuple[object, ...]) -> None:
        self.rule, self.member, self.source, self.inner, self.heads, self.tails, self.long, self.counted, self._parts = state  # type: ignore[assignment]
        self._compiled = None


@dataclass(frozen=True)
class WordList:
    """The phrases of a slot, folded, and the regular expression for any of them, the longest first."""

    phrases: frozenset[Phrase]
    regex: str

    @cached_property
    def spelled(self) -> str:
        """A regular expression for any phrase of the list, in any spelling."""
        return "|".join(sorted(f"{SIGN}*".join(map(any_spelling, phrase)) for phrase in self.phrases))

    @cached_property
    def first(self) -> str:
        """The same at the start of a line, where nothing is glued to the first word."""
        opened = (f"{any_spelling(first)}{SIGN}+{f'{SIGN}*'.join(map(any_spelling, rest))}" for first, *rest in self.phrases)
        return "|".join(sorted(opened))

    @classmethod
    def of(cls, listed: Iterable[str]) -> WordList:
        """Fold a list of a pack."""
        phrases = frozenset(tuple(words(fold(phrase))) for phrase in listed)
        spelled = {_GAP.join(map(re.escape, phrase)) for phrase in phrases}
        return cls(phrases, "|".join(sorted(spelled, key=lambda phrase: (-len(phrase), phrase))))


Lists = dict[str, WordList]
Token = tuple[str, str, str, str, str]


def _signs(token: Token) -> bool:
    return bool(token[4])


def _edge_phrases(tokens: list[Token], lists: Lists, last: bool = False) -> set[Phrase]:
    """Return what every match begins (or ends) with: one word or two, folded, `0` for any digits.

    Empty where a match may begin (or end) with anything.
    """
    found: set[Phrase] = {()}
    closed: set[Phrase] = set()
    for slot, many, word, _, _ in reversed(tokens) if last else tokens:
        if word:
            options: set[Phrase] = {(word,)}
        elif slot in lists:
            options = {phrase[-2:] if last else phrase[:2] for phrase in lists[slot].phrases}
        elif slot == "url" and () not in found:
            break
        elif slot in FIRST and not last:
            options = {(first,) for first in FIRST[slot]}
        elif slot == "number":
            options = {("0",)}
        elif slot:
            break
        else:
            continue
        if len(found) * len(options) > _MANY:  # cut what is known so far to what it is
            closed |= {phrase for phrase in found if phrase}
            closed |= {_join((), option[-1:] if last else option[:1], last) for option in options if () in found}
            found = {()} if () in found and many in ("?", "*") else set()
            if found:
                continue
            break
        longer = {_join(phrase, option, last) for phrase in found for option in options}
        if many in ("+", "*"):
            closed |= longer
        found = longer | found if many == "?" else found if many == "*" else longer
        if many == "+" or (slot in FIRST and not last) or all(len(phrase) == 2 or (phrase == ("0",) and not last) for phrase in found):
            break
    return found | closed if () not in found else set()


def _join(phrase: Phrase, option: Phrase, last: bool) -> Phrase:
    """Put a phrase and what stands beside it together, two words at most; digits are `0` at the edge.

    A number that opens a line may be glued to the word after it, so nothing is said of that.
    """
    if phrase == ("0",) and not last:
        return phrase
    joined = (option + phrase)[-2:] if last else (phrase + option)[:2]
    edge = -1 if last else 0
    if joined[edge][edge].isdigit():
        return (*joined[:-1], "0") if last else ("0",)
    return joined


def _most_words(tokens: list[Token], lists: Lists) -> int:
    """Count the words of the longest line that a pattern fits."""
    return sum(
        bool(word) or (max(map(len, lists[slot].phrases)) if slot in lists else _SLOT_WORDS.get(slot, 1) if slot else 0)
        for slot, _, word, _, _ in tokens
    )


def _counted_words(tokens: list[Token], lists: Lists) -> frozenset[str]:
    """Return the words of which one follows the number that a pattern begins with; none where anything may."""
    kinds = [token for token in tokens if not token[3]]
    if len(kinds) < 2 or kinds[0][:2] != ("number", ""):
        return frozenset()
    slot, many, word, _, _ = kinds[1]
    found = {word} if word else {phrase[0] for phrase in lists[slot].phrases} if slot in lists and many in ("", "+") else set()
    return frozenset() if any(word[0].isdigit() for word in found) else frozenset(found)


def _inner_words(tokens: list[Token], lists: Lists) -> set[str]:
    """Return words of which one stands in every match, for a pattern that begins with an open slot."""
    for slot, many, word, _, _ in tokens:
        if word and len(word) > 1:
            return {word}
        if slot in lists and many in ("", "+"):
            return {phrase[0] for phrase in lists[slot].phrases}
    return set()


def _opening(tokens: list[Token], lists: Lists) -> str:
    """Return a regular expression for the first two words or lists of a pattern, in any spelling; empty where a
    slot comes before them.
    """
    pieces = [f"(?m:^){SIGN}*"]
    wanted = 2
    for slot, many, word, _, _ in tokens:
        if word:
            piece = any_spelling(word) + (f"{SIGN}+" if wanted == 2 else "")
        elif slot in lists:
            piece = f"(?:{lists[slot].first if wanted == 2 else lists[slot].spelled})"
        elif slot == "number":
            piece = f"{_DIGIT}[0-9٠-٩.,٬٫]*"
        elif slot:
            return ""
        else:
            continue
        optional = many in ("?", "*")
        pieces.append(f"(?:{piece}{SIGN}*)?" if optional else f"{piece}{SIGN}*")
        wanted -= not optional
        if not wanted:
            return "".join(pieces)
    return ""


def spell_heads(phrases: Iterable[Phrase]) -> str:
    """Return a regular expression for lines that open with one of some phrases of one or two words, in any spelling."""
    after: dict[str, set[str]] = {}
    for phrase in phrases:
        first = _DIGIT if phrase[0] == "0" else _ASCII if phrase[0] == LATIN else any_spelling(phrase[0])
        after.setdefault(first, set()).add(any_spelling(phrase[1]) if len(phrase) > 1 else "")
    opened = (
        f"{first}(?:{SIGN}|(?m:$))" if "" in seconds and first not in (_DIGIT, _ASCII) else first if "" in seconds else f"{first}{SIGN}+(?:{'|'.join(sorted(seconds))})"
        for first, seconds in sorted(after.items())
    )
    return f"(?m:^){SIGN}*(?:{'|'.join(opened)})"


def spell_tails(phrases: Iterable[Phrase]) -> str:
    """Return a regular expression for lines, read backwards, that close with one of some phrases, in any spelling."""
    spelled = sorted(map(_spell_back, phrases))
    return f"(?m:^){SIGN}*(?:{'|'.join(spelled)})"


def _spell_back(phrase: Phrase) -> str:
    back = f"{SIGN}+".join(_DIGITS if word == "0" else any_spelling(word[::-1]) for word in reversed(phrase))
    return back if phrase[0] == "0" else f"{back}(?:{SIGN}|(?m:$))"


def is_exact(source: str) -> bool:
    return "{" not in source and not set(source) & (_STRONG_SIGNS - set("-–—…"))


def _regex(tokens: list[Token], lists: Lists) -> str:
    pieces: list[str] = []
    before = ""  # what stands before: "", "word", "slot", "sign"
    spaced = False
    for number, (slot, many, word, space, sign) in enumerate(tokens):
        if space:
            spaced = True
            continue
        if sign:
            piece, kind = _sign(sign), "sign"
        elif word:
            piece, kind = re.escape(word), "word"
        elif slot in lists:
            piece, kind = f"(?P<{slot}_{number}>{lists[slot].regex})", "word"
        else:
            piece, kind = f"(?P<{slot}_{number}>{SLOT_REGEXES[slot]})", "slot"
        if many in ("+", "*"):
            piece += f"(?:{_GAP}(?:{lists[slot].regex})){{0,{_REPEATS}}}"
        optional = many in ("?", "*")
        gap = _between(before, kind, spaced, slot)
        whole = f"{gap}{piece}" if before or not optional else f"{piece}{_GAP}"
        pieces.append(f"(?:{whole})?" if optional else whole)
        before = kind if not optional or before else ""
        spaced = False
    return "".join(pieces)


def _between(before: str, kind: str, spaced: bool, slot: str) -> str:
    if not before or "sign" in (before, kind):
        return ""
    if before == kind == "word" or not spaced:
        return _GAP
    return r"(?!\w)" + _GAP if before == "word" else r"\W{1,6}" if slot not in FIRST else _GAP


def _sign(sign: str) -> str:
    if sign in _STRONG_SIGNS:
        return rf"\W{{0,6}}{_STRONG}\W{{0,6}}"
    return rf"\s{{0,3}}{re.escape(sign)}\s{{0,3}}" if sign in "()[]{}@#&%+" else _GAP


def _anchored(rule: Rule, source: str, signs_first: bool, signs_last: bool) -> str:
    if rule.where in ("line", "anchor", "block"):
        return rf"{_DECOR}(?:{source})\W{{0,40}}"
    if rule.where == "prefix":
        bare = source.removesuffix(_STRONG + _GAP)
        ends = ")" if bare == source and signs_last else _SEPARATOR + ")"
        return rf"\s*(?P<cut>{_DECOR}(?:{bare}){ends}\s*"
    if rule.where == "suffix":
        return (_NO_CLOSING if signs_first else _AFTER_SENTENCE) + rf"(?P<cut>{source}\W{{0,12}})\Z"
    return source if source == _any_spaces(rule.regex) else rf"(?<!\w){source}"


def _any_spaces(regex: str) -> str:
    """Let each space of a regular expression stand for several: pages print two where one is meant."""
    return _SPACE.sub(lambda found: " {1,3}" if found[0] == " " else found[0], regex)
