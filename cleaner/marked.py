"""Marked documents: a text with a label on every piece, as fixtures hold it and reports show it.

One row a piece: label, tab, text. A row whose label begins with `+` goes on in the same line of the
document; an empty row is an empty line. Labels stand apart from the Arabic so that both can be read.
Rows of `# name: value` and a line `---` come first. Control characters and odd spaces are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cleaner.errors import InputError
from cleaner.model import EITHER, KINDS, Span, Verdict

_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\r")
_ODD = re.compile("[\\r\\u00a0\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A labelled span: `keep`, or a kind of boilerplate."""

    span: Span
    label: str


@dataclass(frozen=True)
class Marked:
    """A text, the labels of its pieces, and what its header says."""

    text: str
    pieces: tuple[Piece, ...]
    header: Mapping[str, str] = field(default_factory=dict)

    def removable(self) -> list[Span]:
        """Return the spans that should go: those of a kind that is no fact about the article."""
        return [piece.span for piece in self.pieces if piece.label not in EITHER and piece.label != "keep"]


def read_marked(source: str, path: str = "<text>") -> Marked:
    """Read a marked document.

    >>> marked = read_marked("---\\nkeep\\tانتهى.\\n+agency\\t(وكالات)\\n\\nshare\\tشاركها.")
    >>> marked.text
    'انتهى.(وكالات)\\n\\nشاركها.'
    >>> [piece.label for piece in marked.pieces]
    ['keep', 'agency', 'share']
    """
    head, mark, body = source.partition("---\n")
    if not mark:
        raise InputError(f"{path}: no line --- after the header; add one")
    header = dict(re.findall(r"(?m)^# ([a-z._]+): (.*)$", head))
    text = ""
    pieces: list[Piece] = []
    rows = body.removesuffix("\n").split("\n")
    for number, row in enumerate(rows, head.count("\n") + 2):
        label, tab, piece = row.partition("\t")
        if not tab and row:
            raise InputError(f"{path}:{number}: no tab after the label; write label, tab, text")
        if label.lstrip("+") not in (*KINDS, "keep", ""):
            raise InputError(f"{path}:{number}: {label!r} is no label; use keep or a kind of boilerplate")
        piece = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\r", piece)
        if not label.startswith("+") and (text or pieces or number > head.count("\n") + 2):
            text += "\n"
        if piece:
            pieces.append(Piece(Span(len(text), len(text) + len(piece)), label.lstrip("+")))
        text += piece
    return Marked(text, tuple(pieces), header)


def show_marked(verdict: Verdict) -> str:
    """Show a verdict as a marked document: what stayed is `keep`, what went has its kind."""
    spans = [(span, "keep") for span in verdict.kept]
    spans += [(decision.span, decision.kind) for decision in verdict.removed]
    return mark(verdict.document.text, sorted(spans))


def mark(text: str, spans: Iterable[tuple[Span, str]]) -> str:
    """Write labelled spans of a text as a marked document.

    >>> mark("نص(وام)\\n\\nتابعونا", [(Span(0, 2), "keep"), (Span(2, 7), "agency"), (Span(7, 16), "follow")])
    'keep\\tنص\\n+agency\\t(وام)\\n\\nfollow\\tتابعونا'
    """
    lines: list[list[str]] = [[]]
    for span, label in spans:
        for number, piece in enumerate(text[span.start : span.end].split("\n")):
            if number:
                lines.append([])
            if piece:
                escaped = _ODD.sub(lambda found: "\\r" if found[0] == "\r" else f"\\u{ord(found[0]):04x}", piece)
                lines[-1].append(f"{'+' if lines[-1] else ''}{label}\t{escaped}")
    return "\n".join("\n".join(line) for line in lines)
