"""`lowres vocabulary`: learn pieces, and give a model another vocabulary without a recipe."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lowres.cli.console import messages, results
from lowres.cli.options_record import taking
from lowres.cli.progress_bars import progress_on
from lowres.cli.several_values import CommandOfSeveralValues
from lowres.cli.vocabulary_input import (
    initialiser_from,
    knowledge_from,
    refuse_used_place,
    respellings_from,
    size_from,
)
from lowres.cli.vocabulary_table import ModelSize, print_change, print_curve

if TYPE_CHECKING:
    from lowres.pipeline.steps.vocabulary import VocabularyStep
    from lowres.vocabulary.initialisers import Initialiser
    from lowres.vocabulary.initialisers.source import Knowledge

EXAMPLES = """Examples:

lowres vocabulary learn xlm-roberta-base --text swahili.txt --out pieces

lowres vocabulary extend xlm-roberta-base --text swahili.txt --out xlmr-swahili --size 2000 --initialiser focus

lowres vocabulary trim xlm-roberta-base --text swahili.txt english.txt --out xlmr-small

lowres vocabulary romanise xlm-roberta-base --text tamasheq.txt --out xlmr-tamasheq

lowres vocabulary respell xlm-roberta-base --text hausa.txt --out xlmr-hausa --respell "ƙ=k" "ɗ=d" "ɓ=b"
"""
LEARN_EXAMPLES = """Examples:

lowres vocabulary learn xlm-roberta-base --text swahili.txt --out pieces

lowres vocabulary learn bert-base-multilingual-cased --text a.txt b.txt --out pieces --own --size 8000
"""
EXTEND_EXAMPLES = """Examples:

lowres vocabulary extend xlm-roberta-base --text swahili.txt --out xlmr-swahili

lowres vocabulary extend ./encoder --text nah.txt --out longer --size 500 --initialiser lexicon --lexicon nah-spa.tsv

lowres vocabulary extend ./encoder --text taq.txt --out longer --initialiser alignment --translations eng.txt
"""
REPLACE_EXAMPLES = """Examples:

lowres vocabulary replace roberta-base --text swahili.txt --out swahili-roberta --size 8000 --initialiser focus
"""
TRIM_EXAMPLES = """Examples:

lowres vocabulary trim xlm-roberta-base --text swahili.txt english.txt --out xlmr-small
"""
ROMANISE_EXAMPLES = """Examples:

lowres vocabulary romanise xlm-roberta-base --text tamasheq.txt --out xlmr-tamasheq --respell "<=ⴻ"
"""
RESPELL_EXAMPLES = """Examples:

lowres vocabulary respell xlm-roberta-base --text hausa.txt --out xlmr-hausa --respell "ƙ=k" "ɗ=d" "ɓ=b" "’='"
"""


@dataclass(frozen=True, kw_only=True)
class Common:
    """What every command takes."""

    model: Annotated[str, typer.Argument(metavar="MODEL", help="A hub name, a folder, or package:NAME/FILE.")]
    text: Annotated[list[Path], typer.Option(metavar="FILE...", help="UTF-8 text, a sentence a line.")]
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="A new folder for the result.")]


Size = Annotated[str, typer.Option(metavar="N|auto", help="Pieces; auto stops where one more no longer pays.")]


@dataclass(frozen=True, kw_only=True)
class ToLearn(Common):
    """What `learn` takes."""

    size: Size = "auto"
    own: Annotated[
        bool, typer.Option("--own", help="A whole vocabulary, as `replace` takes it, not pieces to add.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class NewRows(Common):
    """What `extend` and `replace` take."""

    size: Size = "auto"
    initialiser: Annotated[
        str, typer.Option(metavar="METHOD", help="Where new rows start; see `lowres methods initialiser`.")
    ] = "mean"
    lexicon: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="For lexicon, wechsel and alignment: a word, a tab, its translation."),
    ] = None
    translations: Annotated[
        list[Path] | None, typer.Option(metavar="FILE...", help="For alignment: each --text, translated line by line.")
    ] = None
    seed: Annotated[int, typer.Option(min=0, help="For noise, the one method that is random.")] = 17


@dataclass(frozen=True, kw_only=True)
class ToRomanise(Common):
    """What `romanise` takes."""

    respell: Annotated[
        list[str] | None, typer.Option(metavar="A=B...", help="First write B wherever the text has A.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class ToRespell(Common):
    """What `respell` takes."""

    respell: Annotated[list[str], typer.Option(metavar="A=B...", help="Read B wherever a text has A; capitals follow.")]


def learn(given: ToLearn) -> None:
    """Learn pieces for a tokenizer, and write them with the curve of pieces a word; no model is changed."""
    refuse_used_place(given.out)
    size = size_from(given.size)
    texts = knowledge_from(given.text, []).texts
    from lowres.files import default_cache, whole_folder, write_text
    from lowres.models.pretrained import load_tokenizer
    from lowres.models.reference import resolve_tokenizer
    from lowres.vocabulary.learn import learn_pieces, learn_vocabulary
    from lowres.vocabulary.tables import curve_file, pieces_file

    tokenizer = load_tokenizer(resolve_tokenizer(given.model, default_cache(), Path.cwd()))
    with progress_on(messages()).task("Learning pieces", None):
        learnt = (learn_vocabulary if given.own else learn_pieces)(texts, tokenizer, size)
    with whole_folder(given.out) as folder:
        for name, text in {**pieces_file(learnt), **curve_file(learnt)}.items():
            write_text(folder / name, text)
    print_curve(results(), learnt)
    typer.echo(f"pieces: {len(learnt.pieces):,}, in {given.out}")


def extend(given: NewRows) -> None:
    """Give a model whole tokens for words that it spells in crumbs, and each a row that starts from old ones."""
    refuse_used_place(given.out)
    from lowres.pipeline.steps.extend_vocabulary import ExtendVocabulary

    step = ExtendVocabulary(new_tokens=size_from(given.size), initialiser=_initialiser(given), warm_up=None)
    _change(given, step, knowledge_from(given.text, given.translations or []), given.seed)


def replace_(given: NewRows) -> None:
    """Give a model a vocabulary of the text's own, and keep the rows of pieces that the old one had, too."""
    refuse_used_place(given.out)
    from lowres.pipeline.steps.replace_vocabulary import ReplaceVocabulary

    step = ReplaceVocabulary(size=size_from(given.size), initialiser=_initialiser(given), warm_up=None)
    _change(given, step, knowledge_from(given.text, given.translations or []), given.seed)


def trim(given: Common) -> None:
    """Drop the pieces that the texts never use: a smaller model that says the same of these texts."""
    refuse_used_place(given.out)
    from lowres.pipeline.steps.trim_vocabulary import TrimVocabulary

    _change(given, TrimVocabulary(), knowledge_from(given.text, []))


def romanise(given: ToRomanise) -> None:
    """Let a model's own tokenizer write the texts' script in Latin letters, as uroman does."""
    refuse_used_place(given.out)
    from lowres.pipeline.steps.romanise import Romanise

    step = Romanise(respell=respellings_from(given.respell or []))
    _change(given, step, knowledge_from(given.text, []))


def respell(given: ToRespell) -> None:
    """Let a model's own tokenizer write in one way what writers spell in several."""
    refuse_used_place(given.out)
    from lowres.pipeline.steps.respell import Respell

    step = Respell(letters=respellings_from(given.respell))
    _change(given, step, knowledge_from(given.text, []))


def _initialiser(given: NewRows) -> "Initialiser":
    return initialiser_from(given.initialiser, given.lexicon, bool(given.translations))


def _change(given: Common, step: "VocabularyStep", knowledge: "Knowledge", seed: int = 0) -> None:
    """Do the step's change to the model, save all of it as one folder, and say what it came to."""
    import torch

    from lowres.files import default_cache
    from lowres.models.pretrained import load_pretrained, save_pretrained
    from lowres.models.reference import resolve_model

    started = time.monotonic()
    folder = resolve_model(given.model, default_cache(), Path.cwd())
    before = load_pretrained(folder)
    sizes = [ModelSize.of(before, folder)]
    progress = progress_on(messages())
    with progress.task(step.doing, None):
        outcome = step.change(before, knowledge, torch.Generator().manual_seed(seed))
    after = outcome.changed.pretrained
    with progress.task(f"Writing {given.out}", None):
        save_pretrained(replace(after, companions={**after.companions, **outcome.files}), given.out)
    sizes.append(ModelSize.of(after, given.out))
    print_change(results(), outcome, knowledge.texts, sizes, time.monotonic() - started)
    typer.echo(f"model: {given.out}")


app = typer.Typer(
    help="Give a model another vocabulary: learn pieces, extend, replace, trim, respell or romanise.",
    epilog=EXAMPLES,
    no_args_is_help=True,
)

app.command("learn", cls=CommandOfSeveralValues, epilog=LEARN_EXAMPLES)(taking(ToLearn, learn))
app.command("extend", cls=CommandOfSeveralValues, epilog=EXTEND_EXAMPLES)(taking(NewRows, extend))
app.command("replace", cls=CommandOfSeveralValues, epilog=REPLACE_EXAMPLES)(taking(NewRows, replace_))
app.command("trim", cls=CommandOfSeveralValues, epilog=TRIM_EXAMPLES)(taking(Common, trim))
app.command("romanise", cls=CommandOfSeveralValues, epilog=ROMANISE_EXAMPLES)(taking(ToRomanise, romanise))
app.command("respell", cls=CommandOfSeveralValues, epilog=RESPELL_EXAMPLES)(taking(ToRespell, respell))
