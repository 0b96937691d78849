"""clave with pages that take as long as a test wants, behind all its own doors but the one that knows who may read what."""

from clave.project.settings import *  # noqa: F403
from clave.project.settings import MIDDLEWARE as DOORS

ROOT_URLCONF = "tests.keeping.slow"
MIDDLEWARE = [door for door in DOORS if door != "clave.web.middleware.AccessMiddleware"]
SILENCED_SYSTEM_CHECKS = ["clave.E001", "clave.E002"]  # these addresses are of the tests alone
