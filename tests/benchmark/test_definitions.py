"""Every benchmark that comes with lowres: what it names exists, and its cells can be counted by hand."""

from pathlib import Path

import pytest

from lowres.benchmark.cells import Asked, Cell, grid
from lowres.benchmark.data import labelled, languages_of, unlabelled
from lowres.benchmark.definition import Benchmark, LabelledTask, benchmark_names, find_benchmark, load_benchmark
from lowres.benchmark.places import (
    definition_file,
    names_in,
    shipped_benchmarks,
    shipped_published,
    shipped_systems,
)
from lowres.benchmark.system import System, find_systems
from lowres.data.text_recipe import chosen_parts
from lowres.definition import read_yaml
from lowres.errors import RecipeError, UserError
from lowres.pipeline.steps.augment import Augment
from lowres.pipeline.steps.choose_sources import ChooseSources
from lowres.pipeline.steps.new_rows import NewRowsStep

BENCHMARKS = pytest.mark.parametrize("name", benchmark_names())
SMALL = """
name: small
version: 1
question: Does it?
task: {corpus: sib200, sources: [eng-Latn]}
languages: [yor-Latn, wol-Latn]
text: {yor-Latn: {corpus: lafand_mt, part: train}}
shots: [0, 8]
shot_seeds: 3
seeds: [1, 2]
systems: [unadapted, adapted]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def small(folder: Path) -> Benchmark:
    return load_benchmark(written(folder, SMALL))


def task_of(benchmark: Benchmark) -> LabelledTask | None:
    return benchmark.task if isinstance(benchmark.task, LabelledTask) else None


def systems_with(benchmark: Benchmark, step: type) -> list[System]:
    return [one for one in find_systems(benchmark.systems) if any(isinstance(each, step) for each in one.steps)]


def test_there_is_a_benchmark_of_every_kind_of_task_and_of_every_family() -> None:
    corpora = {find_benchmark(name).task.corpus for name in benchmark_names()}
    assert corpora >= {
        *(
            "sib200",
            "masakhanews",
            "afrisenti",
            "nusax_sentiment",
            "masakhaner2",
            "masakhapos",
            "universal_dependencies",
        ),
        *("americasnli", "afrixnli", "injongo_intents", "injongo_slots", "tatoeba", "nusax_parallel"),
    }
    assert {"vocabulary", "adaptation", "source_choice", "augmentation"} <= set(benchmark_names())


@BENCHMARKS
def test_a_benchmark_is_called_as_its_file_is_and_says_what_it_is_about(name: str) -> None:
    benchmark = find_benchmark(name)
    first = definition_file(name, shipped_benchmarks(), "the benchmark").read_text(encoding="utf-8").splitlines()[0]
    assert benchmark.name == name
    assert benchmark.question.endswith("?")
    assert first.startswith("# ") and first.endswith(".")


@BENCHMARKS
def test_every_system_that_is_compared_exists_and_the_first_is_the_plain_encoder(name: str) -> None:
    benchmark = find_benchmark(name)
    assert [one.name for one in find_systems(benchmark.systems)] == benchmark.systems
    assert benchmark.baseline == "unadapted"
    assert not find_systems([benchmark.baseline])[0].adapts


@BENCHMARKS
def test_the_languages_are_in_the_set_and_none_that_is_learnt_from_is_measured(name: str) -> None:
    benchmark = find_benchmark(name)
    measured = languages_of(benchmark)  # refuses one that the set lacks
    task = task_of(benchmark)
    sources = [source.language for source in task.sources] if task else []
    assert measured
    assert not set(sources) & set(measured)
    assert set(benchmark.text) <= set(measured)
    if task:
        assert sources, "without a source there are no cells of 0 shots"


@BENCHMARKS
def test_every_split_that_is_learnt_from_is_described(name: str) -> None:
    benchmark = find_benchmark(name)
    task = task_of(benchmark)
    for source in task.sources if task else ():
        assert task
        corpus, splits = (source.corpus, source.splits) if source.corpus else (task.corpus, task.splits)
        assert splits.train in labelled(corpus).language(source.language).splits
    for language in languages_of(benchmark) if task and benchmark.shots != [0] else ():
        assert task
        assert task.splits.train in labelled(task.corpus).language(language).splits


@BENCHMARKS
def test_every_text_to_adapt_on_has_translations(name: str) -> None:
    """Systems are the same in all languages, and most of them learn from pairs."""
    for language, text in find_benchmark(name).text.items():
        [part] = chosen_parts(unlabelled(text.corpus), text.language or language, text.part)
        assert part.pivot
        assert part.pivot != part.language
        assert part.rows is None or part.rows >= 1_000


@BENCHMARKS
def test_no_text_is_named_that_no_system_reads_and_no_system_adapts_without_any(name: str) -> None:
    benchmark = find_benchmark(name)
    assert bool(benchmark.text) == any(system.adapts for system in find_systems(benchmark.systems))


@BENCHMARKS
def test_systems_can_do_what_the_task_asks(name: str) -> None:
    benchmark = find_benchmark(name)
    task = task_of(benchmark)
    for system in find_systems(benchmark.systems) if task else ():
        assert task
        assert system.learning.learner.fault_of_kind(labelled(task.corpus).task.kind) is None
    augmenting, choosing = systems_with(benchmark, Augment), systems_with(benchmark, ChooseSources)
    assert not augmenting or (task and 0 not in benchmark.shots)  # there would be nothing to augment
    for system in choosing:
        [step] = [one for one in system.steps if isinstance(one, ChooseSources)]
        assert task and step.sources < len(task.sources)


@BENCHMARKS
def test_new_pieces_are_no_more_than_the_text_can_teach(name: str) -> None:
    benchmark = find_benchmark(name)
    for system in systems_with(benchmark, NewRowsStep):
        [step] = [one for one in system.steps if isinstance(one, NewRowsStep)]
        asked = step.model_dump().get("new_tokens", step.model_dump().get("size"))
        assert asked == "auto"  # a number would be too many for the smallest text, of 1,006 sentences


@pytest.mark.parametrize("name", names_in(shipped_published()))
def test_published_numbers_stand_beside_benchmarks_that_exist_and_say_whose_they_are(name: str) -> None:
    value = read_yaml(shipped_published() / f"{name}.yaml")
    assert value["name"] == name
    assert set(value["beside"]) <= set(benchmark_names())
    assert value["source"]["title"] and value["source"]["address"].startswith("https://") and value["differs"]
    assert all(system["model"] and system["method"] for system in value["systems"])


def test_published_means_are_those_of_their_values() -> None:
    """As a check on the copying: sources print both."""
    checked = 0
    for name in names_in(shipped_published()):
        for system in read_yaml(shipped_published() / f"{name}.yaml")["systems"]:
            if values := system.get("values"):
                assert system["mean_of"] == len(values)
                assert abs(sum(values.values()) / len(values) - system["mean"]) <= 0.1
                checked += 1
    assert checked == 11


def test_the_cells_of_topics_are_as_many_as_counted_by_hand() -> None:
    benchmark = find_benchmark("topics_sib200")
    found = grid(benchmark, find_systems(benchmark.systems))
    assert len(languages_of(benchmark)) == 33  # 34 but for English
    assert len(benchmark.text) == 20
    assert len(found.cells) == 2 * 33 * (1 + 3) + 4 * 20 * (1 + 3)  # without shots there is nothing to draw
    assert {name: len(languages) for name, languages in found.without_text.items()} == {
        "vocabulary_only": 13,
        "adapted": 13,
        "adapters": 13,
        "full_chain": 13,
    }


def test_cells_that_share_a_model_follow_each_other_and_a_language_without_text_has_none(tmp_path: Path) -> None:
    benchmark = small(tmp_path)
    found = grid(benchmark, find_systems(benchmark.systems))
    assert len(found.cells) == 2 * 2 * (1 + 3) + 1 * 2 * (1 + 3)  # languages x seeds x draws, of each system
    assert found.cells[:5] == [
        Cell("yor-Latn", "unadapted", 0, 1, 1),
        Cell("yor-Latn", "unadapted", 8, 1, 1),
        Cell("yor-Latn", "unadapted", 8, 2, 1),
        Cell("yor-Latn", "unadapted", 8, 3, 1),
        Cell("yor-Latn", "unadapted", 0, 1, 2),
    ]
    assert len(set(found.cells)) == len(found.cells)
    assert found.without_text == {"adapted": ["wol-Latn"]}


def test_a_part_of_the_cells_can_be_asked_for(tmp_path: Path) -> None:
    benchmark = small(tmp_path)
    found = grid(benchmark, find_systems(benchmark.systems), Asked(["adapted"], ["yor-Latn"]))
    assert len(found.cells) == 2 * (1 + 3)
    assert {(one.language, one.system) for one in found.cells} == {("yor-Latn", "adapted")}
    assert found.without_text == {}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            Asked(systems=["adaptd"]),
            "--only is 'adaptd', but for small it must be one of: unadapted, adapted. Did you mean 'adapted'?",
        ),
        (
            Asked(languages=["yor-Latm"]),
            "--language is 'yor-Latm', but for small it must be one of: yor-Latn, wol-Latn. Did you mean",
        ),
    ],
)
def test_an_unknown_system_or_language_is_refused_with_the_nearest(asked: Asked, told: str, tmp_path: Path) -> None:
    benchmark = small(tmp_path)
    with pytest.raises(UserError) as refused:
        grid(benchmark, find_systems(benchmark.systems), asked)
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize(
    ("given", "written_instead", "told"),
    [
        ("shot_seeds: 3", "shotseeds: 3", "shotseeds is not a known key; allowed: "),
        ("{corpus: sib200,", "{corpsu: sib200,", "task.corpsu is not a known key; allowed: "),
        ("systems: [unadapted, adapted]", "systems: [adapted, adapted]", "each of systems once"),
        ("shots: [0, 8]", "shots: [8, 8]", "each of shots once"),
        ("shots: [0, 8]", "shots: [-1]", "shots.1 "),
        ("version: 1", "version: 0", "version is 0"),
        ("version: 1\n", "", "version is missing"),
    ],
)
def test_a_definition_with_a_mistake_is_refused_with_its_place(
    given: str, written_instead: str, told: str, tmp_path: Path
) -> None:
    assert given in SMALL
    with pytest.raises(RecipeError) as refused:
        load_benchmark(written(tmp_path, SMALL.replace(given, written_instead)))
    assert told in str(refused.value)
    assert str(refused.value).startswith("small.yaml: ")
    if "not a known key" in told:
        assert "Did you mean '" in str(refused.value)


def test_a_language_that_the_set_lacks_is_refused_with_the_nearest(tmp_path: Path) -> None:
    benchmark = load_benchmark(written(tmp_path, SMALL.replace("[yor-Latn, wol-Latn]", "[yor-Latn, swa-Latn]")))
    with pytest.raises(UserError, match="names 'swa-Latn', but sib200 has one of: ace-Latn, .* Did you mean '"):
        languages_of(benchmark)


def test_a_source_cannot_be_measured(tmp_path: Path) -> None:
    benchmark = load_benchmark(written(tmp_path, SMALL.replace("[yor-Latn, wol-Latn]", "[eng-Latn]")))
    with pytest.raises(UserError, match="names 'eng-Latn'"):
        languages_of(benchmark)


def test_translations_that_are_looked_for_have_no_shots(tmp_path: Path) -> None:
    text = SMALL.replace("{corpus: sib200, sources: [eng-Latn]}", "{kind: retrieval, corpus: tatoeba, part: test}")
    with pytest.raises(RecipeError, match=r"must have shots: \[0\]"):
        load_benchmark(written(tmp_path, text))


def test_every_system_is_compared_somewhere_but_those_that_need_a_network() -> None:
    compared = {system for name in benchmark_names() for system in find_benchmark(name).systems}
    assert set(names_in(shipped_systems())) - compared == {"xlm_r_base", "mbert"}
