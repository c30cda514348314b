import json
import math
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from lowres.report import charts
from lowres.report.facts import collect
from lowres.report.html import render_html
from lowres.report.model_card import model_card
from lowres.report.render import write_report
from tests.report import fake_run

VOID = {"meta", "br", "wbr", "link", "img", "hr"}


class Outline(HTMLParser):
    """Collects the tags of a page, and fails on one that is closed out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def close(self) -> None:
        super().close()
        assert self._open == []


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    found.close()
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fake_run.write_run(tmp_path_factory.mktemp("runs") / "quickstart")


@pytest.fixture(scope="module")
def page(run: Path) -> str:
    return render_html(collect(run))


def test_the_page_is_well_formed_and_no_id_stands_twice(page: str) -> None:
    found = outline(page)
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)


def test_the_page_needs_no_script_and_no_network(page: str) -> None:
    assert not {"script", "link", "img", "iframe", "object", "embed"} & set(outline(page).tags)
    assert "src=" not in page
    assert "@import" not in page
    assert not re.findall(r"url\((?!#)", page)


def test_the_datasheet_tells_terms_languages_sizes_and_what_was_kept_out(tmp_path: Path) -> None:
    told = {"language": "nah-Latn", "pivot": "spa-Latn"}
    corpus = fake_run.CORPUS | {"corpus": fake_run.CORPUS["corpus"] | told, "benchmarks": {"sib200": 204}}
    page = render_html(collect(fake_run.write_run(tmp_path / "run", changed={"prepare_corpus": corpus})))
    cells = re.findall(r"<tr><th>([^<]+)</th><td[^>]*>([^<]+)", page)
    assert ("Language", "Nahuatl (nah-Latn)") in cells
    assert ("Licence", "MPL-2.0; commercial use allowed") in cells
    assert ("Rows read, dropped", "16,111, 1,805") in cells
    assert ("Benchmarks kept out", "sib200 (204 test sentences)") in cells


def test_text_from_the_corpus_is_escaped(page: str) -> None:
    assert "&lt;script&gt;alert(&#39;a row&#39;)&lt;/script&gt;" in page
    assert "<script" not in page


def test_text_from_the_data_is_escaped_wherever_it_may_stand(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    changed = {
        "diagnose": {"rows": [{"model": f"a/{evil}", "language": evil, "fertility": 2.0, "scripts": {evil: 1.0}}]},
        "select_model": {"ranked": [{"model": evil, "reason": evil}], "chosen": evil, "metric": evil},
        "extend_vocabulary": fake_run.VOCABULARY | {"initialiser": evil, "rules": {evil: 1}},
        "evaluate": {
            "scores": [{"task": evil, "metric": evil, "system": "adapted", "value": 0.5}],
            "examples": [{"query": evil, "before": {"text": evil, "rank": 2}}],
            "per_class": {evil: {"adapted": {evil + "b": 0.1}}},
        },
        "prepare_corpus": fake_run.CORPUS | {"corpus": {"name": evil, "summary": evil, "citation": evil}},
    }
    fake_run.write_run(tmp_path, changed=changed, without=["ablation"])
    (tmp_path / "recipe.yaml").write_text(f"name: '{evil}'\nlanguage: '{evil}'\n", encoding="utf-8")
    files = write_report(tmp_path)
    page = files.report.read_text(encoding="utf-8")
    assert page.count("&lt;script&gt;") > 10
    assert "<script" not in page
    assert files.model_card is not None
    assert "<script" not in files.model_card.read_text(encoding="utf-8").split("---")[2]


def test_the_page_opens_with_the_verdict_and_its_doubt(page: str) -> None:
    header = page.split("</header>")[0]
    assert "Retrieval rose in both directions (0.233 to 0.663, 0.124 to 0.628)" in header
    assert "did not change measurably" in header
    assert "95 % interval −0.016 to 0.038" in header


def test_the_page_holds_the_chain_with_and_without_new_pieces(page: str) -> None:
    assert "With and without the step extend vocabulary" in page
    assert "not measurably different on 4 of 4 tasks" in page


def test_right_and_wrong_are_told_in_words(page: str) -> None:
    assert page.count("✓ right") == 4 + 9
    assert page.count("✗ wrong; the right one is at rank") == 6 + 1


@pytest.mark.parametrize("step", [*fake_run.STEPS, "ablation", "model", "recipe"])
def test_any_part_may_be_missing(tmp_path: Path, step: str) -> None:
    fake_run.write_run(tmp_path, without=[step])
    files = write_report(tmp_path)
    outline(files.report.read_text(encoding="utf-8"))
    assert (files.model_card is None) == (step == "model")


def test_an_empty_run_gives_a_page_that_says_what_is_missing(tmp_path: Path) -> None:
    page = write_report(tmp_path).report.read_text(encoding="utf-8")
    outline(page)
    assert page.count("Not in this run:") == 12


def test_steps_that_wrote_nothing_into_their_results_break_nothing(tmp_path: Path) -> None:
    fake_run.write_run(tmp_path, changed=dict.fromkeys(fake_run.STEPS, {}))
    outline(write_report(tmp_path).report.read_text(encoding="utf-8"))


def test_a_loss_that_is_no_number_is_not_drawn(tmp_path: Path) -> None:
    broken = fake_run.adaptation() | {"loss": [[0, 2.0], [1, 1.5], [2, math.nan]]}
    chart = charts.loss_chart(collect(fake_run.write_run(tmp_path, changed={"adapt": broken}, without=["ablation"])))
    assert chart is not None
    assert chart.description == "adapted: from 2.000 to 1.500"


def test_the_same_run_gives_the_same_bytes(run: Path, page: str) -> None:
    assert render_html(collect(run)) == page


def test_a_chart_is_named_and_follows_the_colours_of_the_page(run: Path) -> None:
    chart = charts.score_chart(collect(run))
    assert chart is not None
    assert chart.svg.startswith('<svg role="img" aria-labelledby="scores-title scores-description"')
    assert "<title" in chart.svg
    assert "Retrieval, Spanish to Nahuatl, adapted: 0.663" in chart.svg
    assert "var(--ink)" in chart.svg
    assert "#0a0b0" not in chart.svg


def test_a_dollar_sign_in_a_name_is_no_formula(tmp_path: Path) -> None:
    row = {"model": "a$b^{$", "side": "target", "fertility": 2.0}
    chart = charts.fertility_chart(collect(fake_run.write_run(tmp_path, changed={"diagnose": {"rows": [row]}})))
    assert chart is not None
    assert "a$b^{$" in chart.svg


def test_no_half_written_file_stays(run: Path) -> None:
    write_report(run)
    assert list(run.rglob("*.part")) == []
    json.loads((run / "summary.json").read_text(encoding="utf-8"))


def test_the_card_has_a_header_that_programs_read(run: Path) -> None:
    header = yaml.safe_load(model_card(collect(run)).split("---")[1])
    assert header["language"] == ["nah", "spa"]
    assert header["metrics"] == ["accuracy", "f1"]
    assert header["model-index"][0]["results"][0]["metrics"][0]["value"] == 0.663
    assert "base_model" not in header  # a file in a package is no name on the hub
    assert "license" not in header  # not known


def test_the_card_names_a_base_model_and_licence_where_they_are_known(tmp_path: Path) -> None:
    fake_run.write_run(tmp_path)
    fake_run.write(tmp_path / "model" / "lowres.json", {"base_model": "org/encoder", "licence": {"name": "MIT"}})
    header = yaml.safe_load(model_card(collect(tmp_path)).split("---")[1])
    assert (header["base_model"], header["license"]) == ("org/encoder", "mit")


def test_the_card_says_how_to_use_it_and_what_was_not_tested(run: Path) -> None:
    card = model_card(collect(run))
    assert '"query: " + sentence' in card
    assert "hidden * mask" in card
    assert "Fairness: only per-class numbers are available so far." in card
    compile(card.split("```python\n")[1].split("```")[0], "card", "exec")


def test_the_fertility_curve_is_drawn_with_the_size_that_was_taken(page: str, run: Path) -> None:
    chart = charts.curve_chart(collect(run))
    assert chart is not None
    assert chart.description == "0: 2.97; 484: 2.60; 1,937: 2.20; 3,874: 2.05"
    assert "new pieces (dashed: 3,874, as taken)" in chart.svg
    assert "measured on sentences held out from learning them" in page


def test_a_curve_of_one_point_is_no_curve(tmp_path: Path) -> None:
    folder = fake_run.write_run(tmp_path)
    fake_run.write(folder / "04-extend_vocabulary" / "curve.json", {"points": [{"pieces": 0, "tokens_per_word": 2.9}]})
    assert charts.curve_chart(collect(folder)) is None


def test_every_step_that_changed_the_vocabulary_is_told(tmp_path: Path) -> None:
    romanised = {"headline": "romanised; 97.1 % of words as uroman writes them; 4.00 to 2.97 pieces a word"} | {
        "fertility": {"before": 4.0, "after": 2.968},
        "unknown_rate": {"before": 0.49, "after": 0.0},
    }
    facts = collect(fake_run.write_run(tmp_path, changed={"romanise": romanised}))
    assert (facts.fertility.before, facts.fertility.after) == (4.0, 2.051)
    page = render_html(facts)
    assert "97.1 % of words as uroman writes them" in page
    assert "unknown tokens 49.0 % before, 0.0 % after" in page
    assert "romanised, new pieces" in page
    assert "uroman" in page.split('id="methods"')[1]


def test_a_replaced_vocabulary_stands_where_an_extended_one_would(tmp_path: Path) -> None:
    changed = {"replace_vocabulary": fake_run.VOCABULARY}
    page = render_html(
        collect(fake_run.write_run(tmp_path, without=["extend_vocabulary", "ablation"], changed=changed))
    )
    assert "3,874 pieces are new of 4,000 asked for" in page
