"""Leave one host out: what leaks where nothing had been learned from the host that is read?

usage: python benchmarks/leave_out.py GOLD.jsonl… [--json]

For each host of labelled documents, the rules that are scoped to it, or whose `seen` names it, are
switched off, and its documents are cleaned without them. What the other hosts taught stays.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cleaner import Cleaner
from cleaner.coverage import rules_seen_at
from cleaner.evaluate import evaluate
from cleaner.gold import Gold, read_gold
from cleaner.scores import Scores
from cleaner.streams import read_lines


@dataclass(frozen=True)
class LeftOut:
    """A host, the rules it taught, and its scores with and without them."""

    host: str
    without: tuple[str, ...]
    before: Scores
    after: Scores


def leave_out(cleaner: Cleaner, documents: Iterable[Gold]) -> Iterator[LeftOut]:
    """Yield every host with its scores; where it taught nothing both are the same."""
    by_host: dict[str, list[Gold]] = {}
    for document in documents:
        by_host.setdefault(document.host or "", []).append(document)
    for host, own in sorted(by_host.items()):
        taught = rules_seen_at(cleaner.rulebook, host)
        before = evaluate(cleaner, own)
        after = evaluate(without(cleaner, taught), own) if taught else before
        yield LeftOut(host, tuple(sorted(taught)), before, after)


def without(cleaner: Cleaner, taught: frozenset[str]) -> Cleaner:
    """Return a cleaner without some rules."""
    book = cleaner.rulebook
    left = tuple(rule for rule in book.rules if rule.id not in taught)
    return Cleaner.of(replace(book, rules=left), cleaner.options)


def total(scores: Iterable[Scores]) -> Scores:
    """Return the scores of several sets of documents together."""
    return Scores(tuple(document for one in scores for document in one.documents))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gold", nargs="+", metavar="GOLD.jsonl")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    given = parser.parse_args()
    documents = [document for path in given.gold for document in read_gold(read_lines(path), path)]
    found = list(leave_out(Cleaner(), documents))
    before, after = total(one.before for one in found), total(one.after for one in found)
    if given.json:
        hosts = [
            {"host": one.host, "rules": one.without, "leak": one.before.leak.share, "left_out": one.after.leak.share,
             "damage": one.after.damage.share}
            for one in found
        ]  # fmt: skip
        json.dump({"leak": before.leak.share, "left_out": after.leak.share, "hosts": hosts}, sys.stdout)
        print()
        return
    print("host\tdocuments\trules\tleak\tleft out\tdamage")
    for one in found:
        row = f"{one.host or '-'}\t{len(one.before.documents)}\t{len(one.without)}"
        print(f"{row}\t{one.before.leak.share:.2%}\t{one.after.leak.share:.2%}\t{one.after.damage.share:.4%}")
    print(f"all\t{len(before.documents)}\t\t{before.leak.share:.2%}\t{after.leak.share:.2%}\t{after.damage.share:.4%}")


if __name__ == "__main__":
    main()
