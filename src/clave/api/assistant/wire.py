"""The Model Context Protocol on a line: JSON-RPC, one message a line, tools and resources and nothing else. (ADR 0043)

What it speaks: initialize, ping, tools and resources of the revisions below. A client of another era asks for something that is
not known here, is told so, and falls back to `initialize`, as the protocol has it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from clave import __version__

log = logging.getLogger(__name__)
REVISIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
LONGEST = 1_000_000
"""Bytes of one message; nobody asks a question of that length."""
UNREADABLE, NO_REQUEST, UNKNOWN, WRONG, BROKEN, NOT_THERE = -32700, -32600, -32601, -32602, -32603, -32002


class Refused(Exception):
    """Why a question has no answer: a code of JSON-RPC, and a sentence."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(code, why)
        self.code, self.why = code, why


@dataclass(frozen=True)
class Desk:
    """Who answers: `tools` and `resources` list what there is, `call` does one (raises Refused for what is not asked so),
    `read` gives one resource; `about` says to the assistant what this is, `trouble` is the sentence for what went wrong in us."""

    about: Callable[[], str]
    tools: Callable[[], list[dict[str, Any]]]
    call: Callable[[str, Mapping[str, Any]], dict[str, Any]]
    resources: Callable[[], list[dict[str, Any]]]
    read: Callable[[str], dict[str, Any]]
    trouble: Callable[[], str]


def serve(desk: Desk, lines: BinaryIO, out: BinaryIO) -> None:
    """Answer line after line until there is none; nothing but answers is written to `out`."""
    while line := lines.readline(LONGEST + 1):
        if len(line) > LONGEST:
            while line and not line.endswith(b"\n"):
                line = lines.readline(LONGEST)
            _write(out, _error(None, UNREADABLE, f"a message has at most {LONGEST} bytes"))
            continue
        if line.strip():
            answer = answered(desk, line)
            if answer is not None:
                _write(out, answer)


def answered(desk: Desk, line: bytes) -> Any:
    """What is answered to a line; None where nothing is."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return _error(None, UNREADABLE, "this is no JSON")
    if isinstance(asked, list):
        found = [one for one in (_one(desk, each) for each in asked) if one is not None]
        return found or (None if asked else _error(None, NO_REQUEST, "an empty batch"))
    return _one(desk, asked)


def _one(desk: Desk, asked: Any) -> dict[str, Any] | None:
    if not isinstance(asked, dict) or asked.get("jsonrpc") != "2.0" or not isinstance(asked.get("method"), str):
        if isinstance(asked, dict) and ("result" in asked or "error" in asked):
            return None  # an answer to what we never asked
        return _error(_id(asked), NO_REQUEST, "this is no request of JSON-RPC 2.0")
    if "id" not in asked:
        return None  # a notification
    params = asked.get("params", {})
    try:
        if not isinstance(params, dict):
            raise Refused(WRONG, "params must be an object")
        result = _result(desk, asked["method"], params)
    except Refused as refused:
        return _error(_id(asked), refused.code, refused.why)
    except Exception:
        log.exception("An assistant asked %s and could not be answered.", asked["method"][:60])
        return _error(_id(asked), BROKEN, desk.trouble())
    return {"jsonrpc": "2.0", "id": _id(asked), "result": result}


def _result(desk: Desk, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
    if method == "initialize":
        wanted = params.get("protocolVersion")
        return {
            "protocolVersion": wanted if wanted in REVISIONS else REVISIONS[-1],
            "capabilities": {"tools": {}, "resources": {}},
            "serverInfo": {"name": "clave", "title": "clave", "version": __version__},
            "instructions": desk.about(),
        }
    if method == "ping":
        return {}
    if method == "tools/list":
        return {"tools": desk.tools()}
    if method == "tools/call":
        name, given = params.get("name"), params.get("arguments") or {}
        if not isinstance(name, str) or not isinstance(given, dict):
            raise Refused(WRONG, "name must be a text and arguments an object")
        return desk.call(name, given)
    if method == "resources/list":
        return {"resources": desk.resources()}
    if method == "resources/templates/list":
        return {"resourceTemplates": []}
    if method == "resources/read":
        if not isinstance(params.get("uri"), str):
            raise Refused(WRONG, "uri must be a text")
        return desk.read(params["uri"])
    raise Refused(UNKNOWN, f"clave does not know {method[:60]}")


def _id(asked: Any) -> Any:
    given = asked.get("id") if isinstance(asked, dict) else None
    return given if isinstance(given, str | int) and not isinstance(given, bool) else None


def _error(number: Any, code: int, why: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": why}}


def _write(out: BinaryIO, answer: Any) -> None:
    out.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n")
    out.flush()
