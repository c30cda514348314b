"""The examples that source languages are ranked by: of a published set, of the user's own files, or of both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from lowres.data.examples import Labelled, LabelledText, TaggedSentence, text_of
from lowres.data.labelled.definition import LabelledCorpus, find_labelled, load_labelled, shipped_labelled
from lowres.data.labelled.own_file import OwnFile, kind_of, read_own
from lowres.data.labelled.read import LONGEST_LINE_CHARACTERS, LabelledSplit, read_split
from lowres.data.readers.lines import Line, no_text, read_lines
from lowres.data.readers.parts import TaskKind
from lowres.definition import nearest
from lowres.errors import UserError
from lowres.language import LanguageTag
from lowres.selection.comparison import Source, Target
from lowres.selection.languages import check_language
from lowres.selection.script_check import check_script

TRAIN = "train"


@dataclass(frozen=True)
class SourceFiles:
    """Where the examples of the languages lie."""

    sources: Mapping[str, str | Path] = field(default_factory=dict)
    """Source language to its file of labelled examples."""
    text: str | Path | None = None
    """Text of the target language, one sentence a line; without it, the training sentences of the published set are
    taken, whose labels nobody looks at."""
    corpus: str | None = None
    """A labelled set by its name in `corpora_recipes/labelled/`, or the path of such a description."""
    folder: str | Path | None = None
    """The folder that holds the set's files."""
    languages: Sequence[str] = ()
    """The languages of the set that may be sources; by default all but the target."""
    task: TaskKind | None = None
    """What is labelled in own files; told by their ending where it is not given."""


@dataclass(frozen=True)
class Gathered:
    """The target's text, the sources' examples, and what of them a reader should know."""

    kind: TaskKind
    target: Target
    sources: list[Source]
    notes: tuple[str, ...]


def gather(language: str, files: SourceFiles) -> Gathered:
    """Read everything, and refuse what cannot be ranked.

    Raises:
        UserError: if a language is not one or is named twice, there is no source or no text, or a text is of another
            script than its language is named with.
        CorpusError: if a file cannot be read.
    """
    for tag in (language, *files.sources, *files.languages):
        check_tag(tag)
    corpus = _corpus(files)
    chosen = _chosen(language, files, corpus)
    splits = {tag: _read_of_set(corpus, files, tag) for tag in chosen if corpus is not None}
    kind = corpus.task.kind if corpus else files.task or _kind(files.sources.values())
    splits |= {tag: read_own(OwnFile(path=Path(path), kind=kind), tag, TRAIN) for tag, path in files.sources.items()}
    target, notes = _target(language, files, corpus, kind)
    for tag, split in splits.items():
        check_script(tag, (text_of(one) for one in split.examples), str(split.path))
    sources = [Source(tag, split.examples, len(split.examples)) for tag, split in splits.items()]
    told = [note for split in splits.values() for note in split.notes]
    return Gathered(kind, target, sources, tuple(dict.fromkeys([*notes, *told])))


def check_tag(tag: str) -> None:
    """Refuse what is no language and script, or none that there is.

    Raises:
        UserError: with the nearest language of the sets that lowres describes.
    """
    try:
        TypeAdapter(LanguageTag).validate_python(tag)
    except ValidationError:
        raise UserError(
            f"'{tag}' is no language: it must be a three-letter code and a script, such as wol-Latn or amh-Ethi."
            f"{nearest(tag, described_languages())}"
        ) from None
    check_language(tag, described_languages())


def described_languages() -> list[str]:
    """The languages of all labelled sets that come with lowres."""
    paths = sorted(shipped_labelled().glob("*.yaml"))
    return sorted({tag for path in paths for tag in load_labelled(path).languages})


def _corpus(files: SourceFiles) -> LabelledCorpus | None:
    if (files.corpus is None) != (files.folder is None):
        raise UserError("--corpus and --folder must be given together: the set's name, and where its files lie.")
    return find_labelled(files.corpus, Path.cwd()) if files.corpus is not None else None


def _chosen(language: str, files: SourceFiles, corpus: LabelledCorpus | None) -> list[str]:
    """The languages of the set that may be sources."""
    if language in files.sources or language in files.languages:
        raise UserError(f"{language} is the target, and cannot be a source too. Leave it out of the sources.")
    if corpus is None:
        if files.languages:
            tag = files.languages[0]
            raise UserError(f"the source {tag} has no file. Give --source {tag}=FILE, or --corpus with its --folder.")
        if not files.sources:
            raise UserError(
                "there is no source language. Give --source eng-Latn=english.tsv, or --corpus and --folder."
            )
        return []
    for tag in files.languages:
        corpus.language(tag)  # refuses one that it lacks
    with_examples = [tag for tag, entry in corpus.languages.items() if tag != language and TRAIN in entry.splits]
    given = files.languages or with_examples
    chosen = [tag for tag in given if tag not in files.sources]
    if not chosen and not files.sources:
        raise UserError(f"{corpus.name} has no language but {language}, so that there is no source. Give --source.")
    return chosen


def _read_of_set(corpus: LabelledCorpus | None, files: SourceFiles, tag: str) -> LabelledSplit:
    if corpus is None or files.folder is None:
        raise ValueError("there is no set to read")  # `_chosen` names its languages
    return read_split(corpus, Path(files.folder).expanduser(), tag, TRAIN)


def _kind(paths: Iterable[str | Path]) -> TaskKind:
    return next((kind for path in paths if (kind := kind_of(Path(path))) != "classification"), "classification")


def _target(
    language: str, files: SourceFiles, corpus: LabelledCorpus | None, kind: TaskKind
) -> tuple[Target, tuple[str, ...]]:
    if files.text is not None:
        path = Path(files.text).expanduser()
        texts = _lines(path)
        check_script(language, texts, str(path))
        return Target(language, unlabelled(texts, kind)), ()
    if corpus is None:
        raise UserError(f"there is no text of {language}. Give --text FILE, with one sentence a line; 25 suffice.")
    if TRAIN not in corpus.language(language).splits:
        raise UserError(
            f"{corpus.name} has no training sentences of {language}, and its test is not looked at. Give --text FILE."
        )
    split = _read_of_set(corpus, files, language)
    return Target(language, split.examples), split.notes


def unlabelled(texts: Iterable[str], kind: TaskKind) -> list[Labelled]:
    """Texts as examples without a label; of tagged words, the words between spaces."""
    if kind == "tagging":
        return [TaggedSentence(f"text:{number}", tuple(text.split()), ()) for number, text in enumerate(texts, start=1)]
    return [LabelledText(f"text:{number}", text, "") for number, text in enumerate(texts, start=1)]


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise UserError(f"{path}: {'is not a file' if path.exists() else 'does not exist'}. Check --text.")
    texts: dict[str, None] = {}
    for row in read_lines(path, LONGEST_LINE_CHARACTERS):
        if not isinstance(row, Line):
            if row.reason != "too_long":
                raise no_text(path, row)
        elif row.text.strip():
            texts[row.text.strip()] = None
    if not texts:
        raise UserError(f"{path}: holds no text, only empty lines.")
    return list(texts)
