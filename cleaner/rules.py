"""Rule packs: read, validated, merged. What a rule matches is the business of `match`.

Comes in: TOML files. Goes out: `Rulebook`, the rules that apply, in an order that does not depend
on the order of the packs. All faults of all packs are reported at once, each with file, line,
what is wrong and what to do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from cleaner.arabic import fold, key
from cleaner.errors import InputError, PackError
from cleaner.model import EITHER, KINDS

Where = Literal["line", "prefix", "suffix", "inside", "anchor", "block", "markup"]
Zone = Literal["any", "head", "tail", "edges"]
SLOTS = frozenset(
    "title name date time number url site place section email phrase weekday handle".split()
)
"""The slots that a pattern may use without a pack defining them; `match` says what each stands for."""

_FIELDS: Mapping[str, type] = {
    "id": str, "kind": str, "where": str, "zone": str, "act": str, "site": str, "why": str, "seen": str,
    "patterns": list, "regex": str, "needles": list, "members": list, "optional": list, "need": int,
    "remove": list, "keep": list, "confidence": float, "field": str,
}  # fmt: skip
_SLOT = re.compile(r"\{([a-z_]+)([?+*]?)\}")
_NESTED_REPEAT = re.compile(r"[+*]\)[+*{]|,\}\)[+*{]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a pack, where, and how to mend it."""

    path: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a pack. `members` and `optional` belong to blocks; `need` counts distinct members."""

    id: str
    kind: str
    where: Where
    why: str
    zone: Zone = "any"
    act: Literal["remove", "keep"] = "remove"
    site: str = ""
    seen: str = ""
    patterns: tuple[str, ...] = ()
    regex: str = ""
    needles: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    need: int = 2
    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    confidence: float = 1.0
    pack: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def applies_at(self, host: str) -> bool:
        """Tell whether the rule has no site, or that of a host or of the domain above it."""
        return not self.site or host == self.site or host.endswith("." + self.site)


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one file, the ids that it cancels, and the word lists that its patterns use."""

    name: str
    rules: tuple[Rule, ...] = ()
    cancels: frozenset[str] = frozenset()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rulebook:
    """The rules of several packs, without those cancelled, ordered by id."""

    rules: tuple[Rule, ...]
    words: Mapping[str, tuple[str, ...]]

    @cached_property
    def digest(self) -> str:
        """A hash of the rule set: the same for the same rules, whatever files they came from."""
        content = repr((self.rules, sorted(self.words.items())))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def merge(packs: Iterable[Pack]) -> Rulebook:
    """Put packs together; faults that only show together (an id twice) raise `PackError`."""
    packs = sorted(packs, key=lambda pack: pack.name)
    words: dict[str, set[str]] = {}
    for pack in packs:
        for name, listed in pack.words.items():
            words.setdefault(name, set()).update(listed)
    lists = {name: tuple(sorted(listed)) for name, listed in sorted(words.items())}
    faults = [*_same_id(packs), *_unknown_slots(packs, lists), *_equal_rules(packs)]
    if faults:
        raise PackError(faults)
    cancelled = frozenset().union(*(pack.cancels for pack in packs))
    rules = (rule for pack in packs for rule in pack.rules if rule.id not in cancelled)
    return Rulebook(tuple(sorted(rules, key=lambda rule: rule.id)), lists)


def load_pack(path: str | Path) -> Pack:
    """Read one pack from a TOML file; `PackError` holds all that is wrong with it."""
    return _load_all([Path(path)])[0]


def load_packs(paths: Iterable[str | Path]) -> tuple[Pack, ...]:
    """Read packs; `PackError` holds all that is wrong with all of them."""
    return _load_all([Path(path) for path in paths])


def default_packs() -> tuple[Pack, ...]:
    """Read the packs that come with the package."""
    from importlib import resources  # seldom: packs are read once, and kept in the cache

    folder = resources.files("cleaner") / "packs"
    with resources.as_file(folder) as path:
        return _load_all(sorted(Path(path).rglob("*.toml")))


def _load_all(paths: list[Path]) -> tuple[Pack, ...]:
    packs: list[Pack] = []
    faults: list[Fault] = []
    for path in paths:
        pack, found = read_pack(path)
        packs.append(pack)
        faults += found
    if faults:
        raise PackError(faults)
    return tuple(packs)


def read_pack(path: Path) -> tuple[Pack, list[Fault]]:
    """Read one pack and all its faults; rules that are at fault are left out of it."""
    try:
        source = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check the path of the pack") from None
    except UnicodeDecodeError as error:
        fault = Fault(str(path), 1, f"byte {error.start} is not UTF-8", "save the pack as UTF-8")
        return Pack(path.stem), [fault]
    import tomllib

    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        fault = Fault(str(path), int(at[1]) if at else 1, f"not TOML: {error}", "mend the syntax")
        return Pack(path.stem), [fault]
    return _parse(path, source, table)


def _parse(path: Path, source: str, table: dict[str, Any]) -> tuple[Pack, list[Fault]]:
    def fault(line: int, what: str, remedy: str) -> None:
        faults.append(Fault(str(path), line, what, remedy))

    faults: list[Fault] = []
    for name in table.keys() - {"rule", "words", "cancels", "about"}:
        fault(1, f"unknown table {name!r}", "a pack holds [[rule]], [words], cancels and about")
    at = [number for number, row in enumerate(source.split("\n"), 1) if row.strip() == "[[rule]]"]
    entries = table.get("rule", [])
    rules = []
    for number, entry in enumerate(entries):
        line = at[number] if len(at) == len(entries) else 1
        found = list(_entry_faults(entry))
        for what, remedy in found:
            fault(line, f"rule {entry.get('id', number + 1)}: {what}", remedy)
        if not found:
            frozen: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in entry.items()}
            rules.append(Rule(**{**frozen, "pack": path.stem, "line": line}))
    words = {}
    for name, listed in table.get("words", {}).items():
        if not re.fullmatch("[a-z_]+", name) or name in SLOTS:
            fault(1, f"word list {name!r}", "name it in small letters, not like a slot that exists")
        elif not _texts(listed) or not all(map(key, listed)):
            fault(1, f"word list {name!r} holds something without letters", "list words or phrases")
        else:
            words[name] = tuple(listed)
    cancels = table.get("cancels", [])
    if not _texts(cancels):
        fault(1, "cancels is not a list of rule ids", "write cancels = ['family.what']")
        cancels = []
    return Pack(path.stem, tuple(rules), frozenset(cancels), words), faults


def _entry_faults(entry: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(entry, dict):
        yield "not a table", "write it as [[rule]] with fields under it"
        return
    for name, value in entry.items():
        if name not in _FIELDS:
            yield f"unknown field {name!r}", f"fields are {', '.join(_FIELDS)}"
        elif _FIELDS[name] is list and not _texts(value):
            yield f"{name} is not a list of texts", f"write {name} = ['…', '…']"
        elif _FIELDS[name] is not list and not isinstance(value, _FIELDS[name]):
            yield f"{name} is not a {_FIELDS[name].__name__}", "mend its type"
    for name in ("id", "kind", "where", "why"):
        if not entry.get(name):
            yield f"{name} is missing", f"every rule has a field {name}"
    if not re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", str(entry.get("id", "a.b"))):
        yield f"id {entry['id']!r}", "name it family.what in small letters"
    for name, closed in (("kind", KINDS), ("where", get_args(Where)), ("zone", get_args(Zone)), ("act", ("remove", "keep"))):
        if entry.get(name, next(iter(closed))) not in closed:
            yield f"{name} {entry[name]!r} is unknown", f"one of {', '.join(closed)}"
    for name in ("remove", "keep"):
        if not entry.get(name):
            yield f"it has no example of what must {'go' if name == 'remove' else 'stay'}", f"add {name} = ['…']"
    yield from _pattern_faults(entry)


def _pattern_faults(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if entry.get("where") == "markup":
        yield from _selector_faults(entry)
        return
    block = entry.get("where") == "block"
    sources = entry.get("members" if block else "patterns", [])
    if not sources and not entry.get("regex"):
        yield "it has nothing to match", f"add {'members' if block else 'patterns'} = ['…']"
    if entry.get("where") == "inside" and not entry.get("needles"):
        yield "an inside rule has no needles", "add needles = ['…']: folded text that every match contains"
    for needle in entry.get("needles") or ():
        if isinstance(needle, str) and (fold(needle) != needle or len(needle) < 2):
            yield f"needle {needle!r} is not folded, or too short", f"write {fold(needle)!r}, two characters or more"
    for pattern in [*(sources if isinstance(sources, list) else ()), *(entry.get("optional") or ())]:
        if isinstance(pattern, str) and not key(_SLOT.sub("", pattern)) and not _SLOT.search(pattern):
            yield f"pattern {pattern!r} holds no letter", "an empty alternative would match everything"
        elif isinstance(pattern, str) and not block and not key(_SLOT.sub(" ", pattern)) and not _words_in(pattern):
            yield f"pattern {pattern!r} is made of open slots alone", "give it a word of its own"
    if regex := entry.get("regex"):
        if _NESTED_REPEAT.search(regex):
            yield "its regex repeats a repeat without bound", "bound the inner or the outer repeat"
        try:
            re.compile(regex)
        except re.error as error:
            yield f"its regex does not compile: {error}", "mend it"
        else:
            if re.fullmatch(regex, ""):
                yield "its regex matches nothing at all", "an empty alternative would match everywhere"


def _selector_faults(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a rule about elements; whether its selectors can be read, `check` says."""
    if not entry.get("patterns"):
        yield "it has nothing to match", "add patterns = ['.selector']"
    for name in ("regex", "needles", "members", "optional", "need"):
        if name in entry:
            yield f"{name} says nothing of elements", "write CSS selectors as patterns"
    if entry.get("zone", "any") != "any":
        yield "an element has no zone", "delete the field"


def _words_in(pattern: str) -> bool:
    return any(name not in SLOTS for name, _ in _SLOT.findall(pattern)) or bool(
        {"date", "time", "weekday", "url", "email", "handle", "number"} & {n for n, _ in _SLOT.findall(pattern)}
    )


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _same_id(packs: Iterable[Pack]) -> Iterator[Fault]:
    seen: dict[str, Rule] = {}
    for rule in (rule for pack in packs for rule in pack.rules):
        if rule.id in seen:
            first = seen[rule.id]
            yield Fault(rule.pack, rule.line, f"rule {rule.id} stands in {first.pack}:{first.line} too", "rename one")
        seen[rule.id] = rule


def _equal_rules(packs: Iterable[Pack]) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], Rule] = {}
    for rule in (rule for pack in packs for rule in pack.rules):
        for pattern in rule.patterns:
            said = pattern if rule.where == "markup" else fold(" ".join(pattern.split()))
            same = (rule.where, rule.site, rule.act, said)
            first = seen.setdefault(same, rule)
            if first is not rule:
                what = f"rule {rule.id}: pattern {pattern!r} stands in {first.id} ({first.pack}:{first.line}) too"
                yield Fault(rule.pack, rule.line, what, "delete one")


def _unknown_slots(packs: Iterable[Pack], words: Mapping[str, object]) -> Iterator[Fault]:
    for rule in (rule for pack in packs for rule in pack.rules):
        if rule.where == "markup":
            continue
        for pattern in (*rule.patterns, *rule.members, *rule.optional):
            for name, many in _SLOT.findall(pattern):
                if many in ("+", "*") and name not in words:
                    what = f"rule {rule.id}: slot {name!r} can't be repeated"
                    yield Fault(rule.pack, rule.line, what, "only word lists can: + is once or more, * any times")
                elif name not in SLOTS and name not in words:
                    what = f"rule {rule.id}: slot {name!r} is unknown"
                    yield Fault(rule.pack, rule.line, what, f"slots are {', '.join(sorted(SLOTS | words.keys()))}")


def acts(rule: Rule, keep: frozenset[str], drop: frozenset[str]) -> bool:
    """Tell whether a rule has a say under these choices of kinds: it shields, or its finds leave the text."""
    return rule.act == "keep" or (rule.kind in drop if rule.kind in EITHER else rule.kind not in keep)
