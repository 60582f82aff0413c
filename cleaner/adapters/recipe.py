"""What a cleaner is made of, as a value that travels to workers; the cleaner is compiled where it is used.

Comes in: options and packs, checked where the pipeline is written. Goes out: for each text or page what
an engine writes down, and never an exception: one bad row among millions must not end a run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from cleaner import __version__
from cleaner.engine import Cleaner
from cleaner.options import Options, from_mapping
from cleaner.render import audit
from cleaner.rows import text_in
from cleaner.rules import Pack, load_pack


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text cleaned and the object `cleaner` on it; or the text as it came, None of a page, and the error."""

    text: str | bytes | None
    told: dict[str, Any] | str

    @property
    def error(self) -> str | None:
        return self.told if isinstance(self.told, str) else None

    @property
    def status(self) -> str | None:
        """What became of the document; None where there was an error."""
        return None if isinstance(self.told, str) else str(self.told["status"])

    @property
    def gone(self) -> int:
        """How many characters were removed; none are told where the options ask for no audit."""
        return sum(one["end"] - one["start"] for one in self._removed())

    def counts(self) -> Counter[str]:
        """Return how many pieces of each kind were removed."""
        return Counter(one["kind"] for one in self._removed())

    def _removed(self) -> list[dict[str, Any]]:
        return [] if isinstance(self.told, str) else self.told.get("removed", [])


@dataclass(frozen=True, init=False)
class Recipe:
    """Options and packs: small, picklable, hashable. Files of packs are read at once, not where workers are.

    Without `facts` no metadata is read: of texts that takes longer than to clean them.

    >>> recipe = Recipe(options={"keep": ["comment"]})
    >>> recipe.cleaner is Recipe(options={"keep": ["comment"]}).cleaner
    True
    """

    options: Options
    packs: tuple[Pack, ...]
    facts: bool

    def __init__(
        self, *, options: Options | Mapping[str, Any] | None = None, packs: Iterable[Pack | str | Path] = (), facts: bool = True
    ) -> None:
        chosen = options if isinstance(options, Options) else from_mapping(dict(options or {}))
        loaded = tuple(pack if isinstance(pack, Pack) else load_pack(pack) for pack in packs)
        object.__setattr__(self, "options", chosen)
        object.__setattr__(self, "packs", loaded)
        object.__setattr__(self, "facts", facts)

    def __hash__(self) -> int:
        return hash((self.options, *((pack.name, pack.rules, pack.cancels) for pack in self.packs)))

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "cleaner"}

    @cached_property
    def cleaner(self) -> Cleaner:
        """The cleaner, compiled once in each process for equal recipes; it does not travel."""
        return _compile(Recipe(options=self.options, packs=self.packs))

    @property
    def rules(self) -> str:
        """The hash of the rules that the cleaner has."""
        return self.cleaner.rulebook.digest

    def clean(self, text: str, url: str | None = None) -> Cleaned:
        """Clean one text.

        >>> cleaned = Recipe().clean("أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع.\\nاترك تعليقاً")
        >>> cleaned.text, cleaned.told["status"]
        ('أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع.\\n', 'cleaned')
        """
        return self._clean(text, url, is_page=False)

    def clean_page(self, page: str | bytes, url: str | None = None) -> Cleaned:
        """Clean one page; its article is told as text, or as markdown where the options say so."""
        return self._clean(page, url, is_page=True)

    def _clean(self, body: str | bytes, url: str | None, *, is_page: bool) -> Cleaned:
        cleaner, options = self.cleaner, self.options
        try:
            verdict = cleaner.html(body, url) if is_page or isinstance(body, bytes) else cleaner(body, url)
            verdict = verdict if self.facts else replace(verdict, read_metadata=None)
            told = audit(verdict, version=__version__, rules=cleaner.rulebook.digest, level=options.audit)
            return Cleaned(text_in(verdict, options), told)
        except Exception as error:  # whatever it is, the run goes on and the row says so
            return Cleaned(None if is_page or isinstance(body, bytes) else body, f"{type(error).__name__}: {error}")


@lru_cache(maxsize=8)
def _compile(recipe: Recipe) -> Cleaner:
    return Cleaner(recipe.packs, recipe.options)
