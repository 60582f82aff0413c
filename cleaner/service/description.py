"""The OpenAPI description of the service, with the names of fields and the limits that it runs with."""

from __future__ import annotations

from typing import Any

from cleaner import __version__
from cleaner.fields import HTML_FIELD, TEXT_FIELD, Fields
from cleaner.options import Options
from cleaner.rows import AUDIT_FIELD
from cleaner.schema import load_schema
from cleaner.service.bodies import TYPES
from cleaner.service.choices import KINDS_OF, SWITCHES, WORDS
from cleaner.service.limits import Limits
from cleaner.service.problems import CODES, MEDIA_TYPE

_STRING = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}


def describe(options: Options, limits: Limits) -> dict[str, Any]:
    """Return the description, as `/openapi.json` tells it.

    >>> sorted(describe(Options(), Limits())["paths"])
    ['/clean', '/healthz', '/metrics', '/openapi.json']
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "arabic-news-cleaner",
            "version": __version__,
            "summary": "Scraped Arabic news in, the article out, every removal explained.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            "/clean": {"post": _clean(options, limits)},
            "/healthz": {"get": _health()},
            "/metrics": {"get": _get("metrics", "What was counted, for Prometheus.", "text/plain", _STRING)},
            "/openapi.json": {"get": _get("describe", "This description.", "application/json", {"type": "object"})},
        },
        "components": {"schemas": _schemas(options)},
    }


def _clean(options: Options, limits: Limits) -> dict[str, Any]:
    bodies = {name: {"schema": _body(form)} for name, form in TYPES.items()}
    row, rows = {"schema": _ref("row")}, {"schema": {**_STRING, "description": "Rows or errors, one on each line."}}
    answer = {"description": "The row, or the rows in their order.", "content": {"application/json": row, "application/x-ndjson": rows}}
    return {
        "operationId": "clean",
        "summary": "Clean one text or page, or a stream of rows.",
        "description": f"A document may have {limits.max_body:,} bytes unpacked. Bodies may come in gzip, and answers go in it to who accepts it.",
        "parameters": _parameters(options),
        "requestBody": {"required": True, "content": bodies},
        "responses": {"200": answer, **_problems(400, 408, 413, 415, 422, 500, 503, 504)},
    }


def _body(form: str) -> dict[str, Any]:
    if form == "row":
        return _ref("document")
    about = {"rows": "Rows of JSON, one on each line.", "text": "A text, in UTF-8 or in the charset of the header.", "html": "A page."}
    return {"description": about[form]}  # no type: whatever bytes come are read


def _parameters(options: Options) -> list[dict[str, Any]]:
    """Describe what a query may choose; what is left out is as the service was started."""
    found = []
    for name, kinds in KINDS_OF.items():
        schema = {"type": "array", "items": {"enum": list(kinds)}, "default": sorted(getattr(options, name))}
        found.append(_parameter(name, schema) | {"style": "form", "explode": False})
    for name, words in WORDS.items():
        found.append(_parameter(name, {"enum": list(words), "default": getattr(options, name)}))
    for name in SWITCHES:
        found.append(_parameter(name, {"type": "boolean", "default": getattr(options, name)}))
    of_body = "of a body that is a text or a page; rows tell theirs themselves."
    found.append(_parameter("id", _STRING, f"The id {of_body}"))
    found.append(_parameter("url", _STRING, f"The address {of_body}"))
    return found


def _parameter(name: str, schema: dict[str, Any], about: str = "") -> dict[str, Any]:
    help_of = Options.__dataclass_fields__
    return {"name": name, "in": "query", "description": about or help_of[name].metadata["help"], "schema": schema}


def _get(name: str, about: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    content = {media_type: {"schema": schema}}
    return {"operationId": name, "summary": about, "responses": {"200": {"description": about, "content": content}}}


def _health() -> dict[str, Any]:
    told = _get("health", "Whether documents can be cleaned.", "application/json", _ref("health"))
    told["responses"]["503"] = {"description": "No worker is alive.", "content": {"application/json": {"schema": _ref("health")}}}
    return told


def _problems(*statuses: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": _ref("problem")}}
    told: dict[str, Any] = {str(status): {"description": "What is wrong, where, and what to do.", "content": content} for status in statuses}
    if "503" in told:
        told["503"]["headers"] = {"Retry-After": {"description": "Seconds.", "schema": _COUNT}}
    return told


def _schemas(options: Options) -> dict[str, Any]:
    parts: dict[str, Any] = _moved(load_schema()["$defs"])
    of_workers, of_requests = _object({"alive": _COUNT, "wanted": _COUNT}), _object({"inside": _COUNT, "limit": _COUNT})
    problem = _object({"type": _STRING, "title": _STRING, "status": _COUNT, "code": {"enum": list(CODES)}, "detail": _STRING})
    problem["properties"]["line"] = {**_COUNT, "description": "In a stream: the line, from 1."}
    health = {"status": {"enum": ["ok", "no_workers"]}, "version": _STRING, "rules": _STRING, "workers": of_workers, "requests": of_requests}
    row = _object({AUDIT_FIELD: _ref("cleaner")}) | {"anyOf": _holding(options.field)}
    row["description"] = "All that came, the article in the place of the text, and what was done."
    error = _object({"error": _ref("problem")})
    error["description"] = "What a stream has in the place of a row that can't be answered; `id` is that of the row, where it has one."
    return {**parts, "document": _document(options), "row": row, "error": error, "problem": problem, "health": _object(health)}


def _document(options: Options) -> dict[str, Any]:
    """Describe a row that comes in, as `Fields.choose` reads it."""
    fields = Fields.of(options)
    names = [fields.html, fields.text] if fields.html else [fields.text, HTML_FIELD][: 1 + (fields.text == TEXT_FIELD)]
    about = "A text, or a page, and whatever else a row holds: it is answered as it came. `url` says where it was printed."
    return {"description": about, "type": "object", "anyOf": [one for name in names for one in _holding(name)]}


def _holding(name: str) -> list[dict[str, Any]]:
    """Describe objects with a string in a field, which may be one in another."""
    found = [{"required": [name], "properties": {name: _STRING}}]
    if "." in name:
        inner: dict[str, Any] = _STRING
        for part in reversed(name.split(".")):
            inner = {"type": "object", "required": [part], "properties": {part: inner}}
        found.append({"not": {"required": [name]}, **inner})
    return found


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": dict(properties)}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _moved(part: Any) -> Any:
    """Let the references of the row's schema lead to where its parts stand here."""
    if isinstance(part, dict):
        return {key: value.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _moved(value) for key, value in part.items()}
    return [_moved(one) for one in part] if isinstance(part, list) else part
