"""Why Odoo did not give what was asked for: each reason a finished sentence that holds no credential."""

from __future__ import annotations

from clave.base.words import Text, _
from clave.facts.sources.port import BROKEN, CHANGED, SLOW, UNAUTHORIZED, UNREACHABLE, WRONG, SourceError

DOWN, LATE, GATEWAY, LOGIN, ACCESS, DATABASE, MODEL, METHOD, FIELD, VALUE, MISSING, SERVER, ADDRESS = (
    "down", "late", "gateway", "login", "access", "database", "model", "method", "field", "value", "missing", "server",
    "address",
)  # fmt: skip
AGAIN = frozenset({DOWN, LATE, GATEWAY})
"""What may be gone a moment later, so that a read is tried again."""
LONGEST = 200  # letters of what Odoo says that are repeated


class OdooError(SourceError):
    """A reason of Odoo's; `kind` says which, for whoever can do something about it. `unsaid` where Odoo itself said nothing:
    what was asked of it may have been done, or still be."""

    def __init__(
        self, kind: str, why: str, what: Text, *, where: str = "", remedy: Text | None = None, unsaid: bool = False
    ) -> None:
        super().__init__(why, what, where=where, remedy=remedy)
        self.kind = kind
        self.unsaid = unsaid or kind in AGAIN


def down(host: str, reason: str) -> OdooError:
    """Nobody answers, or the line broke."""
    return OdooError(
        DOWN, UNREACHABLE, _("Odoo does not answer: {reason}.").fill(reason=reason), where=host,
        remedy=_("Check that it is running and that this machine may reach it; what was read stays, and the next run goes on."),
    )  # fmt: skip


def untrusted(host: str) -> OdooError:
    """The certificate does not belong to the address, or nobody vouches for it."""
    return OdooError(
        ADDRESS, WRONG, _("the certificate of this Odoo is not valid, so nothing was sent to it."), where=host,
        remedy=_("Renew its certificate, or add the authority that signed it to those this machine trusts."),
    )  # fmt: skip


def late(host: str, seconds: float) -> OdooError:
    """No answer in time."""
    return OdooError(
        LATE, SLOW, _("Odoo took longer than {seconds} seconds to answer.").fill(seconds=f"{seconds:g}"), where=host,
        remedy=_("Try it at an hour with less work; what was read stays, and the next run goes on."),
    )  # fmt: skip


def too_long(host: str, megabytes: int) -> OdooError:
    """An answer larger than any page of ours can be."""
    return OdooError(
        SERVER, BROKEN, _("Odoo answered with more than {megabytes} MB at once.").fill(megabytes=megabytes), where=host,
        remedy=_("Check that the address is that of Odoo, and not of another page."), unsaid=True,
    )  # fmt: skip


def no_odoo(host: str) -> OdooError:
    """Something answers, and it does not say which version of Odoo it is."""
    return OdooError(
        ADDRESS, WRONG, _("what answers at this address is not Odoo, or hides its version."), where=host,
        remedy=_("Enter the address with which people open Odoo, without anything after the name, and with https://."),
    )  # fmt: skip


def too_old(host: str, version: str) -> OdooError:
    """A version nobody tried."""
    return OdooError(
        ADDRESS, WRONG,
        _("this is Odoo {version}: clave is tried with 18 and 19, and reads none before 16.").fill(version=version), where=host,
        remedy=_("Export files from it, and let clave watch their folder."),
    )  # fmt: skip


def busy(host: str, status: int) -> OdooError:
    """A proxy answers in its place, or it asks for patience."""
    return OdooError(
        GATEWAY, UNREACHABLE, _("Odoo is not ready: the server answered {status}.").fill(status=status), where=host,
        remedy=_("It may be starting or being updated; the next run goes on where this one stopped."),
    )  # fmt: skip


def wrong_key(host: str, login: str) -> OdooError:
    """The key is not accepted."""
    what = (
        _("Odoo does not accept the key of «{login}».").fill(login=login)
        if login
        else _("Odoo does not accept the key.")
    )
    return OdooError(
        LOGIN, UNAUTHORIZED, what, where=host,
        remedy=_("Make a new API key in Odoo, in the preferences of that user, and enter it here; keys expire there."),
    )  # fmt: skip


def no_database(host: str, database: str) -> OdooError:
    """No database of that name."""
    return OdooError(
        DATABASE, WRONG, _("Odoo has no database «{database}».").fill(database=database), where=host,
        remedy=_("Write its name as the page of sign-in shows it, with capitals and hyphens."),
    )  # fmt: skip


def forbidden(host: str, model: str) -> OdooError:
    """The user may not see, or not write, that."""
    return OdooError(
        ACCESS, UNAUTHORIZED, _("the user of the key has no permission for «{model}» in Odoo.").fill(model=model), where=host,
        remedy=_("Give that user the permission in Odoo, or leave what needs it out of this connection."),
    )  # fmt: skip


def no_model(host: str, model: str) -> OdooError:
    """An application that is not installed."""
    return OdooError(
        MODEL, CHANGED, _("this Odoo has no «{model}».").fill(model=model), where=host,
        remedy=_("Install the application it belongs to, or leave that table out of this connection."),
    )  # fmt: skip


def no_field(host: str, model: str, fields: str) -> OdooError:
    """A field that is not there, or not any more."""
    return OdooError(
        FIELD, CHANGED, _("«{model}» has no field «{fields}» in this Odoo.").fill(model=model, fields=fields), where=host,
        remedy=_("It was updated or an application was removed: probe the connection again; the last good facts stay."),
    )  # fmt: skip


def no_method(host: str, call: str) -> OdooError:
    """A method that is not there, or with other arguments."""
    return OdooError(
        METHOD, CHANGED, _("this Odoo does not know «{call}», or not with these arguments.").fill(call=call), where=host,
        remedy=_("It was updated: probe the connection again, and write to us with its version if it goes on."),
    )  # fmt: skip


def wrong_value(host: str, said: str) -> OdooError:
    """A value that a field does not take."""
    return OdooError(
        VALUE, CHANGED, _("Odoo does not take a value: {said}.").fill(said=said), where=host,
        remedy=_("Nothing was written. Probe the connection again: what this field takes has changed."),
    )  # fmt: skip


def gone(host: str, call: str) -> OdooError:
    """A record that was deleted since it was read."""
    return OdooError(
        MISSING, CHANGED, _("Odoo no longer has a record that was meant by «{call}».").fill(call=call), where=host,
        remedy=_("Somebody deleted it there; plan again with what there is now."),
    )  # fmt: skip


def nonsense(host: str, call: str) -> OdooError:
    """An answer that is none to what was asked."""
    return OdooError(
        SERVER, BROKEN, _("Odoo answered «{call}» with something else than was asked for.").fill(call=call), where=host,
        remedy=_("Look whether something answers in its place, such as a proxy that keeps answers; what was read stays."),
    )  # fmt: skip


def server_error(host: str, call: str, said: str, *, unsaid: bool = False) -> OdooError:
    """An error of Odoo's own; `unsaid` where a status came without anything that Odoo writes, as from a proxy."""
    return OdooError(
        SERVER, BROKEN, _("Odoo answered «{call}» with an error of its own: {said}.").fill(call=call, said=said), where=host,
        remedy=_("Look it up in the log of Odoo; what was read stays, and the next run goes on."), unsaid=unsaid,
    )  # fmt: skip
