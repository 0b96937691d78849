"""No file names the host of a package registry: whoever installs decides where packages come from."""

import re

from tests.house.tree import kept_files, place, readable

# In pieces, so that this file passes its own test.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("py" + "pi", "org"),
        ("py" + "pi", "python", "org"),
        ("files", "python" + "hosted", "org"),
        ("registry", "npm" + "js", "org"),
        ("registry", "yarn" + "pkg", "com"),
        ("deb", "deb" + "ian", "org"),
        ("security", "deb" + "ian", "org"),
        ("archive", "ubun" + "tu", "com"),
        ("proxy", "go" + "lang", "org"),
        ("static", "crat" + "es", "io"),
        ("conda", "ana" + "conda", "org"),
    )
]
NAMED = re.compile("|".join(re.escape(host) for host in HOSTS), re.IGNORECASE)
INDEX_OPTION = re.compile(r"^\s*(--(extra-)?index-url|--find-links|--trusted-host)\b", re.MULTILINE)


def test_no_file_names_a_registry() -> None:
    found = {
        f"{place(path)}:{number}"
        for path in kept_files()
        for number, line in enumerate((readable(path) or "").splitlines(), start=1)
        if NAMED.search(line)
    }
    assert found == set()


def test_the_pattern_recognises_a_registry() -> None:
    assert all(NAMED.search(f"https://{host.upper()}/simple") for host in HOSTS)
    assert not NAMED.search("https://example.org/simple")


def test_the_locks_carry_hashes_and_no_index() -> None:
    for path in kept_files():
        if path.name.startswith("requirements") and path.suffix == ".lock":
            text = path.read_text()
            packages = re.findall(r"^[a-z0-9][^\s]*==", text, re.MULTILINE)
            assert len(packages) > 20
            assert len(re.findall(r"== ?[^\n]*\\\n\s+--hash=sha256:[0-9a-f]{64}", text)) == len(packages), place(path)
            assert not INDEX_OPTION.search(text), place(path)
