"""Every described corpus against the copy at hand: sums of all files, and the rows of those that are read quickly.

The splits and labels of labelled sets are counted in `labelled/test_on_published_sets.py`.
"""

from pathlib import Path

import pytest

from lowres.data.catalogue import load, shipped_files
from lowres.data.contents import Contents, sections
from lowres.data.fetch import find_in_mirror
from lowres.data.items import ItemCorpus
from lowres.data.published import PublishedCorpus
from lowres.data.unlabelled import UnlabelledCorpus
from lowres.data.verify import check_rows, verify
from lowres.progress import SilentProgress

BY_ADDRESS = {"wikipedia", "wikipedia_dumps", "opus_globalvoices"}
"""Described for users with a network, whose sums nobody here could compute."""
ABSENT = {"masakhanews": 13}
SHORTER = {"afrisenti": 5, "masakhaner2": 9, "nusax_parallel": 3, "universal_dependencies": 5} | {
    "universal_ner": 1,
    "xnli_english": 1,
}
MOST_BYTES_TO_COUNT = 100_000
"""Of the files of a section; `lowres corpus verify --all` counts every one."""
PUBLISHED = {
    name: corpus for name, path in shipped_files().items() if isinstance(corpus := load(path), PublishedCorpus)
}
AT_HAND = sorted(PUBLISHED.keys() - BY_ADDRESS)


@pytest.mark.parametrize("name", AT_HAND)
def test_every_file_has_the_sum_and_size_described(shared: Path, name: str) -> None:
    corpus = PUBLISHED[name]
    folder = find_in_mirror(corpus, shared)
    states = [one.state for one in verify(corpus, folder, None, SilentProgress(), rows=False)]
    counted = {state: states.count(state) for state in ("absent", "shorter", "unchecked", "wrong")}
    expected = {"absent": ABSENT.get(name, 0), "shorter": SHORTER.get(name, 0), "unchecked": 0, "wrong": 0}
    assert counted == expected
    for path, file in (corpus.source.files if corpus.source else {}).items():
        size = (folder / path).stat().st_size if (folder / path).is_file() else None
        assert size in (None, file.bytes, file.shorter.bytes if file.shorter else None), path


@pytest.mark.parametrize(
    "name", [name for name in AT_HAND if isinstance(PUBLISHED[name], UnlabelledCorpus | ItemCorpus)]
)
def test_sections_have_as_many_rows_as_described(shared: Path, name: str) -> None:
    corpus = PUBLISHED[name]
    folder = find_in_mirror(corpus, shared)
    small = [
        section
        for section in sections(corpus)
        if sum((folder / path).stat().st_size for path in section.paths) <= MOST_BYTES_TO_COUNT
    ]
    found = [check_rows(corpus, section, folder, Contents()) for section in small[:: max(1, len(small) // 6)]]
    assert [one for one in found if one.state != "good"] == []


def test_only_sets_by_address_have_no_sums_at_all() -> None:
    unknown = {
        name
        for name, corpus in PUBLISHED.items()
        if corpus.source and not any(file.sha256 or file.shorter for file in corpus.source.files.values())
    }
    assert unknown == BY_ADDRESS


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_every_file_has_an_address_or_says_how_it_was_made(name: str) -> None:
    corpus = PUBLISHED[name]
    assert corpus.source is not None
    for path, file in corpus.source.files.items():
        download = corpus.download_of(path)
        made = file.made or corpus.source.made
        assert (download is None) == bool(made)
        if download is not None:
            beyond_https = download.address.removeprefix("https://")
            assert download.address != beyond_https
            assert download.address.isascii() and not set(beyond_https) & set("{} ") and "//" not in beyond_https
