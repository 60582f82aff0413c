"""The engine: packs and options, compiled once; then text in, verdict out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.cache import uncollected
from cleaner.catalogue import Catalogue
from cleaner.decide import Matchers, judge
from cleaner.match import Matcher
from cleaner.model import EITHER, Metadata, Record, Verdict, make_record
from cleaner.options import Options
from cleaner.parse.plain import parse
from cleaner.rules import Pack, Rulebook, acts, default_packs, load_pack, merge
from cleaner.store import default_catalogue

if TYPE_CHECKING:
    from cleaner.parse.markup import Markup

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
        if not own and options.default_packs:
            with uncollected():
                self._divide(default_catalogue(), options)
            return
        default = default_packs()
        if not options.default_packs:
            default = tuple(replace(pack, rules=(), cancels=frozenset()) for pack in default)
        self._divide(Catalogue.of(merge([*default, *own])), options)

    @classmethod
    def of(cls, rulebook: Rulebook, options: Options | None = None) -> Cleaner:
        """Return a cleaner of exactly these rules, such as those of another one without some."""
        cleaner = cls.__new__(cls)
        cleaner._divide(Catalogue.of(rulebook), options or Options())
        return cleaner

    def become(self, options: Options) -> Cleaner:
        """Return a cleaner of the same rules with other options; most of what is compiled is shared.

        >>> text = "قال الوزير إن المشروع سيبدأ العمل به مطلع العام المقبل.\\nاترك تعليقاً"
        >>> Cleaner().become(Options(keep={"comment"}))(text).status
        <Status.UNCHANGED: 'unchanged'>
        """
        cleaner = Cleaner.__new__(Cleaner)
        cleaner._divide(self._catalogue, options)
        return cleaner

    def _divide(self, catalogue: Catalogue, options: Options) -> None:
        self.rulebook, self.options = catalogue.book, options
        self._catalogue = catalogue
        self._rules = Matchers.of(catalogue, options)
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("compiled %d rules, digest %s", len(catalogue.book.rules), catalogue.book.digest)

    def __call__(self, text: str | Record, url: str | None = None) -> Verdict:
        """Clean one text. `url` says where it was printed: rules of that site apply, the source is known."""
        record = make_record(text, None, url, "text", {}, ()) if isinstance(text, str) else text
        if url is not None and record.url != url:
            record = replace(record, url=url)
        return _noted(judge(parse(record), self._rules, self.options, self._tell), record)

    def record(self, record: Record) -> Verdict:
        """Clean a record as what it is: a text or a page.

        >>> Cleaner().record(Record("<p>رياضة", media="html")).document.text
        'رياضة'
        """
        return self.html(record) if record.media == "html" else self(record)

    def html(self, page: bytes | str | Record, url: str | None = None) -> Verdict:
        """Clean one page: its article is left, and every element and line that went says why.

        >>> page = "<nav>الرئيسية</nav><h1>سد جديد</h1><p>" + "بدأ السد الجديد أمس تخزين المياه في الوادي. " * 3 + "</p>"
        >>> verdict = Cleaner().html(page)
        >>> verdict.text.split("\\n")[0], [removal.kind for removal in verdict.removed]
        ('سد جديد', ['navigation'])
        """
        from cleaner.pages import judge_page
        from cleaner.parse.encoding import decode

        if isinstance(page, Record):
            record = replace(page, media="html", url=page.url if url is None else url)
        else:
            text, notes = decode(page) if isinstance(page, bytes) else (page, ())
            record = Record(text, url=url, media="html", notes=notes)
        return _noted(judge_page(record, self._markup, self._rules, self.options, self._tell_page), record)

    @cached_property
    def _markup(self) -> Markup:
        """The rules about elements, ready for the first page."""
        from cleaner.parse.markup import Markup

        options = self.options
        rules = (rule for rule in self.rulebook.rules if rule.where == "markup")
        return Markup(rule for rule in rules if acts(rule, options.keep, options.drop))

    @cached_property
    def _facts(self) -> Matcher:
        """The rules that tell facts, dropped or not: compiled when metadata is first asked for."""
        return Matcher(self._catalogue, lambda rule: rule.kind in EITHER, scanned=True)

    @cached_property
    def _read_facts(self) -> Callable[[Verdict, Matcher], Metadata]:
        """What reads metadata, imported when it is first asked for."""
        from cleaner.metadata import read

        return read

    def _tell(self, verdict: Verdict) -> Metadata:
        return self._read_facts(verdict, self._facts)

    def _tell_page(self, verdict: Verdict, headline: str) -> Metadata:
        from cleaner.parse.facts import read as read_page_facts

        return read_page_facts(verdict, self._facts, headline)


def _noted(verdict: Verdict, record: Record) -> Verdict:
    return replace(verdict, notes=record.notes + verdict.notes) if record.notes else verdict


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


def clean_html(html: bytes | str, *, url: str | None = None) -> Verdict:
    """Clean one page with the default packs and options; bytes are read in the encoding that the page says.

    >>> verdict = clean_html("<h1>سد جديد</h1><p>" + "بدأ السد الجديد أمس تخزين المياه في الوادي. " * 3 + "<p>شاركها.")
    >>> verdict.removed[0].kind, verdict.text.split("\\n")[0]
    ('share', 'سد جديد')
    """
    return _default().html(html, url)
