"""Calls of models and methods, over either interface: `/jsonrpc` up to 18, `/json/2` from 19 on; the version is asked first.

The same named arguments work on both. A read is tried again where the line broke; a write never is: an answer may be lost
although the work was done."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from clave.facts.sources.odoo import refusals
from clave.facts.sources.odoo.refusals import OdooError
from clave.facts.sources.odoo.wire import Address, Bounds, Reply, Wire
from clave.facts.sources.port import Secret

READS = frozenset(
    ("fields_get", "search", "search_read", "search_count", "read", "context_get", "check_access_rights", "has_access")
)
OLDEST, NAMED = 16, 19  # the oldest version that is read; the first that has /json/2
TRIED = (18, 19)  # the versions that clave is tested with; others may answer otherwise
BUSY = frozenset((429, 502, 503, 504))


@dataclass(frozen=True)
class Account:
    """Which Odoo, which database of it, and whose key."""

    address: Address
    database: str
    login: str
    key: Secret


@dataclass(frozen=True)
class Version:
    """What the server says it is: '18.0' and 18."""

    text: str
    major: int


@dataclass(frozen=True)
class Call:
    """One call: `ids` are the records it is about, None where it is about the model."""

    model: str
    method: str
    ids: Sequence[int] | None
    named: Mapping[str, Any]

    @property
    def shown(self) -> str:
        """As a sentence names it."""
        return f"{self.model}.{self.method}"


class Dialect(Protocol):
    """How a call is written, and how its answer is read."""

    def asked(self, call: Call) -> tuple[str, dict[str, str], bytes]:
        """Path, headers and body."""

    def answered(self, call: Call, reply: Reply) -> Any:
        """What the method returned; None where it returned nothing. Raises OdooError."""


class Client:
    """A server whose version is known and whose key was accepted."""

    def __init__(self, wire: Wire, dialect: Dialect, version: Version, sleep: Callable[[float], None]) -> None:
        self.wire, self.dialect, self.version = wire, dialect, version
        self._sleep = sleep
        self.clock = ""

    def call(self, model: str, method: str, *, ids: Sequence[int] | None = None, **named: Any) -> Any:
        """What the method returns. Raises OdooError."""
        call = Call(model, method, ids, named)
        path, headers, body = self.dialect.asked(call)
        waits = list(self.wire.bounds.waits) if method in READS else []
        while True:
            try:
                reply = self.wire.send("POST", path, headers, body, fresh=method not in READS)
                self.clock = reply.clock or self.clock
                return self.dialect.answered(call, reply)
            except OdooError as error:
                if error.kind not in refusals.AGAIN or not waits:
                    raise
                self._sleep(waits.pop(0))

    def close(self) -> None:
        """Let go of the line; never raises."""
        self.wire.close()


def connect(account: Account, bounds: Bounds, sleep: Callable[[float], None] = time.sleep) -> Client:
    """Ask the version, choose the interface, and see that the key is accepted. Raises OdooError."""
    wire = Wire(account.address, bounds)
    try:
        version = version_of(wire)
        if version.major < OLDEST:
            raise refusals.too_old(account.address.shown, version.text)
        if version.major >= NAMED:
            client = Client(wire, Json2(account), version, sleep)
            client.call("res.users", "context_get")
            return client
        rpc = JsonRpc(account)
        rpc.sign_in(wire)
        return Client(wire, rpc, version, sleep)
    except OdooError:
        wire.close()
        raise


def version_of(wire: Wire) -> Version:
    """Which version answers; nobody's key is needed for it."""
    reply = wire.send("GET", "/web/version", {})
    told = _content(reply) if reply.status == 200 else None
    if not _said(told):
        body = {"service": "common", "method": "version", "args": []}
        reply = wire.send("POST", "/jsonrpc", JSON, _rpc(body))
        if reply.status in BUSY:
            raise refusals.busy(wire.address.shown, reply.status)
        answer = _content(reply)
        told = answer.get("result") if isinstance(answer, dict) else None
    found = _said(told)
    if not found:
        raise refusals.no_odoo(wire.address.shown)
    return found


def _said(told: Any) -> Version | None:
    if not isinstance(told, dict):
        return None
    text = str(told.get("server_serie") or told.get("version") or told.get("server_version") or "")
    found = re.search(r"\d+", text)
    return Version(text, int(found[0])) if found else None


JSON = {"Content-Type": "application/json; charset=utf-8"}


def _rpc(params: Mapping[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}).encode()


def _content(reply: Reply) -> Any:
    """The JSON of an answer; None where it is none."""
    try:
        return json.loads(reply.body)
    except ValueError:
        return None


def _part(content: dict[str, Any], name: str) -> dict[str, Any]:
    """What a name holds, where it holds an object."""
    part = content.get(name)
    return part if isinstance(part, dict) else {}


class JsonRpc:
    """Up to 18: everything is a POST to /jsonrpc that answers 200, errors too; `result` is missing where there is none."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.user = 0

    def sign_in(self, wire: Wire) -> None:
        """The number of the user of the key."""
        account = self.account
        arguments = [account.database, account.login, account.key.reveal(), {}]
        params = {"service": "common", "method": "authenticate", "args": arguments}
        user = self.answered(
            Call("common", "authenticate", None, {}), wire.send("POST", "/jsonrpc", JSON, _rpc(params))
        )
        if not user:
            raise refusals.wrong_key(account.address.shown, account.login)
        self.user = int(user)

    def asked(self, call: Call) -> tuple[str, dict[str, str], bytes]:
        """Path, headers and body."""
        account = self.account
        records = [] if call.ids is None else [list(call.ids)]
        arguments = [
            account.database, self.user, account.key.reveal(), call.model, call.method, records, dict(call.named),
        ]  # fmt: skip
        return "/jsonrpc", JSON, _rpc({"service": "object", "method": "execute_kw", "args": arguments})

    def answered(self, call: Call, reply: Reply) -> Any:
        """The result, or the error it holds."""
        if reply.status in BUSY:
            raise refusals.busy(self.account.address.shown, reply.status)
        content = _content(reply)
        if reply.status != 200 or not isinstance(content, dict):
            raise refusals.server_error(self.account.address.shown, call.shown, str(reply.status), unsaid=True)
        if "error" in content:
            error = _part(content, "error")
            data = _part(error, "data")
            message = str(data.get("message") or error.get("message", ""))
            raise told(self.account, call, str(data.get("name", "")), message)
        return content.get("result")


class Json2:
    """From 19 on: a POST to the model and method with named arguments and the key in a header; errors are statuses."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def asked(self, call: Call) -> tuple[str, dict[str, str], bytes]:
        """Path, headers and body."""
        headers = {**JSON, "Authorization": f"bearer {self.account.key.reveal()}"}
        if self.account.database:
            headers["X-Odoo-Database"] = self.account.database
        body = {**call.named, **({} if call.ids is None else {"ids": list(call.ids)})}
        return f"/json/2/{quote(call.model)}/{quote(call.method)}", headers, json.dumps(body).encode()

    def answered(self, call: Call, reply: Reply) -> Any:
        """The result, or the error that its status and body tell."""
        account, content = self.account, _content(reply)
        if reply.status == 200 and (content is not None or reply.body.strip() in (b"null", b"")):
            return content
        if reply.status in BUSY:
            raise refusals.busy(account.address.shown, reply.status)
        if reply.status == 401:
            raise refusals.wrong_key(account.address.shown, "")
        if not isinstance(content, dict):
            if reply.status in (303, 404):
                raise refusals.no_database(account.address.shown, account.database)
            raise refusals.server_error(account.address.shown, call.shown, str(reply.status), unsaid=True)
        name, message = str(content.get("name", "")), str(content.get("message", ""))
        if reply.status == 422:
            raise refusals.no_method(account.address.shown, call.shown)
        if reply.status == 404 and "model" not in message and not name.endswith("MissingError"):
            raise refusals.no_method(account.address.shown, call.shown)
        raise told(account, call, name, message)


def told(account: Account, call: Call, name: str, message: str) -> OdooError:
    """What an error of Odoo's means: `name` is its class, `message` its first lines, which never come with our key."""
    host = account.address.shown
    said = _shortened(message, account.key)
    if name.endswith("AccessDenied"):
        return refusals.wrong_key(host, account.login)
    if name.endswith("AccessError"):
        return refusals.forbidden(host, call.model)
    if name.endswith("MissingError"):
        return refusals.gone(host, call.shown)
    if name.endswith("OperationalError") and "does not exist" in message:
        return refusals.no_database(host, account.database)
    if name.endswith(("KeyError", "NotFound")) or "doesn't exist" in message:
        return refusals.no_model(host, call.model)
    if name.endswith("AttributeError"):
        return refusals.no_method(host, call.shown)
    if found := re.search(r"Invalid field '?(?:[a-z0-9_.]*\.)?(\w+)'?", message):
        return refusals.no_field(host, call.model, found[1])
    if name.endswith("TypeError"):
        return refusals.no_method(host, call.shown)
    if message.startswith("Wrong value for"):
        return refusals.wrong_value(host, said)
    return refusals.server_error(host, call.shown, said)


def _shortened(message: str, key: Secret) -> str:
    line = (message.strip().splitlines() or [""])[0].rstrip(".")
    if key:
        line = line.replace(key.reveal(), "…")
    return line[: refusals.LONGEST]
