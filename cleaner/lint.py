"""Every example of every rule, run: what must go goes, what must stay stays.

An example is set into a short article where its rule's zone says, and only the rules of the stages
anchors and content vote: repeats, edges and the budget have no say in what a rule promises.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.decide import Matchers, cast
from cleaner.heuristics import STAGES
from cleaner.looks import Looks
from cleaner.match import Matcher
from cleaner.model import Decision, Document, Outcome, Record, Span
from cleaner.parse.dom import parse
from cleaner.parse.markup import Markup, selector_fault
from cleaner.rules import Fault, Rule, Rulebook

_LEAD = "أعلنت بلدية المدينة صباح اليوم بدء أعمال صيانة الجسر القديم الذي يربط الضفتين، على أن تستمر ستة أسابيع كاملة."
_CLOSE = "وقال مهندس المشروع إن الحركة ستحول إلى الجسر الجديد، وإن العمل سيجري ليلاً حتى لا تتعطل مصالح السكان والتجار."
_NOTHING = Matcher(Rulebook((), {}))
_BEFORE = {"head": "", "tail": f"{_LEAD}\n{_CLOSE}\n", "any": f"{_LEAD}\n", "edges": f"{_LEAD}\n{_CLOSE}\n"}
_AFTER = {"head": f"\n{_LEAD}\n{_CLOSE}", "tail": "", "any": f"\n{_CLOSE}", "edges": ""}


def check(book: Rulebook) -> list[Fault]:
    """Run all examples of a rulebook; return what does not hold."""
    return [fault for rule in book.rules for fault in check_rule(rule, book)]


def check_rule(rule: Rule, book: Rulebook) -> list[Fault]:
    """Run the examples of one rule with that rule alone."""
    matcher = Matcher(Rulebook((rule,), book.words))
    if broken := [selector for selector in _selectors(rule) if selector_fault(selector)]:
        what = f"rule {rule.id}: {', '.join(broken)} is no selector"
        return [Fault(rule.pack, rule.line, what, "mend the CSS; what Lexbor can't read finds nothing")]
    return [
        Fault(rule.pack, rule.line, f"rule {rule.id}: {what} {example!r}", remedy)
        for example, must_go in examples(rule)
        for what, remedy in _example_faults(rule, matcher, example, must_go)
    ]


def examples(rule: Rule) -> Iterator[tuple[str, bool]]:
    """Yield a rule's examples, and whether they must go."""
    yield from ((example, True) for example in rule.remove)
    yield from ((example, False) for example in rule.keep)


def _example_faults(rule: Rule, matcher: Matcher, example: str, must_go: bool) -> Iterator[tuple[str, str]]:
    found = fires(rule, matcher, example)
    if must_go and not found:
        yield "does not catch its example", "widen a pattern or mend the example"
    elif found and not must_go:
        yield "catches what it must keep:", "narrow its patterns"


def fires(rule: Rule, matcher: Matcher, example: str) -> bool:
    """Tell whether a rule votes on an example that stands in an article; markup stands in a page."""
    if rule.where == "markup":
        return _names(rule, example)
    before = _BEFORE[rule.zone]
    document = Document(Record(before + example + _AFTER[rule.zone], url=f"https://{rule.site}/" if rule.site else None))
    span = Span(len(before), len(before) + len(example))
    if rule.act == "keep":  # alone it has nothing to veto
        looks = Looks(document)
        return any(looks.document.line_span(hit.line).start in range(span.start, span.end) for hit in matcher.read(looks))
    votes = rule_votes(document, matcher)
    return any(vote.outcome is Outcome.DONE and vote.span.start < span.end and span.start < vote.span.end for vote in votes)


def _selectors(rule: Rule) -> tuple[str, ...]:
    return rule.patterns if rule.where == "markup" else ()


def _names(rule: Rule, example: str) -> bool:
    """Tell whether a rule about elements names one of an example that stands among paragraphs."""
    page = f"<article><p>{_LEAD}</p>{example}<p>{_CLOSE}</p></article>"
    body = parse(page).body
    return body is not None and any(Markup((rule,)).within(body))


def rule_votes(document: Document, matcher: Matcher) -> list[Decision]:
    """Return what the rules alone say of a document, whatever the kind: before repeats, edges and budget."""
    looks = Looks(document)
    return cast(looks, matcher.read(looks), Matchers(matcher, _NOTHING), STAGES[:2])
