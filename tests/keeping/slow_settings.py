"""clave with pages that take as long as a test wants, behind its own two doors."""

from clave.project.settings import *  # noqa: F403

ROOT_URLCONF = "tests.keeping.slow"
MIDDLEWARE = ["clave.web.watched.watched", "clave.web.watched.let_in"]
SILENCED_SYSTEM_CHECKS = ["clave.E001", "clave.E002"]  # these addresses are of the tests alone
