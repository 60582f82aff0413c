"""Word lists of the packs, as the heuristics use them.

Goes out: sets of folded phrases, and regular expressions for any of them. Read once: packs that come
with the package do not change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cleaner.arabic import fold, words
from cleaner.rules import load_pack


@lru_cache(maxsize=8)
def _lists(pack: str) -> Mapping[str, tuple[str, ...]]:
    from importlib import resources  # only where facts are asked for

    with resources.as_file(resources.files("cleaner") / "packs" / f"{pack}.toml") as path:
        return load_pack(Path(path)).words


@lru_cache(maxsize=32)
def phrases(pack: str, name: str) -> frozenset[str]:
    """Return a word list of a pack, folded.

    >>> {"شروق", "محمد"} <= phrases("bylines", "given")
    True
    """
    return frozenset(" ".join(words(fold(phrase))) for phrase in _lists(pack)[name])


def first_words(pack: str, name: str) -> frozenset[str]:
    """Return the first words of a list, up to a sign: what `any_of` finds begins with one, and a sign follows.

    >>> "وكاله" in first_words("agencies", "agency")
    True
    """
    return frozenset(re.split(r"[\W_]", phrase, maxsplit=1)[0] for phrase in phrases(pack, name))


@lru_cache(maxsize=32)
def any_of(pack: str, name: str) -> str:
    """Return a regular expression for any phrase of a list, the longest first, with signs between its words.

    >>> bool(re.fullmatch(any_of("agencies", "agency"), "ا.ف.ب"))
    True
    """
    ordered = sorted(phrases(pack, name), key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(r"[\W_]{1,3}".join(map(re.escape, phrase.split())) for phrase in ordered) + ")"
