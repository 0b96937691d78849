"""Floor 11: Adhesivos Farallones, a plausible manufacturer that docs, screenshots, tests and `clave demo` share."""

from clave.demo.company import SEED, UNTIL, Company, build
from clave.demo.export import export

__all__ = ["SEED", "UNTIL", "Company", "build", "export"]
