"""Where clave may send something by itself: an address that somebody entered, and the networks it never reaches into.

Whoever enters an address makes clave ask it from inside the company's network. So a name is looked up once, every address that
it leads to must be a public one, and exactly that address is connected to: between looking and connecting nothing can change."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from clave.base.errors import ClaveError
from clave.base.words import Text, _

LONGEST = 500
_INSIDE = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
    )
)  # fmt: skip
"""IPv4 that is nobody's public machine (IANA's special-purpose registry), and the machine of Azure that answers its guests."""
_PUBLIC_6 = ip_network("2000::/3")
_INSIDE_6 = tuple(ip_network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
"""IPv6 outside 2000::/3 is never public (loopback, local, mapped and translated IPv4 stand there); inside it, these are not: they
carry IPv4 inside, or are examples."""
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")


@dataclass(frozen=True)
class Place:
    """Where something goes. `named` = the installation names this host as one that may be inside (CLAVE_WEBHOOK_HOSTS)."""

    host: str
    port: int
    encrypted: bool
    target: str
    named: bool

    @property
    def shown(self) -> str:
        """Without path and question, where people put what nobody else should read."""
        usual = 443 if self.encrypted else 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == usual else f"{host}:{self.port}"


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, and no way round to another."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _INSIDE)
    return _public_6(found)


def _public_6(found: IPv6Address) -> bool:
    return found.scope_id is None and found in _PUBLIC_6 and not any(found in network for network in _INSIDE_6)


def place_of(text: str, named: Collection[str] = ()) -> Place:
    """The address that somebody entered. Raises ClaveError (`where` = url) for one that clave does not send to: no https, a user
    or a password in it, or an IP address inside a network, unless the installation names its host."""
    entered = text.strip()
    try:
        parts = urlsplit(entered)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if ":" in host else host.encode("idna").decode().lower()
    except (ValueError, UnicodeError) as error:
        raise _wrong(_("this is not an address clave can send to.")) from error
    if len(entered) > LONGEST or re.search(r"[\x00-\x20\x7f\\]", entered) or not entered.isascii():
        raise _wrong(_("this is not an address clave can send to."))
    if "@" in parts.netloc or parts.fragment:
        raise _wrong(_("an address has no user, no password and no # in it: the signature says who sends."))
    _checked_host(host)
    inside = host in named
    if parts.scheme != "https" and not (inside and parts.scheme == "http"):
        raise _wrong(_("clave sends by https alone."), named=True)
    if _is_ip(host) and not inside and not is_public(host):
        raise _wrong(_("{host} is inside a network, and clave sends nothing there.").fill(host=host), named=True)
    encrypted = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(host, port or (443 if encrypted else 80), encrypted, target, inside)


def _checked_host(host: str) -> None:
    if not (_is_ip(host) or _HOST.fullmatch(host)):
        raise _wrong(_("this is not an address clave can send to."))


def _is_ip(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _wrong(what: Text, *, named: bool = False) -> ClaveError:
    remedy = _("Write it whole, such as https://erp.company.com/clave.")
    if named:
        remedy = _("For a machine of your own network, whoever keeps the server names its host in CLAVE_WEBHOOK_HOSTS.")
    return ClaveError(what, where="url", remedy=remedy)
