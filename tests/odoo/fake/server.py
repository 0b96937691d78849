"""The made-up server: `/jsonrpc` as 18 and 19 speak it, `/json/2` as 19 does, in a thread of its own.

Run alone: `python -m tests.odoo.fake.server 19`."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.odoo.fake.company import company
from tests.odoo.fake.database import Database, Raised
from tests.odoo.fake.stockroom import Stockroom

PICKING = "stock.picking"


class FakeOdoo:
    """One server: its database, whose key opens it, what it was asked, and what goes wrong next."""

    def __init__(
        self, database: Database, *, name: str = "empresa", login: str = "clave", key: str = "k-1234567890abcdef"
    ) -> None:
        self.database, self.name, self.login, self.key = database, name, login, key
        self.stockroom = Stockroom(database)
        self.calls: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self.ahead = timedelta()
        self.unreadable: set[str] = set()
        self.unwritable: set[str] = set()
        self.elsewhere = "http://127.0.0.1:9"
        self.lost_answers = 0
        self.lost: set[str] = set()
        self.forgets = False
        self.slow_writes = 0
        self.may_commit, self.committed = threading.Event(), threading.Event()
        self.reads = 0
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        return f"{self.database.version}.0"

    def run(self, model: str, method: str, ids: Sequence[int] | None, named: dict[str, Any]) -> Any:
        """One call, as the ORM answers it. A slow write is committed when `may_commit` is set; until then others read what
        stood before."""
        slow = method in ("write", "create") and self.slow_writes > 0
        if slow:
            self.slow_writes -= 1
            self.may_commit.wait(10)
        try:
            with self._lock:
                self.calls.append((model, method))
                return self._ran(model, method, ids, named)
        finally:
            if slow:
                self.committed.set()

    def _ran(self, model: str, method: str, ids: Sequence[int] | None, named: dict[str, Any]) -> Any:
        database = self.database
        if model == "procurement.group" and method == "run_scheduler" and database.version < 19:
            return self.stockroom.run_scheduler()
        database.fields(model)
        if model in self.unreadable and method != "fields_get":
            raise Raised("odoo.exceptions.AccessError", f"You are not allowed to access '{model}' records.")
        if model in self.unwritable and method in ("write", "create"):
            raise Raised("odoo.exceptions.AccessError", f"You are not allowed to modify '{model}' records.")
        if model == PICKING and method in ("action_assign", "do_unreserve", "button_validate"):
            moving: Callable[[Sequence[int]], Any] = getattr(self.stockroom, method)
            return moving(list(ids or ()))
        answers: dict[str, Callable[..., Any]] = {
            "context_get": lambda: {"lang": "es_CO", "tz": "America/Bogota", "uid": 2},
            "has_access": lambda operation: model not in self.unwritable,
            "fields_get": lambda allfields=None, attributes=None: database.described(model, attributes),
            "search": lambda domain, offset=0, limit=None, order="id", context=None: database.search(
                model, domain, offset=offset, limit=limit, order=order, context=context),
            "search_count": lambda domain, limit=None, context=None: len(database.search(model, domain, context=context)),
            "search_read": lambda domain=(), fields=None, offset=0, limit=None, order="id", context=None, load="_classic_read":
                database.read(model, database.search(model, domain, offset=offset, limit=limit, order=order, context=context),
                              fields, load),
            "read": lambda fields=None, load="_classic_read", context=None: database.read(model, ids or (), fields, load),
            "create": lambda vals_list, context=None: [database.add(model, **vals) for vals in vals_list],
            "write": lambda vals, context=None: self._write(model, list(ids or ()), vals),
        }  # fmt: skip
        if method not in answers or (method == "context_get" and model != "res.users"):
            raise Raised("builtins.AttributeError", f"The method '{model}.{method}' does not exist")
        try:
            return answers[method](**named)
        except TypeError as error:
            raise Raised("builtins.TypeError", str(error)) from error

    def _write(self, model: str, ids: list[int], vals: dict[str, Any]) -> bool:
        if self.forgets:
            return True
        self.database.write(model, ids, vals)
        if model == PICKING:
            self.stockroom.written(ids, vals)
        return True


class Handler(BaseHTTPRequestHandler):
    """HTTP as it was observed; `server.odoo` is what answers."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        odoo = self.server.odoo
        if self._fault():
            return
        if self.path == "/web/version" and odoo.database.version >= 19:
            self._json(200, {"version_info": [odoo.database.version, 0, 0, "final", 0, ""], "version": odoo.version})
        else:
            self._page(404, "<h1>Not Found</h1>")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self._fault():
            return
        if self.path == "/jsonrpc":
            self._rpc(json.loads(body))
        elif self.path.startswith("/json/2/") and self.server.odoo.database.version >= 19:
            self._named(json.loads(body))
        elif self.path.startswith("/json/2/"):
            self._page(303, "", Location="/web/login")
        else:
            self._page(404, "<h1>Not Found</h1>")

    def _rpc(self, asked: dict[str, Any]) -> None:
        params, odoo = asked["params"], self.server.odoo
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": asked.get("id")}
        try:
            result = self._served(params["service"], params["method"], params["args"])
        except Raised as error:
            answer["error"] = {"code": 200, "message": "Odoo Server Error", "data": {
                "name": error.name, "message": error.message, "arguments": [error.message], "context": {},
                "debug": f"Traceback (most recent call last):\n  ... {odoo.key} ...\n{error.message}"}}  # fmt: skip
        else:
            if result is not None:
                answer["result"] = result
        self._json(200, answer)

    def _served(self, service: str, method: str, args: list[Any]) -> Any:
        odoo = self.server.odoo
        if service == "common" and method == "version":
            return {"server_version": odoo.version, "server_version_info": [odoo.database.version, 0, 0, "final", 0, ""],
                    "server_serie": odoo.version, "protocol_version": 1}  # fmt: skip
        if args[0] != odoo.name:
            raise Raised(
                "psycopg2.OperationalError",
                f'connection to server failed: FATAL:  database "{args[0]}" does not exist\n',
            )
        if service == "common" and method == "authenticate":
            return 2 if (args[1], args[2]) == (odoo.login, odoo.key) else False
        if args[1] != 2 or args[2] != odoo.key:
            raise Raised("odoo.exceptions.AccessDenied", "Access Denied")
        _name, _user, _key, model, name, positional, named = args
        return odoo.run(model, name, positional[0] if positional else None, named)

    def _named(self, named: dict[str, Any]) -> None:
        odoo = self.server.odoo
        if self.headers.get("X-Odoo-Database", odoo.name) != odoo.name:
            self._page(404, "<h1>Not Found</h1>")
            return
        if self.headers.get("Authorization", "").lower() != f"bearer {odoo.key}".lower():
            self._error(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey")
            return
        _empty, _json, _two, model, method = self.path.split("/")
        ids = named.pop("ids", None)
        try:
            self._json(200, odoo.run(model, method, ids, named))
        except Raised as error:
            if error.name.endswith("KeyError"):
                self._error(404, "werkzeug.exceptions.NotFound", f"the model '{model}' does not exist")
            elif error.name.endswith("AttributeError"):
                self._error(404, "werkzeug.exceptions.NotFound", error.message)
            else:
                status = {"AccessError": 403, "MissingError": 404}.get(error.name.rsplit(".", 1)[-1], 500)
                self._error(status, error.name, error.message)

    def _error(self, status: int, name: str, message: str) -> None:
        debug = f"Traceback: {self.server.odoo.key}"
        self._json(status, {"name": name, "message": message, "arguments": [message], "context": {}, "debug": debug})

    def _fault(self) -> bool:
        """What was planted to go wrong: a status, a cut line, silence, or rubbish."""
        odoo = self.server.odoo
        odoo.reads += 1
        fault = odoo.faults.pop(0) if odoo.faults else ""
        if not fault:
            return False
        if fault == "303":
            self._page(303, "", Location="/web/login")
        elif fault == "elsewhere":
            self._page(301, "", Location=odoo.elsewhere + self.path)
        elif fault.isdigit():
            self._page(int(fault), "<h1>Bad Gateway</h1>")
        elif fault == "huge":
            self._sent(200, b"[" + b" " * 3_000_000 + b"]", "application/json")
        elif fault == "rubbish":
            self._page(200, "<html>not json</html>")
        elif fault == "silence":
            self.server.quiet.wait(5)
            self.close_connection = True
        elif fault == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"{")
            self.wfile.flush()
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
        return fault != "none"

    def _json(self, status: int, content: Any) -> None:
        odoo = self.server.odoo
        last = odoo.calls[-1][1] if odoo.calls else ""
        if (odoo.lost_answers and last == "write") or last in odoo.lost:
            odoo.lost_answers -= last == "write"
            odoo.lost.discard(last)
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._sent(status, json.dumps(content).encode(), "application/json; charset=utf-8")

    def _page(self, status: int, text: str, **headers: str) -> None:
        self._sent(status, text.encode(), "text/html; charset=utf-8", **headers)

    def _sent(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        odoo = self.server.odoo
        return format_datetime((odoo.database.moment + odoo.ahead).astimezone(UTC), usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the tests look at `calls`."""


class Server(ThreadingHTTPServer):
    """The server in a thread; `with` starts and stops it."""

    daemon_threads = False  # so that closing waits for its lines

    def __init__(self, odoo: FakeOdoo) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.odoo = odoo
        self.quiet = threading.Event()
        self.lines: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines.append(request)
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that the client closed is no news."""

    def hang_up(self) -> None:
        """Close every open line, as a server does that is started again."""
        for line in self.lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self.lines.clear()

    def __enter__(self) -> Server:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.quiet.set()
        self.shutdown()
        self.hang_up()
        self.server_close()


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 18
    fake = FakeOdoo(company(number, datetime.now(UTC)))
    with Server(fake) as running:
        print(f"{running.url}  database {fake.name}  user {fake.login}  key {fake.key}", flush=True)
        threading.Event().wait()
