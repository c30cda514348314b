"""Steps that change the vocabulary, run by a recipe: respell, romanise, extend, replace, trim."""

import json
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoTokenizer

from lowres.errors import RecipeError
from lowres.files import read_json, read_json_lines
from lowres.models.pretrained import load_pretrained
from lowres.pipeline.plan import find_surroundings, plan
from lowres.pipeline.recipe import load_recipe
from lowres.pipeline.run import RunOptions, run
from lowres.pipeline.steps.extend_vocabulary import ExtendVocabulary
from lowres.pipeline.steps.replace_vocabulary import ReplaceVocabulary
from lowres.training.schedule import WarmUp
from lowres.vocabulary.initialisers.alignment import Alignment
from lowres.vocabulary.romanisation.learn import learn_romanisation
from lowres.vocabulary.romanisation.romanisation import ROMANISATION, Romanisation
from tests import tiny, tiny_recipe

START = tiny_recipe.CHOSEN
TIFINAGH = str.maketrans("aceilmnopt", "ⴰⵛⴻⵉⵍⵎⵏⵓⵒⵜ")
BACK = {chr(own): chr(latin) for latin, own in TIFINAGH.items()}


def write_recipe(folder: Path, *steps: str) -> Path:
    """The tiny recipe with these steps at its end."""
    path = tiny_recipe.write_short(folder)
    path.write_text(START + "".join(f"  - {{{step}}}\n" for step in steps), encoding="utf-8")
    return path


def in_tifinagh(folder: Path) -> None:
    """Write the target side of the text in letters that the tiny model does not know."""
    rows = [line.split("\t") for line in (folder / "pairs.tsv").read_text(encoding="utf-8").splitlines()]
    lines = ["\t".join([target.translate(TIFINAGH), *rest]) for target, *rest in rows]
    (folder / "pairs.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def result(out: Path, step: str) -> dict[str, Any]:
    [file] = out.glob(f"*-{step}/result.json")
    found: dict[str, Any] = read_json(file)
    return found


def test_a_romanised_extended_and_trimmed_model_reads_its_own_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand = Romanisation(replacements=(), rules=BACK, units={}, neighbours={}, agreement=1, restored=1)
    monkeypatch.setattr(learn_romanisation.__module__ + ".learn_romanisation", lambda texts, respell: by_hand)
    extend = "step: extend_vocabulary, new_tokens: 12, warm_up: null"
    recipe = write_recipe(tmp_path, "step: romanise", extend, "step: trim_vocabulary")
    in_tifinagh(tmp_path)
    out = run(recipe, tmp_path / "out").folder
    romanised, extended, trimmed = (result(out, name) for name in ("romanise", "extend_vocabulary", "trim_vocabulary"))
    assert romanised["unknown_rate"]["before"] == pytest.approx(0.5)  # ▁ <unk>
    assert romanised["unknown_rate"]["after"] == 0
    assert extended["fertility"]["before"] == romanised["fertility"]["after"]
    assert extended["fertility"]["after"] < extended["fertility"]["before"]
    assert (extended["asked"], extended["added"], extended["random_rows"]) == (12, 12, 0)
    assert trimmed["fertility"]["after"] == extended["fertility"]["after"]
    sizes = trimmed["vocabulary_size"]
    assert sizes["before"] - sizes["after"] == trimmed["dropped"] > 0
    model = load_pretrained(out / "05-trim_vocabulary" / "model")
    assert json.loads(model.companions[ROMANISATION])["rules"] == BACK
    tokenizer = AutoTokenizer.from_pretrained(out / "05-trim_vocabulary" / "model")
    assert tokenizer.tokenize("ⴰⵜⵍ") == ["▁", "a", "tl"]


def test_a_respelt_model_reads_what_the_corpus_never_spells_so(tmp_path: Path) -> None:
    out = run(write_recipe(tmp_path, 'step: respell, letters: {"ƙ": c, o: a}'), tmp_path / "out").folder
    found = result(out, "respell")
    corpus = [line.split("\t")[0] for line in (tmp_path / "pairs.tsv").read_text(encoding="utf-8").splitlines()]
    assert found["respelt_in_text"]["ƙ"] == 0 < found["respelt_in_text"]["o"] <= "".join(corpus).count("o")
    assert found["vocabulary_size"]["before"] == found["vocabulary_size"]["after"]
    tokenizer = AutoTokenizer.from_pretrained(out / "03-respell" / "model")
    assert tokenizer.tokenize("ƙoso") == tokenizer.tokenize("casa")


@pytest.mark.parametrize("letters", ["{}", '{"": a}', "[a]"])
def test_a_respelling_of_nothing_is_refused(letters: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"steps\.3\.letters"):
        load_recipe(write_recipe(tmp_path, f"step: respell, letters: {letters}"))


def test_an_extension_writes_where_its_rows_started_and_how_fertility_fell(tmp_path: Path) -> None:
    extend = "step: extend_vocabulary, new_tokens: auto, warm_up: {steps: 2, batch_size: 8}"
    out = run(write_recipe(tmp_path, extend), tmp_path / "out").folder
    found = result(out, "extend_vocabulary")
    folder = out / "03-extend_vocabulary"
    curve = read_json(folder / "curve.json")
    assert found["asked"] is None
    assert curve["held_out"]
    assert found["added"] in {point["pieces"] for point in curve["points"]}
    assert len(list(read_json_lines(folder / "provenance.jsonl"))) == found["added"]
    assert found["warm_up"]["steps"] == 2


def test_a_vocabulary_of_its_own_forgets_pieces_that_the_language_does_not_use(tmp_path: Path) -> None:
    replace = "step: replace_vocabulary, size: 30, warm_up: null"
    out = run(write_recipe(tmp_path, replace), tmp_path / "out").folder
    pieces = AutoTokenizer.from_pretrained(out / "03-replace_vocabulary" / "model").get_vocab()
    assert "▁cuento" not in pieces
    assert result(out, "replace_vocabulary")["vocabulary_size"] == {"before": len(tiny.PIECES), "after": len(pieces)}


LEXICON = "step: extend_vocabulary, new_tokens: 5, warm_up: null, initialiser: {method: lexicon, lexicon: words.tsv}"


def test_rows_that_start_at_translations_are_warmed_up_only_if_that_is_written() -> None:
    assert ExtendVocabulary.model_validate({"initialiser": {"method": "mean"}}).warm_up == WarmUp()
    assert ExtendVocabulary.model_validate({"initialiser": {"method": "alignment"}}).warm_up is None
    written = ExtendVocabulary.model_validate({"initialiser": {"method": "alignment"}, "warm_up": {"steps": 3}})
    assert written.warm_up == WarmUp(steps=3)
    assert ReplaceVocabulary(initialiser=Alignment()).warm_up is None


def test_no_row_is_warmed_up_towards_texts_that_the_old_tokenizer_did_not_know(tmp_path: Path) -> None:
    aligned = "step: extend_vocabulary, new_tokens: 12, initialiser: {method: alignment}"
    recipe = write_recipe(tmp_path, f"{aligned}, warm_up: {{steps: 2, batch_size: 2}}")
    in_tifinagh(tmp_path)
    run(recipe, tmp_path / "out")
    found = result(tmp_path / "out", "extend_vocabulary")
    assert found["warm_up"] is None
    assert found["unknown_rate"] == {"before": pytest.approx(0.5), "after": 0}  # before: ▁ <unk>
    assert found["rules"]["aligned"] > 0


def test_a_lexicon_that_cannot_be_used_is_named_before_any_work(tmp_path: Path) -> None:
    recipe = write_recipe(tmp_path, LEXICON)
    with pytest.raises(RecipeError) as refusal:
        run(recipe, tmp_path / "out")
    [fault] = refusal.value.faults
    assert fault.address == "steps.3.initialiser.lexicon"
    assert f"{tmp_path / 'words.tsv'}: cannot be read: No such file or directory." in fault.message
    assert not (tmp_path / "out").exists()


def test_another_lexicon_under_the_same_name_is_another_step(tmp_path: Path) -> None:
    recipe = write_recipe(tmp_path, LEXICON)
    fingerprints = []
    for translation in ("sol", "mar", "sol"):
        (tmp_path / "words.tsv").write_text(f"ca\t{translation}\n", encoding="utf-8")
        loaded = load_recipe(recipe)
        fingerprints.append(plan(loaded, find_surroundings(loaded, recipe))[2].fingerprint)
    assert fingerprints[0] == fingerprints[2] != fingerprints[1]


def test_a_lexicon_beside_the_recipe_is_found_from_the_run_folders_own_copy(tmp_path: Path) -> None:
    (tmp_path / "words.tsv").write_text("ca\tsol\n", encoding="utf-8")
    out = run(write_recipe(tmp_path, LEXICON), tmp_path / "out").folder
    assert result(out, "extend_vocabulary")["initialiser"] == "lexicon"
    again = load_recipe(out / "resolved_recipe.yaml")
    [step] = [step for step in again.steps if step.name == "extend_vocabulary"]
    assert step.model_dump()["initialiser"]["lexicon"] == tmp_path / "words.tsv"
    run(out / "resolved_recipe.yaml")  # nothing is to be done again, and nothing refused


def test_a_vocabulary_is_learnt_without_test_sentences(tmp_path: Path) -> None:
    (tmp_path / "words.tsv").write_text("ca\tsol\n", encoding="utf-8")
    recipe, out = write_recipe(tmp_path, LEXICON), tmp_path / "out"
    run(recipe, out)
    assert result(out, "extend_vocabulary")["leaks"] == {"pairs": 0, "lines": 0, "lexicon_entries": 0, "examples": []}
    corpus = out / "01-prepare_corpus" / "corpus"
    [test, *_] = (corpus / "held_out_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    with (corpus / "training_pairs.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({**json.loads(test), "id": "smuggled"}) + "\n")
    (tmp_path / "words.tsv").write_text(f"ca\tsol\n{json.loads(test)['target']}\tsol\n", encoding="utf-8")
    run(recipe, out, options=RunOptions(from_step="extend_vocabulary"))
    found = result(out, "extend_vocabulary")
    assert found["leaks"] == {"pairs": 1, "lines": 1, "lexicon_entries": 1, "examples": [json.loads(test)["target"]]}


def test_romanising_without_its_package_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lowres.pipeline.steps.romanise.find_spec", lambda name: None)
    with pytest.raises(RecipeError, match=r"steps\.3\.step cannot run: .*pip install 'lowres\[romanise\]'"):
        run(write_recipe(tmp_path, "step: romanise"), tmp_path / "out")


@pytest.mark.parametrize(("step", "size"), [("extend_vocabulary", "new_tokens"), ("replace_vocabulary", "size")])
def test_a_size_that_is_none_is_one_mistake(tmp_path: Path, step: str, size: str) -> None:
    with pytest.raises(RecipeError) as refusal:
        load_recipe(write_recipe(tmp_path, f"step: {step}, {size}: many"))
    [fault] = refusal.value.faults
    assert str(fault) == f"steps.3.{size} is 'many', but must be a whole number greater than 0, or auto."
