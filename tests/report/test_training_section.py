"""What the report says of the adaptation's training, and that it says nothing where a run does not."""

from pathlib import Path
from typing import Any

import pytest

from lowres.report import charts
from lowres.report.facts import collect
from lowres.report.html import render_html
from tests.report import fake_run

FIGURES: dict[str, Any] = {
    "objective": "masked_language_model; contrastive_distillation",
    "objectives": [
        {"method": "masked_language_model", "weight": 2.0, "sentences": 8_000, "loss": [[0, 9.0], [9, 5.0], [19, 4.0]]},
        {"method": "contrastive_distillation", "weight": 1.0, "sentences": 4_800, "loss": [[4, 3.0], [14, 1.0]]},
    ],
    "trained": "lora",
    "merged": True,
    "parts": 2,
    "gate": {
        "passed": True,
        "measures": [
            {"name": "bits_per_character", "before": 2.5, "after": 2.125, "improved": True, "required": True},
            {"name": "retrieval_rank1", "before": 0.5, "after": 0.25, "improved": False, "required": False},
        ],
    },
    "leaks": {"pairs": 3, "lines": 1_200, "lexicon_entries": 0, "examples": ["Niltze <b>quen</b> tica?"]},
}


def page(folder: Path, **figures: Any) -> str:
    """The training section of a run whose adaptation found this."""
    adapted = fake_run.adaptation() | figures
    found = render_html(collect(fake_run.write_run(folder, changed={"adapt": adapted}, without=["ablation"])))
    return found.split('id="training"')[1].split('id="cost"')[0]


def test_objectives_what_was_trained_and_the_gate_are_shown(tmp_path: Path) -> None:
    found = page(tmp_path, **FIGURES)
    assert "a LoRA adapter" in found
    assert "bits per character 2.500 before, 2.125 after" in found
    assert "retrieval rank1 0.500 before, 0.250 after (not asked for)" in found
    assert "✓ passed" in found
    assert '<td class="number">8,000</td>' in found
    assert "3 pairs, 1,200 lines, 0 entries of lexicons, such as “Niltze &lt;b&gt;quen" in found
    assert '<svg role="img" aria-labelledby="objectives-title' in found


def test_a_run_of_an_older_lowres_says_none_of_it(tmp_path: Path) -> None:
    found = page(tmp_path)
    assert "sentence distillation" in found
    assert [word for word in ("gate", "Trained<", "lexicons", "Weight") if word in found] == []


def test_text_without_tests_is_said_to_be_so(tmp_path: Path) -> None:
    none = {"pairs": 0, "lines": 0, "lexicon_entries": 0, "examples": []}
    assert "No sentence of any test stood in the text to learn from." in page(tmp_path, leaks=none)


def test_each_objective_has_its_curve_where_there_are_several(tmp_path: Path) -> None:
    adapted = fake_run.adaptation() | FIGURES
    facts = collect(fake_run.write_run(tmp_path, changed={"adapt": adapted}))
    chart = charts.objectives_chart(facts)
    assert chart is not None
    assert chart.description == (
        "masked language model: from 9.000 to 4.000; contrastive distillation: from 3.000 to 1.000"
    )
    alone = adapted | {"objectives": FIGURES["objectives"][:1]}
    assert charts.objectives_chart(collect(fake_run.write_run(tmp_path, changed={"adapt": alone}))) is None


@pytest.mark.parametrize(
    ("figures", "paper"),
    [
        ({"trained": "mad_x"}, "MAD-X"),
        ({"trained": "lora"}, "Low-rank adaptation"),
        ({"objective": "masked_language_model"}, "BERT"),
        ({"objective": "translation_language_model"}, "Cross-lingual language model pretraining"),
    ],
)
def test_the_papers_of_what_was_used_are_named(tmp_path: Path, figures: dict[str, str], paper: str) -> None:
    adapted = fake_run.adaptation() | figures
    found = render_html(collect(fake_run.write_run(tmp_path, changed={"adapt": adapted})))
    assert paper.lower() in found.split('id="methods"')[1].lower()


def test_plain_text_is_described_with_what_was_dropped_of_it(tmp_path: Path) -> None:
    text = {"lines_read": 1_000_000, "dropped": {"repeated": {"count": 12_345, "examples": ["lines.txt, line 7: a"]}}}
    sizes = {"training_lines": 987_000, "held_out_lines": 500, "development_lines": 300, "training_pairs": 0}
    corpus = {"rows_read": 0, "kept": 0, "dropped": {}, "sizes": sizes, "text": text, "genre": None}
    found = render_html(collect(fake_run.write_run(tmp_path, changed={"prepare_corpus": corpus})))
    assert "1,000,000 lines of plain text were read" in found
    assert "987,000 training lines, 500 held-out lines, 300 development lines" in found
    assert "Lines left out, by reason" in found
    assert "0 training pairs" not in found


def test_bits_are_no_share_and_stand_in_no_chart_of_shares(tmp_path: Path) -> None:
    scores = [
        {"task": "held_out_text", "metric": "bits_per_character", "system": system, "value": 2.5}
        for system in ("unadapted", "adapted")
    ]
    facts = collect(
        fake_run.write_run(tmp_path / "alone", changed={"evaluate": {"scores": scores}}, without=["ablation"])
    )
    assert charts.score_chart(facts) is None
    both = {"scores": [*fake_run.EVALUATION["scores"], *scores]}
    chart = charts.score_chart(collect(fake_run.write_run(tmp_path / "both", changed={"evaluate": both})))
    assert chart is not None
    assert "2.500" not in chart.description
