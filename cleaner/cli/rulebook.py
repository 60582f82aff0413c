"""The verbs of `cleaner rules`: what the rules are, whether they hold, and what one pack finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from difflib import get_close_matches
from importlib import resources
from pathlib import Path

from cleaner.cli import inputs
from cleaner.cli.screen import isolated
from cleaner.errors import InputError, PackError
from cleaner.lint import check_rule, examples, rule_votes
from cleaner.match import Matcher
from cleaner.model import Decision, Document, Record
from cleaner.options import Options
from cleaner.parse.dom import Paths, parse, too_deep
from cleaner.parse.elements import Elements
from cleaner.parse.html import read_page
from cleaner.parse.letters import plain
from cleaner.parse.markup import Markup, Match
from cleaner.rules import Fault, Pack, Rule, Rulebook, default_packs, load_pack, merge, read_pack
from cleaner.sources import Form

_CONTEXT = 40
COLUMNS = ("id", "kind", "where", "zone", "patterns", "seen")


def row(rule: Rule) -> tuple[str, ...]:
    """Return the columns of a rule in the list of rules."""
    count = len(rule.patterns) + len(rule.members) + len(rule.optional) + bool(rule.regex)
    return rule.id, rule.kind, rule.where, rule.zone, str(count), rule.seen


def pick(book: Rulebook, name: str) -> Rule:
    """Return the rule with an id."""
    rules = {rule.id: rule for rule in book.rules}
    if name not in rules:
        near = get_close_matches(name, rules, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise InputError(f"{name}: no such rule{hint}; `cleaner rules list` lists them")
    return rules[name]


def describe(rule: Rule) -> Iterator[str]:
    """Say all that a rule says: fields in their order, one pattern or example a line."""
    yield f"{rule.id}   ({rule.pack}.toml, line {rule.line})"
    for name in (field.name for field in fields(Rule)):
        value = getattr(rule, name)
        if name in ("id", "pack", "line") or value in ((), "") or (name == "need" and rule.where != "block"):
            continue
        if isinstance(value, tuple):
            yield f"{name}:"
            yield from (f"  {isolated(row)}" for item in value for row in item.split("\n"))
        else:
            yield f"{name}: {value}"


def check(paths: Sequence[Path]) -> tuple[Rulebook, list[Fault]]:
    """Run all lints and all examples of packs beside those of the package; without paths, of the latter.

    What is wrong comes all at once: a rule at fault is left out of the book, the rest is still run.
    """
    known = _default_paths()
    all_paths = {path.resolve(): path for path in [*known, *paths]}
    asked = {path.resolve() for path in paths or known}
    read = {path: read_pack(shown) for path, shown in all_paths.items()}
    book, faults = _merge([pack for pack, _ in read.values()])
    faults = [fault for _, found in read.values() for fault in found] + faults
    names = {read[path][0].name for path in asked}
    rules = tuple(rule for rule in book.rules if rule.pack in names)
    for rule in rules:
        faults += _run_examples(rule, book)
    files = {read[path][0].name: str(shown) for path, shown in all_paths.items()}
    placed = (replace(fault, path=files.get(fault.path, fault.path)) for fault in faults)
    return replace(book, rules=rules), list(dict.fromkeys(placed))


def _default_paths() -> list[Path]:
    with resources.as_file(resources.files("cleaner") / "packs") as folder:
        return sorted(Path(folder).rglob("*.toml"))


def _merge(packs: Sequence[Pack]) -> tuple[Rulebook, list[Fault]]:
    """Merge packs; rules at fault are left out and what is wrong with them is returned."""
    try:
        return merge(packs), []
    except PackError as error:
        faults = [fault for fault in error.faults if isinstance(fault, Fault)]
        bad = {(fault.path, fault.line) for fault in faults}
        sound = [
            replace(pack, rules=tuple(rule for rule in pack.rules if (rule.pack, rule.line) not in bad))
            for pack in packs
        ]
        return merge(sound), faults


def _run_examples(rule: Rule, book: Rulebook) -> list[Fault]:
    try:
        return check_rule(rule, book)
    except ValueError as error:
        return [Fault(rule.pack, rule.line, str(error), "mend the rule")]


def count_examples(book: Rulebook) -> int:
    """Count the examples of all rules of a book."""
    return sum(1 for rule in book.rules for _ in examples(rule))


def find_hits(path: Path, paths: Sequence[str], options: Options, form: Form = "text") -> Iterator[str]:
    """Say where the rules of one pack alone fire in files, with context; at the end how often each did."""
    pack = load_pack(path)
    words = [replace(default, rules=(), cancels=frozenset()) for default in default_packs()]
    matcher = Matcher(merge([*words, pack]))
    markup = Markup(rule for rule in pack.rules if rule.where == "markup")
    given = inputs.find(paths, form=form)
    inputs.check(given, options)
    counts = Counter({rule.id: 0 for rule in pack.rules})
    for source in given:
        for number, record in enumerate(source.records(options), 1):
            name = f"{source.path}#{number}" if source.holds_rows else source.path
            document = Document(Record(record.body, url=record.url))
            if record.media == "html":
                document = Document(Record(read_page(record.body, Markup(())).text, url=record.url))
                for match in find_elements(record.body, markup):
                    counts[match.rule.id] += 1
                    yield element_hit(name, match)
            for vote in sorted(rule_votes(document, matcher), key=lambda vote: vote.span):
                counts[vote.rule] += 1
                yield hit(name, document, vote)
    yield from (f"{count:>6}  {rule}" for rule, count in sorted(counts.items()))


def find_elements(html: str, markup: Markup) -> list[Match]:
    """Return the elements of a page that rules name, wherever they stand."""
    body = None if too_deep(html) else parse(html).body
    if body is None:
        return []
    Elements.of(body)
    return markup.within(body)


def element_hit(name: str, match: Match) -> str:
    """Show an element that a rule names: by which selector, where it is, what it says.

    >>> from cleaner.cli.screen import END_ISOLATE, ISOLATE
    >>> match = find_elements("<div class='x'>شارك", Markup([Rule("a.b", "share", "markup", "why", patterns=(".x",))]))[0]
    >>> print(element_hit("p.html", match).translate({ord(ISOLATE): "", ord(END_ISOLATE): ""}))
    p.html: a.b .x | body > div:nth-of-type(1) | شارك
    """
    text = plain(match.node.text())
    shown = text if len(text) <= 2 * _CONTEXT else text[: 2 * _CONTEXT] + "…"
    return f"{name}: {match.rule.id} {match.selector} | {Paths()(match.node)} | {isolated(shown)}"


def hit(name: str, document: Document, vote: Decision) -> str:
    """Show one hit with what stands around it on its line.

    >>> document = Document(Record("انتهى.(وكالات)"))
    >>> from cleaner.model import Span
    >>> shown = hit("a.txt", document, Decision(Span(6, 14), "agency.credit", "agency", "credit"))
    >>> shown == "a.txt:1: agency.credit | " + isolated("انتهى.⟦(وكالات)⟧")
    True
    """
    text, span = document.text, vote.span
    number = document.line_at(span.start)
    last = document.line_span(document.line_at(max(span.start, span.end - 1)))
    start = max(document.starts[number], span.start - _CONTEXT)
    end = min(last.end, span.end + _CONTEXT)
    marked = f"{text[start : span.start]}⟦{text[span.start : span.end].rstrip()}⟧{text[span.end : end].rstrip()}"
    return f"{name}:{number + 1}: {vote.rule} | {isolated(marked)}"
