"""The description of the API as short as it can be said: what many operations share stands once, under `components`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from clave.api.problems import KIND, TITLES

Node = dict[str, Any]
WIDE = 118
"""Letters that one line of the file holds."""
JSON = "application/json"
LEAST = 60
"""Letters from which on what stands several times is said once."""
PROBLEM = {"$ref": "#/components/schemas/Problem"}


def shared(whole: Mapping[str, Any]) -> Node:
    """The same description, shorter. Errors are of the kind that they are answered with."""
    found: Node = json.loads(json.dumps(whole))
    parts = found.setdefault("components", {})
    schemas = parts["schemas"] = {name: _plain(one) for name, one in parts.get("schemas", {}).items()}
    operations = [one for path in found["paths"].values() for one in path.values()]
    for one in operations:
        one.pop("security", None)
        _answers(one)
        for body in one.get("requestBody", {}).get("content", {}).values():
            body["schema"] = _plain(body["schema"])
            sent = schemas.get(body["schema"].get("$ref", "").rpartition("/")[2], {})
            if sent.get("description") == one.get("description"):
                sent.pop("description", None)
    found["security"], found["servers"] = [{"Key": []}], [{"url": "/"}]
    parts["securitySchemes"] = {"Key": {"type": "http", "scheme": "bearer"}}
    parts["responses"] = {"Problem": {"description": _problems(), "content": {KIND: {"schema": PROBLEM}}}}
    _done(operations, parts["responses"])
    parts["parameters"] = _once(operations)
    _hoist(schemas, operations, parts["parameters"])
    _pruned(found, schemas)
    return found


def _done(operations: Sequence[Node], shared: Node) -> None:
    """What acts answer is the same: it stands once."""
    for one in operations:
        if made := one["responses"].get("201"):
            assert shared.setdefault("Done", made) == made, "an act answers otherwise"
            one["responses"]["201"] = {"$ref": "#/components/responses/Done"}


def _pruned(found: Node, schemas: Node) -> None:
    """Leave out the schemas that nothing names: questions are said by their parameters."""
    while gone := set(schemas) - set(re.findall(r'"#/components/schemas/([^"]+)"', _text(found))):
        for name in gone:
            del schemas[name]


def _problems() -> str:
    """Which errors there are, for people."""
    return "; ".join(f"{status}: {title.say('en').lower()}" for status, title in sorted(TITLES.items()) if status < 500)


def _answers(one: Node) -> None:
    """Answers of an operation: whatever is refused is the same problem; 304 has no body; files have no schema."""
    found: Node = {"4XX": {"$ref": "#/components/responses/Problem"}}
    for status, answer in one["responses"].items():
        if int(status) in TITLES:
            continue
        content = {
            kind: {"schema": _plain(each["schema"])} if kind == JSON else {}
            for kind, each in answer.get("content", {}).items()
        }
        found[status] = {"description": answer["description"], **({"content": content} if content else {})}
    one["responses"] = found


def _plain(node: Node) -> Node:
    """A schema without what says nothing: titles made from names, that anything may stand somewhere, and «or null» as a kind of
    its own."""
    found = {key: value for key, value in node.items() if key != "title" or not isinstance(value, str)}
    if found.get("additionalProperties") is True:
        del found["additionalProperties"]
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        if key in found:
            found[key] = [_plain(one) for one in found[key]]
    for key in ("items", "additionalProperties"):
        if isinstance(found.get(key), dict):
            found[key] = _plain(found[key])
    if "properties" in found:
        found["properties"] = {name: _plain(one) for name, one in found["properties"].items()}
    if found.get("description") == "":
        del found["description"]
    return _nullable(found)


def _nullable(node: Node) -> Node:
    options = node.get("anyOf", [])
    if len(options) != 2 or options[1] != {"type": "null"} or not isinstance(options[0].get("type"), str):
        return node
    if {"enum", "const"} & set(options[0]):
        return node
    return {
        **options[0],
        **{key: value for key, value in node.items() if key != "anyOf"},
        "type": [options[0]["type"], "null"],
    }


def _once(operations: list[Node]) -> Node:
    """The parameters that several operations share, by name; in their place stands where they are."""
    for one in operations:
        one["parameters"] = [_parameter(given) for given in one.get("parameters", [])]
        if not one["parameters"]:
            del one["parameters"]
    counts = Counter(_text(given) for one in operations for given in one.get("parameters", []))
    named = _Names(lambda text: str(json.loads(text)["name"]).replace("-", ""))
    for one in operations:
        for at, given in enumerate(one.get("parameters", [])):
            if counts[_text(given)] > 1:
                one["parameters"][at] = {"$ref": f"#/components/parameters/{named.of(_text(given))}"}
    return named.kept


def _parameter(given: Node) -> Node:
    """A parameter: what is left out is not asked, so that none can be null; what it says stands once."""
    schema = given["schema"]
    options = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    if len(options) == 1:
        schema = {**options[0], **{key: value for key, value in schema.items() if key not in ("anyOf", "default")}}
    schema = _plain(schema)
    says = given.get("description") or schema.get("description")
    schema.pop("description", None)
    required = {"required": True} if given.get("required") else {}
    return {
        "name": given["name"],
        "in": given["in"],
        **required,
        **({"description": says} if says else {}),
        "schema": schema,
    }


def _hoist(schemas: Node, operations: list[Node], parameters: Node) -> None:
    """Values of one kind that stand three times or more, as schemas of their own."""
    asked = [
        *parameters.values(),
        *(given for one in operations for given in one.get("parameters", []) if "schema" in given),
    ]
    places = [(of, name, value) for one in schemas.values() for of, name, value in _properties(one)]
    places += [(given, "schema", given["schema"]) for given in asked]
    counts = Counter(_text(value) for _of, _name, value in places)
    kinds: dict[str, str] = {}
    named = _Names(lambda text: kinds[text])
    for of, name, value in places:
        text = _text(value)
        if counts[text] > 2 and len(text) >= LEAST:
            kinds.setdefault(text, _kind_of(name, value))
            of[name] = {"$ref": f"#/components/schemas/{named.of(text)}"}
    schemas.update(named.kept)


def _kind_of(name: str, value: Node) -> str:
    """A name for a value that many have: of what it says where it says something, else of what it is."""
    said = name if value.get("description") else "".join(sorted(_types(value)))
    return "".join(part.capitalize() for part in said.split("_")) + "Value"


def _types(value: Node) -> Iterator[str]:
    kinds = value.get("type", "choice" if "enum" in value else "any")
    yield from (f"{one}_" for one in ([kinds] if isinstance(kinds, str) else kinds))


def _properties(node: Node) -> Iterator[tuple[Node, str, Node]]:
    for name, value in node.get("properties", {}).items():
        yield node["properties"], name, value


class _Names:
    """Names for what is shared, each once, in the order in which they were asked for."""

    def __init__(self, named: Callable[[str], str]) -> None:
        self.named = named
        self.names: dict[str, str] = {}
        self.kept: Node = {}

    def of(self, text: str) -> str:
        """The name of what is written so."""
        if text not in self.names:
            base = self.named(text)
            number = sum(1 for one in self.kept if one.rstrip("0123456789") == base)
            self.names[text] = f"{base}{number + 1 if number else ''}"
            self.kept[self.names[text]] = json.loads(text)
        return self.names[text]


def _text(node: Any) -> str:
    return json.dumps(node, sort_keys=True, ensure_ascii=False)


def written(value: Any, indent: int = 0) -> str:
    """As a file holds it: what fits into a line stands on one."""
    flat = _text(value)
    if len(flat) + indent <= WIDE or not isinstance(value, dict | list) or not value:
        return flat
    inside, end = " " * (indent + 1), " " * indent
    if isinstance(value, list):
        rows = [inside + written(one, indent + 1) for one in value]
        return "[\n" + ",\n".join(rows) + "\n" + end + "]"
    rows = [f"{inside}{_text(key)}: {written(value[key], indent + 1)}" for key in sorted(value)]
    return "{\n" + ",\n".join(rows) + "\n" + end + "}"
