"""What lines said before is what they say when they are read again, and no more of it is kept than fits."""

from __future__ import annotations

import pickle

from cleaner import Cleaner
from cleaner.lint import examples
from cleaner.looks import Looks
from cleaner.match import Matcher
from cleaner.memory import Memory
from cleaner.model import Document, Record
from cleaner.rules import default_packs, merge

BOOK = merge(default_packs())


def test_a_line_read_again_says_the_same() -> None:
    matcher, told = Matcher(BOOK), 0
    texts = [text for rule in BOOK.rules[::17] for text, _ in examples(rule)]
    for text in texts:
        looks = Looks(Document(Record("\n".join([text, "خبر", text]))))
        first = matcher.read(looks)
        assert first == matcher.read(looks)
        told += len(first)
    assert told > 300
    other = pickle.loads(pickle.dumps(matcher))
    looks = Looks(Document(Record("\n".join(texts[:50]))))
    assert [hit[2:] for hit in other.read(looks)] == [hit[2:] for hit in matcher.read(looks)]


def test_a_document_is_cleaned_the_same_whatever_was_read_before() -> None:
    texts = ["\n".join([text, "وقال الوزير إن العمل سيبدأ في مطلع العام المقبل في جميع المحافظات كما أعلن من قبل.", text]) for rule in BOOK.rules[::137] for text, _ in examples(rule)]
    used = Cleaner()
    there = [used(text) for text in texts]
    back = [used(text) for text in reversed(texts)]
    assert [one.decisions for one in there] == [one.decisions for one in reversed(back)]


def test_what_nobody_asks_for_is_forgotten() -> None:
    memory = Memory[int](most=4)
    for number in range(40):
        memory.keep(f"خبر {number}", number)
        assert memory.keep("اقرأ أيضاً", -1) == memory.get("اقرأ أيضاً") == -1
    assert [memory.get(f"خبر {number}") for number in (0, 20, 39)] == [None, None, 39]
    assert memory.keep("م" * 301, 1) == 1
    assert memory.get("م" * 301) is None
