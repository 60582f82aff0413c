"""What a caller may choose: one frozen value, from which the flags of the command line come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from cleaner.errors import OptionError
from cleaner.model import EITHER, KINDS

Audit = Literal["none", "spans", "full"]
Engine = Literal["fast", "trafilatura", "auto"]
Format = Literal["text", "markdown", "json"]
Rejected = Literal["keep", "drop", "quarantine"]


def _choice(default: Any, help: str) -> Any:  # noqa: A002 - the word that the command line shows
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True)
class Options:
    """What is kept, what is dropped, and how results are told.

    >>> sorted(Options(drop="byline,timestamp").drop)
    ['byline', 'timestamp']
    >>> Options(keep={"tag"})
    Traceback (most recent call last):
    cleaner.errors.OptionError: keep: 'tag' is not a kind of boilerplate (did you mean tags?); \
`cleaner kinds` lists them
    """

    keep: frozenset[str] = _choice(frozenset(), "Kinds of boilerplate to leave in the text.")
    drop: frozenset[str] = _choice(
        frozenset(), "Facts about the article to take out of the text too (byline, timestamp …; either = all)."
    )
    any_language: bool = _choice(False, "Clean documents that are not mostly Arabic too.")
    default_packs: bool = _choice(True, "Use the rule packs that come with the package.")
    engine: Engine = _choice(
        "fast", "What finds the article of a page: fast (ours), trafilatura, or auto (asks it where ours is unsure)."
    )
    audit: Audit = _choice("spans", "What rows say about removals: none, spans, or full (with the text).")
    field: str = _choice(
        "text", "The field or column that holds the text, and takes the result; data.body is the field body in data."
    )
    html_field: str = _choice(
        "", "The field or column that holds a page; given, it wins over the text. Left out: html, where there is no text."
    )
    url_field: str = _choice("", "The field or column that holds the address of a document. Left out: url.")
    id_field: str = _choice("", "The field or column that holds what a document is called. Left out: id.")
    rejected: Rejected = _choice(
        "keep", "What becomes of documents that are no articles: keep them whole, drop them, or quarantine them in a file."
    )
    format: Format = _choice("text", "How pages are written: text, markdown, or json (one object a document).")
    links: bool = _choice(False, "Keep the links of pages in markdown.")

    def __post_init__(self) -> None:
        object.__setattr__(self, "keep", _kinds("keep", self.keep))
        object.__setattr__(self, "drop", _kinds("drop", self.drop))
        removable = self.drop - EITHER
        if removable:
            raise OptionError(
                f"drop: {', '.join(sorted(removable))} goes anyway; only facts about the article can be dropped: "
                + ", ".join(sorted(EITHER))
            )
        for name, choices in (("audit", Audit), ("rejected", Rejected), ("format", Format)):
            if getattr(self, name) not in get_args(choices):
                raise OptionError(f"{name}: {getattr(self, name)!r} is not one of {', '.join(get_args(choices))}")
        for name in ("html_field", "url_field", "id_field"):
            if not isinstance(getattr(self, name), str):
                raise OptionError(f"{name}: {getattr(self, name)!r} is not the name of a field")
        if not isinstance(self.field, str) or not self.field:
            raise OptionError(f"field: {self.field!r} is not the name of a field")


def from_mapping(values: dict[str, Any]) -> Options:
    """Build options from a configuration file's table; an unknown name is an error.

    >>> from_mapping({"keep": ["tags"]}).keep
    frozenset({'tags'})
    """
    known = [option.name for option in fields(Options)]
    for name in values:
        if name not in known:
            raise OptionError(f"{name!r} is not an option{_nearest(name, known)}; there are {', '.join(known)}")
    for name in ("any_language", "default_packs", "links"):
        if not isinstance(values.get(name, True), bool):
            raise OptionError(f"{name}: {values[name]!r} is neither true nor false")
    return Options(**values)


def _kinds(option: str, value: str | Iterable[str]) -> frozenset[str]:
    names = value.split(",") if isinstance(value, str) else value
    try:
        kinds = {name.strip() for name in names}
    except (AttributeError, TypeError):
        raise OptionError(f"{option}: {value!r} is not a list of kinds") from None
    kinds.discard("")
    if "either" in kinds:
        kinds = kinds - {"either"} | EITHER
    for kind in sorted(kinds - KINDS.keys()):
        raise OptionError(
            f"{option}: {kind!r} is not a kind of boilerplate{_nearest(kind, KINDS)}; `cleaner kinds` lists them"
        )
    return frozenset(kinds)


def _nearest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""
