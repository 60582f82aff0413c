"""The engine: packs and options, compiled once; then text in, verdict out."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from cleaner.decide import Matchers, judge
from cleaner.match import Matcher
from cleaner.metadata import read
from cleaner.model import EITHER, Metadata, Record, Verdict
from cleaner.options import Options
from cleaner.parse.plain import parse
from cleaner.rules import Pack, Rulebook, default_packs, load_pack, merge

_log = logging.getLogger("cleaner")


class Cleaner:
    """Rules and options, ready to clean any number of texts: immutable, picklable, thread-safe.

    >>> cleaner = Cleaner(options=Options(keep={"comment"}))
    >>> cleaner("قال الوزير إن المشروع سيبدأ العمل به مطلع العام المقبل.\\nاترك تعليقاً").status
    <Status.UNCHANGED: 'unchanged'>
    """

    def __init__(self, packs: Iterable[Pack | str | Path] = (), options: Options | None = None) -> None:
        options = options or Options()
        own = [pack if isinstance(pack, Pack) else load_pack(pack) for pack in packs]
        default = default_packs()
        if not options.default_packs:
            default = tuple(replace(pack, rules=(), cancels=frozenset()) for pack in default)
        self._compile(merge([*default, *own]), options)

    @classmethod
    def of(cls, rulebook: Rulebook, options: Options | None = None) -> Cleaner:
        """Return a cleaner of exactly these rules, such as those of another one without some."""
        cleaner = cls.__new__(cls)
        cleaner._compile(rulebook, options or Options())
        return cleaner

    def _compile(self, rulebook: Rulebook, options: Options) -> None:
        self.rulebook, self.options = rulebook, options
        self._rules = Matchers.of(rulebook, options)
        _log.debug("compiled %d rules, digest %s", len(rulebook.rules), rulebook.digest)

    def __call__(self, text: str | Record, url: str | None = None) -> Verdict:
        """Clean one text. `url` says where it was printed: rules of that site apply, the source is known."""
        record = Record(text, url=url) if isinstance(text, str) else text
        if url is not None and record.url != url:
            record = replace(record, url=url)
        return judge(parse(record), self._rules, self.options, self._tell)

    @cached_property
    def _facts(self) -> Matcher:
        """The rules that tell facts, dropped or not: compiled when metadata is first asked for."""
        return Matcher(self.rulebook, lambda rule: rule.kind in EITHER)

    def _tell(self, verdict: Verdict) -> Metadata:
        return read(verdict, self._facts)


@lru_cache(maxsize=1)
def _default() -> Cleaner:
    return Cleaner()


def clean(text: str, *, url: str | None = None) -> Verdict:
    """Clean one text with the default packs and options.

    >>> verdict = clean("أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع.(وكالات)\\n\\nشاركها.\\nاترك تعليقاً")
    >>> verdict.text
    'أعلنت الوزارة اليوم بدء العمل في المرحلة الثانية من المشروع.(وكالات)\\n'
    >>> [removal.kind for removal in verdict.removed]
    ['share', 'comment']
    >>> verdict.metadata.agency.value
    'وكالات'
    """
    return _default()(text, url=url)
