"""Floor 11: Adhesivos Farallones, a plausible manufacturer that docs, screenshots, tests and `clave demo` share."""

from clave.demo.company import SEED, UNTIL, Company, build

__all__ = ["SEED", "UNTIL", "Company", "build"]
