# SPDX-License-Identifier: Apache-2.0
"""Packages that documents come from, fetched with the machine's own tools and sources, unpacked once into a cache."""

import os
import pathlib
import shutil
import subprocess
import tarfile
import zipfile

CACHE = pathlib.Path(os.environ.get("MORTISE_DOCUMENTS_CACHE", ".build/documents-cache")).resolve()


def _run(*words, **options):
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, **options)


def _whole(folder, make):
    """A folder that is there only once all of it is: made aside, then renamed."""
    if not folder.exists():
        aside = folder.with_name(folder.name + ".part")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        make(aside)
        aside.rename(folder)
    return folder


def deb(name):
    """The files of a binary package, without installing it."""

    def make(folder):
        _run("apt-get", "download", "-qq", name, cwd=folder, stderr=subprocess.DEVNULL)
        archive = next(folder.glob("*.deb"))
        _run("dpkg-deb", "-x", archive, folder)
        (folder / "PACKAGE").write_text(archive.stem + "\n")
        archive.unlink()

    return _whole(CACHE / "deb" / name, make)


def _source_lists():
    """An apt configuration beside the machine's own, which also has the source packages of the sources in use."""
    folder = CACHE / "apt"
    conf = folder / "apt.conf"
    if conf.exists():
        return conf
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    rows = subprocess.run(
        [
            "apt-get",
            "indextargets",
            "--format",
            "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(ORIGIN)",
            "Created-By: Packages",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    keys = pathlib.Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    signed = f"[signed-by={keys}] " if keys.exists() else ""
    lines = set()
    for row in rows:
        uri, release, component, origin = row.split("|")
        if origin == "Debian":
            lines.add(f"deb-src {signed}{uri} {release} {component}\n")
    if not lines:
        raise SystemExit("no Debian package source is configured (apt-get indextargets): sources cannot be fetched")
    (folder / "sources.list").write_text("".join(sorted(lines)))
    conf.write_text(
        f'Dir::State::Lists "{folder}/lists";\nDir::Etc::SourceList "{folder}/sources.list";\n'
        f'Dir::Etc::SourceParts "/dev/null";\nDir::Cache "{folder}/cache";\n'
    )
    try:
        _run("apt-get", "update", "-qq", env={**os.environ, "APT_CONFIG": str(conf)}, stderr=subprocess.DEVNULL)
    except subprocess.CalledProcessError:
        conf.unlink()
        raise
    return conf


def src(name):
    """The upstream files of a source package, `apt-get source` without its patches."""

    def make(folder):
        environment = {**os.environ, "APT_CONFIG": str(_source_lists())}
        _run(
            "apt-get", "source", "--download-only", "-qq", name, cwd=folder, env=environment, stderr=subprocess.DEVNULL
        )
        (folder / "PACKAGE").write_text(next(folder.glob("*.dsc")).stem + "\n")
        for archive in sorted(folder.glob("*.orig*.tar.*")):
            if archive.suffix != ".asc":
                with tarfile.open(archive) as tar:
                    tar.extractall(folder, filter="tar")
        for archive in folder.glob("*.tar.*"):
            archive.unlink()

    return _whole(CACHE / "src" / name, make)


def sdist(name):
    """The files of a Python source distribution, `name==version`; pip runs its build to learn its name, no more."""

    def make(folder):
        _run(
            "python3",
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            ":all:",
            "--disable-pip-version-check",
            name,
            cwd=folder,
        )
        archive = next(path for path in folder.iterdir() if path.suffix in (".gz", ".zip"))
        if archive.suffix == ".zip":
            zipfile.ZipFile(archive).extractall(folder)
        else:
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")
        (folder / "PACKAGE").write_text(name + "\n")
        archive.unlink()

    return _whole(CACHE / "sdist" / name, make)


def folder(source):
    """`deb:NAME`, `src:NAME` or `sdist:NAME==VERSION`."""
    kind, name = source.split(":", 1)
    return {"deb": deb, "src": src, "sdist": sdist}[kind](name)


def package(source):
    return (folder(source) / "PACKAGE").read_text().strip()


def find(source, pattern):
    """The one file in a source whose path matches; `*` for folders whose names carry a version."""
    found = sorted(folder(source).glob(pattern))
    if not found:
        raise FileNotFoundError(f"{source} has no {pattern}: its version here is {package(source)}")
    return found[0]
