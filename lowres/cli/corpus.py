"""`lowres corpus`: which corpora there are, fetch them, check them, count them, write them in another form."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from lowres.cli.console import messages, results
from lowres.cli.corpus_table import print_catalogue, print_checks, print_corpus, print_stats
from lowres.cli.failure import PlainlyFailingCommand
from lowres.cli.options_record import taking
from lowres.cli.progress_bars import progress_on
from lowres.errors import CorpusError, UserError

if TYPE_CHECKING:
    from lowres.data.published import PublishedCorpus
    from lowres.data.verify import Check

EXAMPLES = """Examples:

lowres corpus list --language wol --task ner

lowres corpus show masakhaner2

lowres corpus fetch masakhaner2 --language wol --accept-licence

lowres corpus fetch sib200 --mirror /data/copies

lowres corpus verify --all

lowres corpus export masakhaner2 --language wol --to conll --out wolof
"""
LIST_EXAMPLES = """Examples:

lowres corpus list

lowres corpus list --language wol --task ner

lowres corpus list --task parallel --json
"""
SHOW_EXAMPLES = """Examples:

lowres corpus show masakhaner2

lowres corpus show ./mine.yaml --json
"""
FETCH_EXAMPLES = """Examples:

lowres corpus fetch sib200 --language wol --language yor

lowres corpus fetch masakhaner2 --accept-licence

lowres corpus fetch gatitos --mirror /data/copies
"""
VERIFY_EXAMPLES = """Examples:

lowres corpus verify sib200

lowres corpus verify --all --sums-only

lowres corpus verify gatitos --mirror /data/copies
"""
STATS_EXAMPLES = """Examples:

lowres corpus stats masakhaner2 --language wol
"""
EXPORT_EXAMPLES = """Examples:

lowres corpus export masakhaner2 --language wol --to conll --out wolof

lowres corpus export lafand_mt --language wol --to jsonl --out wolof_french

lowres corpus export sib200 --to datasets --out sib200
"""
RECIPE_EXAMPLES = """Examples:

lowres corpus recipe tigrinya_volunteers --language tir --out tigrinya.yaml

lowres corpus recipe lafand_mt --language wol --part train --out wolof.yaml
"""

Name = Annotated[str, typer.Argument(metavar="NAME", help="A corpus of `lowres corpus list`, or a description's path.")]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="A tag or a three-letter code; can be repeated.  [default: all]")
]
Mirror = Annotated[
    Path | None, typer.Option(metavar="DIR", help="A local copy of the files, in place of the network or the cache.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which files of which corpus, and where they lie."""

    name: Name
    language: Languages = None
    mirror: Mirror = None
    as_json: Json = False


@dataclass(frozen=True, kw_only=True)
class ToFetch(Chosen):
    """What `fetch` takes."""

    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Accept terms that forbid commercial use; asked for once a corpus.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class ToExport(Chosen):
    """What `export` takes."""

    to: Annotated[Literal["jsonl", "conll", "datasets"], typer.Option(help="The form of the files.")] = "jsonl"
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="A new folder for them.")]


@dataclass(frozen=True, kw_only=True)
class ToAdaptOn:
    """What `recipe` takes."""

    name: Name
    language: Annotated[str, typer.Option(help="The language to adapt to: wol-Latn, or wol.")]
    out: Annotated[Path, typer.Option(metavar="FILE", help="A new file ending in .yaml.")]
    part: Annotated[str | None, typer.Option(help="Which of several parts; `lowres corpus show` names them.")] = None
    mirror: Mirror = None


def list_(
    language: Annotated[str | None, typer.Option(help="Only corpora with this language: wol-Latn, or wol.")] = None,
    task: Annotated[str | None, typer.Option(help="Only those for it: ner, topic, nli, parallel, lexicon, ...")] = None,
    as_json: Json = False,
) -> None:
    """Every corpus that is described: what it is for, in which languages, under which licence."""
    from lowres.data.catalogue import chosen, load, shipped_files

    found = chosen([load(path) for path in shipped_files().values()], language, task)
    if as_json:
        _print_lines(_summary(one) for one in found)
    else:
        print_catalogue(results(), found, language)


def show(name: Name, as_json: Json = False) -> None:
    """All that is known of a corpus: languages, splits, licence, source, citation, faults."""
    from lowres.data.catalogue import find

    corpus = find(name)
    if as_json:
        _print_lines([corpus.model_dump(mode="json")])
    else:
        print_corpus(results(), corpus)


def fetch(given: ToFetch) -> None:
    """Bring a corpus into the cache: over https or from a mirror, sums checked; the same command goes on."""
    from lowres.data.catalogue import find_published
    from lowres.data.fetch import fetch as bring
    from lowres.data.fetch import usual_cache

    corpus, cache = find_published(given.name), usual_cache()
    if given.accept_licence:
        cache.accept(corpus)
    fetched = bring(corpus, cache, _tags(corpus, given.language), progress_on(messages()), mirror=given.mirror)
    if given.as_json:
        _print_lines([{**asdict(fetched), "folder": str(fetched.folder), "corpus": corpus.name}])
        return
    for note in fetched.notes:
        messages().print(f"note: {note}", markup=False, soft_wrap=True)
    messages().print(f"licence: {corpus.licence.name}", markup=False, soft_wrap=True)
    typer.echo(f"{corpus.name}: {len(fetched.new):,} files fetched, {len(fetched.old):,} were there: {fetched.folder}")


def verify(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="Every corpus of which there are files.")] = False,
    mirror: Mirror = None,
    sums_only: Annotated[bool, typer.Option("--sums-only", help="Do not read and count rows.")] = False,
    as_json: Json = False,
) -> None:
    """Hold fetched files against the description: sums, rows of each split, labels. Exits with 2 where one is wrong."""
    from lowres.data.verify import verify as check

    if (name is None) != every:
        raise UserError("name one corpus, or pass --all.")
    checks: list[Check] = []
    for corpus, folder in _present(name, mirror):
        checks += check(corpus, folder, None, progress_on(messages()), rows=not sums_only)
    if as_json:
        _print_lines(asdict(one) for one in checks)
    else:
        print_checks(results(), checks)
    wrong = [f"{one.corpus}: {one.what} {one.message}." for one in checks if one.state == "wrong"]
    if wrong:
        raise CorpusError("\n".join([*wrong, "Delete these files and fetch them again, or describe the new revision."]))


def stats(given: Chosen) -> None:
    """Count a corpus: rows, words and characters of every split, and how often each label occurs."""
    from lowres.data.contents import Contents, records, sections

    corpus, folder, tags = _placed(given)
    counted: list[tuple[str, Contents]] = []
    found = sections(corpus, tags)
    with progress_on(messages()).task(f"Counting {corpus.name}", len(found)) as advance:
        for section in found:
            contents = Contents()
            for _ in records(corpus, section, folder, contents):
                pass
            counted.append((section.title, contents))
            advance(1)
    if given.as_json:
        _print_lines({"section": title, **vars(contents)} for title, contents in counted)
    else:
        print_stats(results(), counted)


def export(given: ToExport) -> None:
    """Write a corpus as JSON lines, as CoNLL, or as folders for `datasets.load_from_disk`; a file a split."""
    from lowres.data.export import export as write

    corpus, folder, tags = _placed(given)
    written = write(corpus, folder, tags, given.to, given.out, progress_on(messages()))
    if given.as_json:
        _print_lines({"path": str(one.path), "rows": one.rows} for one in written)
        return
    for one in written:
        typer.echo(f"{one.path}: {one.rows:,} rows")


def recipe(given: ToAdaptOn) -> None:
    """Write a corpus recipe of one language of a text set, which a recipe then names as its corpus."""
    from lowres.data.catalogue import find_published
    from lowres.data.fetch import place_of, usual_cache
    from lowres.data.text_recipe import as_yaml, chosen_parts, text_recipe
    from lowres.data.unlabelled import UnlabelledCorpus
    from lowres.files import write_text

    if given.out.exists():
        raise UserError(f"{given.out} exists already, and is not overwritten. Pass another --out.")
    corpus = find_published(given.name)
    if not isinstance(corpus, UnlabelledCorpus):
        raise UserError(
            f"{corpus.name} holds no text to adapt on. A recipe's task names it: task: {{corpus: {corpus.name}}}"
        )
    [tag, *_] = corpus.languages_like([given.language])
    parts = chosen_parts(corpus, tag, given.part)
    folder = place_of(corpus, usual_cache(), given.mirror, [path for one in parts for path in corpus.files_of(one)])
    write_text(given.out, as_yaml(text_recipe(corpus, parts, folder)))
    typer.echo(f"wrote {given.out}; name it in a recipe: corpus: {given.out}")


def _placed(given: Chosen) -> "tuple[PublishedCorpus, Path, list[str] | None]":
    from lowres.data.catalogue import find_published
    from lowres.data.fetch import place_of, usual_cache

    corpus = find_published(given.name)
    tags = _tags(corpus, given.language)
    return corpus, place_of(corpus, usual_cache(), given.mirror, corpus.paths(tags)), tags


def _present(name: str | None, mirror: Path | None) -> "list[tuple[PublishedCorpus, Path]]":
    """The corpora to check, with their folders; of all of them, those that have one."""
    from lowres.data.catalogue import find_published, load, shipped_files
    from lowres.data.fetch import find_in_mirror, usual_cache
    from lowres.data.published import PublishedCorpus

    cache = usual_cache()
    if name is not None:
        corpus = find_published(name)
        folder = find_in_mirror(corpus, mirror) if mirror else cache.of(corpus)
        if not folder.is_dir():
            raise CorpusError(f"{corpus.name} was not fetched. Fetch it with: lowres corpus fetch {corpus.name}")
        return [(corpus, folder)]
    found: list[tuple[PublishedCorpus, Path]] = []
    for path in shipped_files().values():
        described = load(path)
        if isinstance(described, PublishedCorpus):
            try:
                folder = find_in_mirror(described, mirror) if mirror else cache.of(described)
            except CorpusError:
                continue
            found += [(described, folder)] if folder.is_dir() else []
    if not found:
        raise CorpusError(
            f"{mirror or cache.folder}: holds no corpus that is described. Fetch one: lowres corpus fetch"
        )
    return found


def _tags(corpus: "PublishedCorpus", languages: Sequence[str] | None) -> list[str] | None:
    return list(corpus.languages_like(languages)) if languages else None


def _summary(corpus: Any) -> dict[str, Any]:
    from lowres.data.catalogue import goal_of, languages_of

    return {
        "name": corpus.name,
        "task": goal_of(corpus),
        "summary": corpus.summary,
        "languages": languages_of(corpus),
        "licence": corpus.licence.model_dump(),
    }


def _print_lines(values: Any) -> None:
    for value in values:
        typer.echo(json.dumps(value, ensure_ascii=False, default=str))


app = typer.Typer(help="Corpora: list, show, fetch, verify, count, export.", epilog=EXAMPLES, no_args_is_help=True)

app.command("list", cls=PlainlyFailingCommand, epilog=LIST_EXAMPLES)(list_)
app.command("show", cls=PlainlyFailingCommand, epilog=SHOW_EXAMPLES)(show)
app.command("fetch", cls=PlainlyFailingCommand, epilog=FETCH_EXAMPLES)(taking(ToFetch, fetch))
app.command("verify", cls=PlainlyFailingCommand, epilog=VERIFY_EXAMPLES)(verify)
app.command("stats", cls=PlainlyFailingCommand, epilog=STATS_EXAMPLES)(taking(Chosen, stats))
app.command("recipe", cls=PlainlyFailingCommand, epilog=RECIPE_EXAMPLES)(taking(ToAdaptOn, recipe))
app.command("export", cls=PlainlyFailingCommand, epilog=EXPORT_EXAMPLES)(taking(ToExport, export))
