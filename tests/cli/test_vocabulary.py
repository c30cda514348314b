import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import normalizers
from transformers import AutoModel, AutoTokenizer
from typer.testing import CliRunner, Result

from lowres.cli.main import app
from lowres.models.pretrained import load_pretrained
from lowres.vocabulary.romanisation.learn import learn_romanisation
from lowres.vocabulary.romanisation.romanisation import ROMANISATION, Romanisation, load_romanisation
from tests import tiny
from tests.tiny_models import family
from tests.vocabulary.corpus import sentences


def lowres(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["vocabulary", *map(str, arguments)])


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """59 pieces and 3 spare rows; not to be changed."""
    return tiny.model_folder(tmp_path_factory.mktemp("models"))


@pytest.fixture
def text(tmp_path: Path) -> Path:
    return write(tmp_path / "nah.txt", "\n\n".join(sentences()))


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def figures(outcome: Result, row: str) -> list[str]:
    """The cells of a row of the table that was printed."""
    [line] = [line for line in outcome.stdout.splitlines() if row in line]
    return [cell.strip() for cell in line.split("│")[2:-1]]


def rows_of(folder: Path) -> torch.Tensor:
    matrix: torch.Tensor = AutoModel.from_pretrained(folder).get_input_embeddings().weight.detach()
    return matrix


def test_a_model_is_extended_into_a_folder_that_stock_transformers_loads(
    model: Path, text: Path, tmp_path: Path
) -> None:
    out = tmp_path / "longer"
    outcome = lowres("extend", model, "--text", text, "--out", out, "--size", 9)
    assert outcome.exit_code == 0, outcome.stderr
    assert figures(outcome, "embedding rows") == ["62", "68"]  # 59 + 3 spare ones; 59 + 9
    before, after = map(float, figures(outcome, "pieces a word"))
    assert after < before
    assert "new rows: 9 by mean of pieces" in outcome.stdout
    assert torch.equal(rows_of(out)[:59], rows_of(model)[:59])
    tokens = AutoTokenizer.from_pretrained(out).convert_ids_to_tokens(range(59, 68))
    assert [row["token"] for row in records(out / "provenance.jsonl")] == tokens
    curve = json.loads((out / "curve.json").read_text(encoding="utf-8"))
    assert curve["points"][-1]["pieces"] == 9
    assert curve["points"][-1]["tokens_per_word"] == pytest.approx(after, abs=0.01)


def test_a_vocabulary_is_replaced_by_the_texts_own(model: Path, text: Path, tmp_path: Path) -> None:
    out = tmp_path / "own"
    outcome = lowres("replace", model, "--text", text, "--out", out, "--size", 60)
    assert outcome.exit_code == 0, outcome.stderr
    pieces = AutoTokenizer.from_pretrained(out).get_vocab()
    assert "▁agua" not in pieces  # no sentence has it
    assert {"<s>", "<mask>", "a", "z"} <= pieces.keys()
    assert len(rows_of(out)) == len(pieces)


def test_a_vocabulary_is_trimmed_to_what_all_texts_use(model: Path, tmp_path: Path) -> None:
    texts = write(tmp_path / "a.txt", "la casa\n"), write(tmp_path / "b.txt", "el sol\n")
    out = tmp_path / "small"
    outcome = lowres("trim", model, "--text", *texts, "--out", out)
    assert outcome.exit_code == 0, outcome.stderr
    words = {piece for piece in AutoTokenizer.from_pretrained(out).get_vocab() if len(piece.lstrip("▁")) > 1}
    # `que` of the prefix "query: "
    assert words == {"▁la", "▁casa", "▁el", "▁sol", "▁que", "<s>", "<pad>", "</s>", "<unk>", "<mask>"}
    assert not (out / "provenance.jsonl").exists()
    assert "seconds: " in outcome.stdout


def test_a_script_is_romanised_by_the_models_own_tokenizer(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    respelt = []

    def taught(texts: list[str], respell: dict[str, str]) -> Romanisation:
        respelt.append(respell)
        rules = {"ⵍ": "l", "ⴰ": "a"}
        return Romanisation(replacements=(), rules=rules, units={}, neighbours={}, agreement=1.0, restored=1.0)

    monkeypatch.setattr(learn_romanisation.__module__ + ".learn_romanisation", taught)
    text, out = write(tmp_path / "taq.txt", "ⵍⴰ ⵍⴰ\n"), tmp_path / "latin"
    outcome = lowres("romanise", model, "--text", text, "--out", out, "--respell", "<=ⴰ", ">=ⵍ")
    assert outcome.exit_code == 0, outcome.stderr
    assert respelt == [{"<": "ⴰ", ">": "ⵍ"}]
    assert figures(outcome, "unknown tokens") == ["50.0 %", "0.0 %"]  # ▁ <unk>; ▁la
    assert AutoTokenizer.from_pretrained(out).tokenize("ⵍⴰ") == ["▁la"]
    assert load_romanisation(out).rules == {"ⵍ": "l", "ⴰ": "a"}


def test_a_romanised_model_stays_romanised_when_it_is_changed_again(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand = Romanisation(replacements=(), rules={"ⵍ": "l"}, units={}, neighbours={}, agreement=1, restored=1)
    monkeypatch.setattr(learn_romanisation.__module__ + ".learn_romanisation", lambda texts, respell: by_hand)
    text = write(tmp_path / "text.txt", "ⵍa ⵍa\n")
    lowres("romanise", model, "--text", text, "--out", tmp_path / "latin")
    outcome = lowres("trim", tmp_path / "latin", "--text", text, "--out", tmp_path / "small")
    assert outcome.exit_code == 0, outcome.stderr
    small = load_pretrained(tmp_path / "small")
    assert small.tokenizer.tokenize("ⵍa") == ["▁la"]
    assert json.loads(small.companions[ROMANISATION])["rules"] == {"ⵍ": "l"}
    again = lowres("romanise", tmp_path / "small", "--text", text, "--out", tmp_path / "twice")
    assert (again.exit_code, "is romanised already" in again.stderr) == (2, True)


def test_letters_are_respelt_by_the_models_own_tokenizer(model: Path, text: Path, tmp_path: Path) -> None:
    out = tmp_path / "respelt"
    outcome = lowres("respell", model, "--text", text, "--out", out, "--respell", "ƙ=c", "’='")
    assert outcome.exit_code == 0, outcome.stderr
    tokenizer = AutoTokenizer.from_pretrained(out)
    assert tokenizer.tokenize("ƙasa") == tokenizer.tokenize("casa")
    refused = lowres("respell", model, "--text", text, "--out", tmp_path / "again", "--respell", "=c")
    assert (refused.exit_code, "must look like a=b" in refused.stderr) == (2, True)


def test_learning_alone_writes_the_pieces_and_the_curve(model: Path, text: Path, tmp_path: Path) -> None:
    out = tmp_path / "pieces"
    outcome = lowres("learn", model, "--text", text, "--out", out, "--size", 9)
    assert outcome.exit_code == 0, outcome.stderr
    assert sorted(path.name for path in out.iterdir()) == ["curve.json", "pieces.jsonl"]
    assert len(records(out / "pieces.jsonl")) == 9
    assert "pieces: 9" in outcome.stdout


def test_learning_a_vocabulary_of_its_own_needs_no_model(text: Path, tmp_path: Path) -> None:
    tiny.byte_level_tokenizer().save_pretrained(tmp_path / "tokenizer")
    outcome = lowres("learn", tmp_path / "tokenizer", "--text", text, "--out", tmp_path / "own", "--own", "--size", 60)
    assert outcome.exit_code == 0, outcome.stderr
    assert "altepetltzin" in {piece["text"].removeprefix("Ġ") for piece in records(tmp_path / "own" / "pieces.jsonl")}


def test_translations_tell_where_a_new_token_starts(model: Path, tmp_path: Path) -> None:
    target = write(tmp_path / "nah.txt", "xochitl\n\nxochitl mixtli\nmixtli\n" * 5)
    pivot = write(tmp_path / "spa.txt", "sol\n\nsol mar\nmar\n" * 5)
    more = ["--initialiser", "alignment", "--translations", pivot, "--size", 2]
    outcome = lowres("extend", model, "--text", target, "--out", tmp_path / "out", *more)
    assert outcome.exit_code == 0, outcome.stderr
    rows = records(tmp_path / "out" / "provenance.jsonl")
    likeliest = {row["token"]: row["sources"][row["weights"].index(max(row["weights"]))] for row in rows}
    assert likeliest == {"▁xochitl": "▁sol", "▁mixtli": "▁mar"}


def test_alignment_takes_a_lexicon_in_place_of_translations(model: Path, tmp_path: Path) -> None:
    target = write(tmp_path / "nah.txt", "xochitl\n\nxochitl mixtli\nmixtli\n" * 5)
    lexicon = write(tmp_path / "words.tsv", "xochitl\tsol\nmixtli\tmar\n")
    more = ["--initialiser", "alignment", "--lexicon", lexicon, "--size", 2]
    outcome = lowres("extend", model, "--text", target, "--out", tmp_path / "out", *more)
    assert outcome.exit_code == 0, outcome.stderr
    assert {row["token"]: row["sources"][0] for row in records(tmp_path / "out" / "provenance.jsonl")} == {
        "▁xochitl": "▁sol",
        "▁mixtli": "▁mar",
    }


def test_a_lexicon_tells_where_a_new_token_starts(model: Path, tmp_path: Path) -> None:
    text = write(tmp_path / "nah.txt", "xochitl\n\nxochitl mixtli\nmixtli\n" * 5)
    lexicon = write(tmp_path / "words.tsv", "xochitl\tsol\nmixtli\tmar\n")
    more = ["--initialiser", "lexicon", "--lexicon", lexicon, "--size", 2]
    outcome = lowres("extend", model, "--text", text, "--out", tmp_path / "out", *more)
    assert outcome.exit_code == 0, outcome.stderr
    numbers = AutoTokenizer.from_pretrained(tmp_path / "out").get_vocab()
    rows = rows_of(tmp_path / "out")
    torch.testing.assert_close(rows[numbers["▁xochitl"]], rows[numbers["▁sol"]])


def uncased(folder: Path) -> None:
    """A model whose normaliser strips every mark."""
    bert = family("bert").build()
    stripping = normalizers.BertNormalizer(lowercase=True, strip_accents=True)
    bert.tokenizer.backend_tokenizer.normalizer = stripping
    bert.model.save_pretrained(folder / "uncased")
    bert.tokenizer.save_pretrained(folder / "uncased")


def of_different_sizes(folder: Path) -> None:
    tiny.multilingual_bert_model().save_pretrained(folder / "torn")
    tokenizer = tiny.wordpiece_tokenizer()
    tokenizer.add_tokens(["one more"])
    tokenizer.save_pretrained(folder / "torn")


def without_fast_form(folder: Path) -> None:
    bert = tiny.wordpiece_folder(folder)
    for name in ("tokenizer.json", "special_tokens_map.json", "vocab.txt"):
        (bert / name).unlink(missing_ok=True)
    write(bert / "tokenizer_config.json", '{"tokenizer_class": "ByT5Tokenizer"}')


def nothing(folder: Path) -> None:
    pass


BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a script that the normaliser removes": ("extend uncased --text hindi.txt", uncased, "Devanagari"),
    "fewer sentences than pieces": (
        "extend tiny --text nah.txt --size 500",
        nothing,
        "100 sentences cannot teach 500 pieces. Ask for at most 100 or 'auto'",
    ),
    "fewer sentences than pieces of its own": ("replace tiny --text nah.txt --size 101", nothing, "100 sentences"),
    "fewer sentences than pieces to learn": ("learn tiny --text nah.txt --size 101", nothing, "100 sentences"),
    "a slow tokenizer": ("extend tiny_bert --text nah.txt", without_fast_form, "has no fast tokenizer"),
    "different sizes": (
        "extend torn --text nah.txt",
        of_different_sizes,
        "has 83 tokens, but its model only 82",
    ),
    "an empty lexicon": (
        "extend tiny --text nah.txt --initialiser lexicon --lexicon empty.txt",
        nothing,
        "empty.txt: is empty.",
    ),
    "a lexicon of comments": (
        "extend tiny --text nah.txt --initialiser wechsel --lexicon comments.tsv",
        nothing,
        "comments.tsv: holds no word",
    ),
    "a lexicon without a tab": (
        "extend tiny --text nah.txt --initialiser wechsel --lexicon nah.txt",
        nothing,
        "nah.txt, line 1: has no tab, but must hold a word, a tab and its translation",
    ),
    "a lexicon that is not there": (
        "extend tiny --text nah.txt --initialiser lexicon --lexicon absent.tsv",
        nothing,
        "absent.tsv: cannot be read: No such file or directory.",
    ),
    "no lexicon": ("extend tiny --text nah.txt --initialiser lexicon", nothing, "needs --lexicon FILE"),
    "a lexicon for nothing": ("extend tiny --text nah.txt --lexicon nah.txt", nothing, "does not look at --lexicon"),
    "no translations": ("extend tiny --text nah.txt --initialiser alignment", nothing, "needs --translations FILE"),
    "a translation too few": (
        "extend tiny --text nah.txt nah.txt --initialiser alignment --translations nah.txt",
        nothing,
        "--translations names 1 file, but --text 2 files.",
    ),
    "a translation too short": (
        "extend tiny --text nah.txt --initialiser alignment --translations hindi.txt",
        nothing,
        "hindi.txt: ends after line 1, but",
    ),
    "no such initialiser": (
        "extend tiny --text nah.txt --initialiser focsu",
        nothing,
        "but must be one of: mean, overlap, focus, lexicon, wechsel, alignment, noise. Did you mean 'focus'?",
    ),
    "no number": ("replace tiny --text nah.txt --size many", nothing, "--size is 'many', but must be a whole number"),
    "no pieces": ("extend tiny --text nah.txt --size 0", nothing, "greater than 0, or auto."),
    "not UTF-8": ("trim tiny --text latin1.txt", nothing, "latin1.txt: line 1 is not valid UTF-8."),
    "an empty text": ("trim tiny --text empty.txt", nothing, "empty.txt: is empty."),
    "empty lines": ("romanise tiny --text blank.txt", nothing, "blank.txt: holds no text, only empty lines."),
    "no such text": ("extend tiny --text absent.txt", nothing, "absent.txt: cannot be read: No such file"),
    "no such model": ("extend absent/model/folder --text nah.txt", nothing, "is neither an existing folder"),
    "a respelling that is none": ("romanise tiny --text nah.txt --respell ab", nothing, "must look like a=b"),
    "a place that is taken": ("trim tiny --text nah.txt --out tiny", nothing, "--out tiny: exists already."),
    "a place inside a file": ("trim tiny --text nah.txt --out nah.txt/new", nothing, "nah.txt is a file"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_one_line_and_nothing_is_written(
    name: str, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, prepare, message = BAD[name]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny").symlink_to(model)
    write(tmp_path / "nah.txt", "\n".join(sentences()))
    write(tmp_path / "hindi.txt", "हिन्दी की किताबें\n")
    write(tmp_path / "blank.txt", "\n \n")
    write(tmp_path / "comments.tsv", "# a word, a tab, its translation\n")
    write(tmp_path / "empty.txt", "")
    (tmp_path / "latin1.txt").write_bytes("señor\n".encode("latin-1"))
    prepare(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    out = [] if "--out" in call else ["--out", "out"]
    outcome = lowres(*call.split(), *out)
    assert outcome.exit_code == 2, outcome.output
    assert message in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1
    assert outcome.stdout == ""
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", ["learn", "extend", "replace", "trim", "romanise"])
def test_the_help_of_a_command_shows_an_example(command: str) -> None:
    outcome = lowres(command, "--help")
    assert outcome.exit_code == 0
    assert f"lowres vocabulary {command}" in outcome.stdout
