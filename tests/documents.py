"""What Hypothesis builds documents of: lines that rules know, lines of articles, and arbitrary text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from cleaner.marked import read_marked
from cleaner.rules import default_packs

_FIXTURES = Path(__file__).parent.parent / "fixtures" / "text"
_PROSE = (
    "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة.",
    "وقال مهندس المشروع إن الحركة ستحول إلى الجسر الجديد، وإن العمل سيجري ليلاً حتى لا تتعطل مصالح السكان والتجار.",
    "ويطالب الصيادون منذ سنوات بمرفأ صغير يحمي قواربهم من العواصف التي تضرب الساحل الشمالي كل شتاء.",
)
FIRST, LAST = _PROSE[:2]
PROMPT = "اضغطوا هنا للاختبار"
WIRE = "(وكالة الاختبار)"
_BITS = "اأإآةىيءؤئبقرلمنوهـًٌٍَُِّْٰ\u0640\u200f\u200e\u202b\u2067\u2069\ufeff\u00a0 \t\r\v\f\x1c\x85\u2028\u2029.،؛:؟!…«»“”()[]-–—|•*👇🏽👨‍👩‍👧0123٤٥٦abcXYZéﻻﷺی\n"
_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0640\u200f\u200e\u202b\u2069"


@cache
def rule_lines() -> tuple[str, ...]:
    """Return the lines of all examples of all rules."""
    rules = [rule for pack in default_packs() for rule in pack.rules]
    return tuple(sorted({line for rule in rules for text in (*rule.remove, *rule.keep) for line in text.split("\n")}))


@cache
def fixture_lines() -> tuple[str, ...]:
    """Return the lines of all fixtures."""
    texts = [read_marked(path.read_bytes().decode(), path.name).text for path in sorted(_FIXTURES.glob("*.marked"))]
    return tuple(sorted({line for text in texts for line in text.split("\n")}))


def lines() -> st.SearchStrategy[str]:
    """Draw one line: of a rule, a fixture, an article, or of anything."""
    known = st.sampled_from(rule_lines()) | st.sampled_from(fixture_lines()) | st.sampled_from(_PROSE)
    return known | known | st.text(st.sampled_from(_BITS.replace("\n", "")), max_size=40) | st.just("")


def assembled(max_size: int = 14) -> st.SearchStrategy[str]:
    """Draw a document of such lines, with either line end."""
    return st.builds(lambda rows, end: end.join(rows), st.lists(lines(), max_size=max_size), st.sampled_from(["\n", "\n", "\r\n"]))


def arbitrary() -> st.SearchStrategy[str]:
    """Draw any string at all, lone surrogates included, or one of Arabic, marks and separators."""
    return st.text(max_size=120) | st.text(st.sampled_from(_BITS), max_size=200) | st.text(st.characters(), max_size=60)


def documents() -> st.SearchStrategy[str]:
    """Draw a document of either sort."""
    return assembled() | arbitrary()


@st.composite
def marked_up(draw: st.DrawFn, text: str) -> str:
    """Spell a text with up to two marks after some of its Arabic letters."""
    random = draw(st.randoms(use_true_random=False))
    return "".join(
        letter + "".join(random.choices(_MARKS, k=random.choice((0, 0, 0, 1, 2)))) if "ء" <= letter <= "ي" else letter
        for letter in text
    )


def pack_of_tests(seen: str) -> str:
    """Return a pack of two rules that only the tests use; `seen` is what the first one says of itself."""
    return f"""
[[rule]]
id = "test.prompt"
kind = "comment"
where = "line"
patterns = ["{PROMPT}"]
why = "A prompt that only these tests print."
seen = "{seen}"
remove = ["{PROMPT}"]
keep = ["{FIRST}"]

[[rule]]
id = "test.wire"
kind = "agency"
where = "suffix"
patterns = ["{WIRE}"]
why = "An agency that only these tests name."
remove = ["{FIRST} {WIRE}"]
keep = ["{FIRST}"]
"""
