"""Bring the files of a published corpus into the cache, from the network or from a mirror, sums checked."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lowres.data.download import Downloader, UnreachableError, Wanted
from lowres.data.published import Download, PublishedCorpus, PublishedFile
from lowres.data.unpack import unpack
from lowres.definition import nearest_beside
from lowres.errors import CorpusError
from lowres.files import TEMPORARY_SUFFIX, default_cache, read_json, sha256_of, write_json
from lowres.progress import Advance, Progress

MANIFEST = "manifest.json"
"""What was fetched, with sums; the last to be written."""
_ACCEPTED = "accepted_licences.json"
_ARCHIVES = ".archives"
_MOST_NAMED = 5


@dataclass(frozen=True)
class Cache:
    """The folder of fetched corpora; each has a folder of its own name."""

    folder: Path

    def of(self, corpus: PublishedCorpus) -> Path:
        """The folder of one corpus."""
        return self.folder / corpus.name

    def files(self, corpus: PublishedCorpus) -> dict[str, Any]:
        """What the manifest says of each file that was fetched and still lies there with its size."""
        folder = self.of(corpus)
        written = read_json(folder / MANIFEST)["files"] if (folder / MANIFEST).is_file() else {}
        return {
            path: one
            for path, one in written.items()
            if (folder / path).is_file() and (folder / path).stat().st_size == one["bytes"]
        }

    def accepts(self, corpus: PublishedCorpus) -> bool:
        """Whether the user may have it: once its licence was accepted, or where it allows everything."""
        path = self.folder / _ACCEPTED
        accepted = read_json(path) if path.is_file() else {}
        return corpus.licence.commercial_use is not False or accepted.get(corpus.name) == corpus.licence.name

    def accept(self, corpus: PublishedCorpus) -> None:
        """Remember that the user accepted the licence."""
        path = self.folder / _ACCEPTED
        accepted = read_json(path) if path.is_file() else {}
        write_json(path, accepted | {corpus.name: corpus.licence.name})


def usual_cache() -> Cache:
    """Where the commands fetch to, and where a recipe looks for a set without a folder."""
    return Cache(default_cache() / "corpora")


@dataclass(frozen=True)
class Fetched:
    """Where the files lie, and what a reader of them should know."""

    folder: Path
    new: tuple[str, ...]
    old: tuple[str, ...]
    notes: tuple[str, ...]


def fetch(
    corpus: PublishedCorpus,
    cache: Cache,
    languages: Sequence[str] | None,
    progress: Progress,
    *,
    mirror: Path | None = None,
    downloader: Downloader | None = None,
) -> Fetched:
    """Bring the files of these languages, by default all, unless they lie in the cache already.

    Raises:
        CorpusError: if the licence was not accepted, a file cannot be had, or another file than the one described
            comes; files that came before stay.
    """
    refuse_unaccepted(corpus, cache)
    wanted = corpus.paths(languages)
    have = {path: one for path, one in cache.files(corpus).items() if _is_meant(one["sha256"], corpus.published(path))}
    missing = [path for path in wanted if path not in have]
    bringing = _Bringing(corpus, cache, mirror, downloader or Downloader())
    sizes = [corpus.published(path).bytes for path in missing]
    total = sum(size or 0 for size in sizes) if all(sizes) else None
    new: dict[str, Any] = {}
    if missing:
        with progress.task(f"Fetching {corpus.name}", total) as advance:
            try:
                for path in missing:
                    new[path] = bringing.bring(path, advance)
            except UnreachableError as error:
                raise CorpusError(f"{error} {_what_is_cached(corpus, cache, {**have, **new})}") from None
            finally:
                _write_manifest(corpus, cache, {**have, **new})
        shutil.rmtree(cache.of(corpus) / _ARCHIVES, ignore_errors=True)
    return Fetched(cache.of(corpus), tuple(new), tuple(path for path in wanted if path in have), _notes(corpus, new))


def place_of(corpus: PublishedCorpus, cache: Cache, mirror: Path | None, paths: Sequence[str]) -> Path:
    """The folder in which these files lie: in a mirror, or in the cache.

    Raises:
        CorpusError: if they were not fetched, with the command that does so.
    """
    if mirror is not None:
        return find_in_mirror(corpus, mirror)
    have = cache.files(corpus)
    missing = [path for path in paths if path not in have]
    if missing:
        raise CorpusError(
            f"{corpus.name}: {len(missing):,} of {len(paths):,} files are not in the cache, {cache.of(corpus)}; the "
            f"first is {missing[0]}. Fetch them with: lowres corpus fetch {corpus.name}"
        )
    return cache.of(corpus)


def find_in_mirror(corpus: PublishedCorpus, mirror: Path) -> Path:
    """The folder of a corpus in a mirror: the mirror itself, a folder of the set's name in it, or one level below.

    Raises:
        CorpusError: if there is none.
    """
    folder = corpus.source.folder if corpus.source and corpus.source.folder else corpus.name
    paths = corpus.paths()
    for candidate in _candidates(mirror, folder):
        if any((candidate / path).is_file() for path in paths):
            return candidate
    raise CorpusError(
        f"{mirror}: holds no folder '{folder}' with files of {corpus.name}, such as {paths[0]}."
        f"{nearest_beside(mirror / folder)}"
    )


def _candidates(mirror: Path, folder: str) -> Iterator[Path]:
    yield from (mirror / folder, mirror)
    below = sorted(one for one in mirror.iterdir() if one.is_dir()) if mirror.is_dir() else []
    yield from (one / folder for one in below)


@dataclass(frozen=True)
class _Bringing:
    corpus: PublishedCorpus
    cache: Cache
    mirror: Path | None
    downloader: Downloader

    def bring(self, path: str, advance: Advance) -> dict[str, Any]:
        """Bring one file, and say what it is."""
        target = self.cache.of(self.corpus) / path
        file = self.corpus.published(path)
        if not (target.is_file() and file.sha256 and sha256_of(target) == file.sha256):  # whole before an interruption
            if self.mirror is not None:
                _copy(find_in_mirror(self.corpus, self.mirror) / path, target)
                advance(target.stat().st_size)
            else:
                self._download(path, file, target, advance)
        return self._checked(path, file, target)

    def _download(self, path: str, file: PublishedFile, target: Path, advance: Advance) -> None:
        download = self.corpus.download_of(path)
        if download is None:
            raise CorpusError(_not_on_the_network(self.corpus, path))
        if download.member is None:
            self.downloader.bring(Wanted(download.address, file.sha256, file.bytes), target, advance)
            return
        archive = self._archive(download, advance)
        try:
            unpack(archive, {download.member: target})
        except CorpusError:
            archive.unlink(missing_ok=True)  # the next try asks for it anew
            raise

    def _archive(self, download: Download, advance: Advance) -> Path:
        """The archive, which is asked for once however many files of it are wanted."""
        archive = self.cache.of(self.corpus) / _ARCHIVES / download.address.rpartition("/")[2]
        if not archive.is_file():
            self.downloader.bring(Wanted(download.address), archive, advance)
        return archive

    def _checked(self, path: str, file: PublishedFile, target: Path) -> dict[str, Any]:
        actual = sha256_of(target)
        if not _is_meant(actual, file):
            target.unlink()
            raise CorpusError(
                f"{path} of {self.corpus.name} has the SHA-256 {actual}, but the description says {file.sha256}. "
                "It was not kept. Get the revision that is described, or describe the new one."
            )
        origin = "mirror" if self.mirror is not None else "network"
        return {"sha256": actual, "bytes": target.stat().st_size, "from": origin}


def _is_meant(actual: str, file: PublishedFile) -> bool:
    """Whether it is the file described or a shorter copy of it; where nobody wrote the sum down, any file is."""
    return file.sha256 is None or actual == file.sha256 or (file.shorter is not None and actual == file.shorter.sha256)


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise CorpusError(f"{source}: does not exist in the mirror.{nearest_beside(source)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + TEMPORARY_SUFFIX)
    shutil.copyfile(source, part)
    part.replace(target)


def _write_manifest(corpus: PublishedCorpus, cache: Cache, files: dict[str, Any]) -> None:
    if not files:
        return
    manifest = {
        "corpus": corpus.name,
        "revision": corpus.revision,
        "licence": corpus.licence.model_dump(),
        "citation": corpus.citation,
        "files": dict(sorted(files.items())),
    }
    write_json(cache.of(corpus) / MANIFEST, manifest)


def refuse_unaccepted(corpus: PublishedCorpus, cache: Cache) -> None:
    """Refuse a set that is not for everybody before its licence was accepted.

    Raises:
        CorpusError: with the command that accepts it.
    """
    if not cache.accepts(corpus):
        terms = f" ({corpus.licence.url})" if corpus.licence.url else ""
        raise CorpusError(
            f"{corpus.name} is not for commercial use: {corpus.licence.name}{terms}. "
            f"If you may use it under these terms, say so once: lowres corpus fetch {corpus.name} --accept-licence"
        )


def _not_on_the_network(corpus: PublishedCorpus, path: str) -> str:
    made = corpus.published(path).made or (corpus.source.made if corpus.source else None)
    reason = f"it was made of others: {made}" if made else "nobody wrote down its address"
    return f"{corpus.name}: {path} cannot be fetched, because {reason}. Give a folder that has it with --mirror."


def _what_is_cached(corpus: PublishedCorpus, cache: Cache, files: dict[str, Any]) -> str:
    named = ", ".join(list(files)[:_MOST_NAMED]) + (", ..." if len(files) > _MOST_NAMED else "")
    what = f"{len(files):,} of {len(corpus.paths()):,} files of {corpus.name} are in the cache, {cache.of(corpus)}"
    return (
        f"{what}{': ' + named if files else ''}. The same command goes on; --mirror DIR takes them from a local copy."
    )


def _notes(corpus: PublishedCorpus, new: dict[str, Any]) -> tuple[str, ...]:
    notes: list[str] = []
    unchecked = 0
    for path, one in new.items():
        file = corpus.published(path)
        if file.shorter and one["sha256"] == file.shorter.sha256:
            notes.append(f"{path} is a shorter copy, of {file.shorter.rows:,} rows.")
        else:
            unchecked += file.sha256 is None
    if unchecked:
        notes.append(f"{unchecked:,} files could not be checked, because nobody wrote down their sums.")
    return tuple(notes)
