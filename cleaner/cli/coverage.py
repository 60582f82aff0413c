"""The verb `rules coverage`: dumps in, and for every rule where it fires, for people or programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from cleaner.cli import inputs, screen
from cleaner.coverage import Coverage, RuleCoverage, cover
from cleaner.engine import Cleaner
from cleaner.gold import Gold, read_mixed
from cleaner.model import Record
from cleaner.options import Options

COLUMNS = ("rule", "kind", "hits", "documents", "hosts", "characters", "wrong", "sample")
UNPROVEN = "unproven"


def run(paths: Sequence[str], cleaner: Cleaner, *, json_form: bool) -> None:
    """Count where rules fire in dumps and print it."""
    options = cleaner.options
    given = inputs.find(paths)
    inputs.check_with(given, lambda one: _read(one, options))
    counted = cover(cleaner, (document for one in given for document in _read(one, options)))
    if json_form:
        sys.stdout.write(json.dumps(_as_json(counted, cleaner), ensure_ascii=False) + "\n")
        return
    screen.show_table(COLUMNS, [_row(rule, counted) for rule in counted.rules])
    unproven = sum(rule.unproven for rule in counted.rules)
    print(f"{counted.documents:,} documents, {counted.labelled:,} labelled; {len(counted.rules):,} rules, {unproven:,} {UNPROVEN}", file=sys.stderr)


def _read(given: inputs.Input, options: Options) -> Iterator[Gold | Record]:
    if given.given.form == "jsonl":
        return read_mixed(given.lines(), options.field, given.path, options.html_field)
    return given.records(options)


def _row(rule: RuleCoverage, counted: Coverage) -> tuple[str, ...]:
    wrong = str(rule.wrong) if counted.labelled else "-"
    if rule.unproven:
        return rule.rule, rule.kind, UNPROVEN, "0", "0", "0", wrong, ""
    numbers = (rule.hits, rule.documents, rule.hosts, rule.characters)
    return rule.rule, rule.kind, *map(str, numbers), wrong, screen.isolated(rule.sample)


def _as_json(counted: Coverage, cleaner: Cleaner) -> dict[str, object]:
    rules = [asdict(rule) | {UNPROVEN: rule.unproven} | ({} if counted.labelled else {"wrong": None}) for rule in counted.rules]
    return {"rules": cleaner.rulebook.digest, "documents": counted.documents, "labelled": counted.labelled, "coverage": rules}
