"""What holds the project together: make targets, versions, nothing of one machine in the files."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGES = ("ingest", "bot", "ui", "eval")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))["project"]


def make(*arguments: str) -> str:
    # A make that runs the tests must not pass its own flags on.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout


def targets() -> set[str]:
    phony = re.findall(r"(?m)^\.PHONY: (.+)$", read("Makefile"))
    return set(" ".join(phony).split())


def test_bare_make_lists_every_target():
    listed = re.findall(r"(?m)^make (\w+) +\S", make())
    assert sorted(listed) == sorted(targets())
    assert {"run", "test", "check", "ingest", "eval", "screenshots", "clean"} <= targets()


def test_the_targets_the_readme_names_exist():
    code = re.findall(r"(?s)```.*?```|`[^`\n]+`", read("README.md"))
    named = set(re.findall(r"(?m)(?:^|`|\$ |&& |; )make ([a-z][\w-]*)", "\n".join(code)))
    assert {"run", "test"} <= named <= targets()


def test_the_changelog_opens_with_this_version():
    versions = re.findall(r"(?m)^## \[(\d[^]]*)\]", read("CHANGELOG.md"))
    assert versions[0] == project()["version"]


def test_every_dependency_has_its_tested_version():
    wanted = [
        *[*project()["dependencies"], *project()["optional-dependencies"]["peers"]],
        *project()["optional-dependencies"]["dev"],
    ]
    pins = re.findall(r"(?m)^([\w.-]+)==[\w.]+$", read("constraints.txt"))
    assert {distribution(line) for line in wanted} <= {distribution(name) for name in pins}


def distribution(requirement: str) -> str:
    """The normalised name (PEP 503) that a requirement begins with."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


def test_every_import_is_a_declared_dependency():
    extras = {**project()["optional-dependencies"], "dev": []}  # dev is for tests alone
    wanted = [*project()["dependencies"], *(line for extra in extras.values() for line in extra)]
    declared = {distribution(line) for line in wanted}
    providers = packages_distributions()
    undeclared = [
        f"{path.relative_to(ROOT)}: {package}"
        for path in sources()
        for package in sorted(imported_packages(path))
        if not declared & {distribution(name) for name in providers.get(package, [package])}
    ]
    assert undeclared == []


def sources() -> list[Path]:
    return sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))


def imported_packages(path: Path) -> set[str]:
    """Top-level names of the third-party packages a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - set(PACKAGES)


def test_every_data_file_goes_into_the_wheel():
    patterns = tomllib.loads(read("pyproject.toml"))["tool"]["setuptools"]["package-data"]
    included = {
        path
        for package, globs in patterns.items()
        for pattern in globs
        for path in ROOT.joinpath(*package.split(".")).glob(pattern)
    }
    data = {path for path in files_for_git() if path.relative_to(ROOT).parts[0] in PACKAGES}
    assert sorted(path for path in data - included if path.suffix != ".py") == []


# Spelt in halves, so that this file holds none of them.
REGISTRIES = re.compile(
    "|".join(
        [
            "pypi[.]" + "(?:org|python)",
            "python" + "hosted[.]",
            "download[.]pytorch[.]" + "org",
            "registry[.]npm",
            "deb[.]" + "debian[.]org",
            "proxy[.]" + "golang",
            "mirrors?[.][a-z]+[.](?:com|edu|cn)",
        ]
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w.~*/-])/(?:work|root|home|Users|opt)/\w")


def files_for_git() -> Iterator[Path]:
    """Every file but what .gitignore leaves out; works without git, and before the first commit."""
    ignored = [".git", *(line.rstrip("/") for line in read(".gitignore").split())]
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [n for n in subfolders if not any(fnmatch(n, p) for p in ignored)]
        yield from (Path(folder, n) for n in names if not any(fnmatch(n, p) for p in ignored))


def test_no_file_names_a_registry_or_a_machine():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files_for_git()
        for pattern in (REGISTRIES, MACHINE_PATHS)
        for match in pattern.finditer(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []
