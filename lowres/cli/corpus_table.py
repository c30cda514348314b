"""Corpora as tables: the catalogue, one corpus, what was checked, what was counted."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from lowres.language import code_of

if TYPE_CHECKING:
    from lowres.data.catalogue import Corpus
    from lowres.data.contents import Contents
    from lowres.data.verify import Check

_MOST_LANGUAGES = 8
_MOST_LABELS = 12
_MOST_FILES = 20
_COMMERCIAL = {True: "yes", False: "no", None: "unknown"}


def print_catalogue(console: Console, corpora: "Sequence[Corpus]", language: str | None) -> None:
    """A line a corpus."""
    from lowres.data.catalogue import goal_of, languages_of

    table = Table("name", "task", "languages", "licence", "commercial use", "what it is", box=None, pad_edge=False)
    for one in corpora:
        tags = languages_of(one)
        shown = [tag for tag in tags if language in (tag, code_of(tag))] if language else tags[:_MOST_LANGUAGES]
        more = len(tags) - len(shown)
        languages = " ".join(shown) + (f" and {more} more" if more else "")
        commercial = _COMMERCIAL[one.licence.commercial_use]
        table.add_row(one.name, goal_of(one), languages, one.licence.name, commercial, one.summary)
    console.print(table, markup=False)
    console.print(f"\n{len(corpora)} corpora; `lowres corpus show NAME` says more of one.", markup=False)


def print_corpus(console: Console, corpus: "Corpus") -> None:
    """All that is known of one corpus, its files named while they are few."""
    from lowres.data.catalogue import goal_of, languages_of
    from lowres.data.contents import sections
    from lowres.data.published import PublishedCorpus

    def say(text: str) -> None:
        console.print(text, markup=False, soft_wrap=True)

    terms = f", {corpus.licence.url}" if corpus.licence.url else ""
    say(f"{corpus.name}: {corpus.summary}")
    say(f"task: {goal_of(corpus)}")
    say(f"licence: {corpus.licence.name} (commercial use: {_COMMERCIAL[corpus.licence.commercial_use]}{terms})")
    say(f"languages: {' '.join(languages_of(corpus))}")
    say(f"from: {corpus.url or 'unknown'}")
    if corpus.citation:
        say(f"cite: {' '.join(corpus.citation.split())}")
    for fault in corpus.known_faults:
        say(f"mind: {fault}")
    if not isinstance(corpus, PublishedCorpus):
        return
    table = Table("language", "split", "rows", "files", box=None, pad_edge=False)
    for one in sections(corpus):
        between = f"{one.language}-{one.pivot}" if one.pivot else one.language
        rows = "unknown" if one.expected is None else f"{one.expected:,}"
        table.add_row(between, one.name, rows, one.paths[0] if len(one.paths) == 1 else f"{len(one.paths)} files")
    console.print(table, markup=False)
    if corpus.source:
        _say_where(console, corpus)


def _say_where(console: Console, corpus: "Corpus") -> None:
    from lowres.data.published import PublishedCorpus

    if not isinstance(corpus, PublishedCorpus) or corpus.source is None:
        return
    files = corpus.source.files
    sizes = [file.bytes or (file.shorter.bytes if file.shorter else 0) for file in files.values()]
    unknown = sum(file.sha256 is None for file in files.values())
    known = f"{len(files):,} files, {sum(sizes) / 1e6:,.1f} MB known" + (
        f", {unknown:,} sums unknown" if unknown else ""
    )
    console.print(f"revision: {corpus.revision or 'one a language'}\nfiles: {known}", markup=False, soft_wrap=True)
    if corpus.source.hub:
        console.print(f"hub: {corpus.source.hub}", markup=False)
    first = corpus.download_of(next(iter(files)))
    if first:
        inside = f" ({first.member})" if first.member else ""
        console.print(f"first file: {first.address}{inside}", markup=False, soft_wrap=True)
    made = corpus.source.made or next((file.made for file in files.values() if file.made), None)
    if made:
        console.print(f"made of others, and only in mirrors: {made}", markup=False, soft_wrap=True)


def print_checks(console: Console, checks: "Sequence[Check]") -> None:
    """A line a corpus; below it what is wrong, absent, shorter or could not be checked."""
    table = Table("corpus", "good", "shorter copy", "unchecked", "absent", "wrong", box=None, pad_edge=False)
    for name in dict.fromkeys(one.corpus for one in checks):
        states = Counter(one.state for one in checks if one.corpus == name)
        counts = [states[state] for state in ("good", "shorter", "unchecked", "absent", "wrong")]
        table.add_row(name, *(f"{count:,}" if count else "-" for count in counts))
    console.print(table, markup=False)
    told = [f"{one.corpus}: {one.what} {one.message}" for one in checks if one.state in ("shorter", "unchecked")]
    absent = [one for one in checks if one.state == "absent"]
    if absent:
        told.append(f"{len(absent):,} files are not there; the first is {absent[0].what} of {absent[0].corpus}")
    for line in told[-_MOST_FILES:]:
        console.print(line, markup=False, soft_wrap=True)
    if len(told) > _MOST_FILES:
        console.print(f"and {len(told) - _MOST_FILES:,} more; --json names all", markup=False)


def print_stats(console: Console, counted: "Sequence[tuple[str, Contents]]") -> None:
    """A line a section, and below them the labels of all."""
    table = Table("section", "rows", "words", "characters", "left out", box=None, pad_edge=False)
    labels: Counter[str] = Counter()
    for title, one in counted:
        left_out = ", ".join(f"{count:,} {reason.replace('_', ' ')}" for reason, count in one.faulty.items()) or "-"
        table.add_row(title, f"{one.rows:,}", f"{one.words:,}", f"{one.characters:,}", left_out)
        labels.update(one.labels)
    console.print(table, markup=False)
    if labels:
        most = ", ".join(f"{label} {count:,}" for label, count in labels.most_common(_MOST_LABELS))
        more = len(labels) - _MOST_LABELS
        console.print(f"labels: {most}{f' and {more} more' if more > 0 else ''}", markup=False, soft_wrap=True)
    for note in dict.fromkeys(note for _, one in counted for note in one.notes):
        console.print(f"note: {note}", markup=False, soft_wrap=True)
