"""Sources that were saved under a name, one TOML file each, in a folder of the installation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.source import Source


@dataclass(frozen=True)
class Sources:
    """The saved sources of `folder`, which need not exist yet."""

    folder: Path

    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.toml")))

    def read(self, name: str) -> Source:
        """A source by its name. Raises ClaveError where there is none, or its file is wrong."""
        path = self._path(name)
        if not path.exists():
            raise ClaveError(
                _("there is no saved source «{name}».").fill(name=name),
                where=str(self.folder),
                remedy=_("Save one with `clave import FILE --save NAME`, or give the path of a .toml file."),
            )
        return Source.read(path)

    def save(self, source: Source, name: str) -> Source:
        """Keep a source under a name, in the place of an earlier one. Raises ClaveError where it cannot be called so."""
        path = self._path(name)
        named = replace(source, name=name)
        self.folder.mkdir(parents=True, exist_ok=True)
        named.write(path)
        return named

    def _path(self, name: str) -> Path:
        checked_name(name)
        return self.folder / f"{name}.toml"


def checked_name(name: str, where: str = "") -> str:
    """The name, or a ClaveError where no source can be called so: it becomes the name of a file."""
    if not re.fullmatch(r"\w[\w .-]{0,60}", name):
        raise ClaveError(
            _("a source cannot be called «{name}».").fill(name=name),
            where=where,
            remedy=_("Use letters, figures, blanks, points and hyphens, such as ventas-siigo."),
        )
    return name
