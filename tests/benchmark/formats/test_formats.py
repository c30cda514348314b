import base64
import csv
import hashlib
import io
import re
from collections.abc import Callable

import pytest

from lowres.benchmark.formats.csv_text import render_csv
from lowres.benchmark.formats.latex import escaped as latex
from lowres.benchmark.formats.latex import render_latex
from lowres.benchmark.formats.markdown import escaped as markdown
from lowres.benchmark.formats.markdown import render_markdown
from lowres.benchmark.formats.page import render_page_of
from lowres.benchmark.published import Published
from lowres.benchmark.table import Table
from tests.benchmark.made_up import ADAPTED, BASE, HAUSA, WOLOF, YORUBA, cell, failed, line, table

EVIL = '<script>alert("1")</script> | a & b \\ $5 {x} 50 %'
FORMATS = [render_markdown, render_latex, render_csv, render_page_of]


def whole(question: str = "Does it help?", error: str = "killed", model: str = "A & B <large>") -> Table:
    """Two runs one of which collapsed, one that failed, one not measured, one without text; and a published number."""
    cells = [
        cell(language, system, 8, draw) for language in (WOLOF, HAUSA) for system in (BASE, ADAPTED) for draw in (1, 2)
    ]
    lines = [
        line(cells[0], "abab"),
        line(cells[1], "aaaa", collapsed=True),
        line(cells[2], "abab"),
        line(cells[3], "abaa"),
        line(cells[4], "aabb"),
        failed(cells[6], error),
    ]
    system = {"model": model, "method": "fine-tuned", "shots": 8, "values": {WOLOF: 90}, "mean": 80, "mean_of": 3}
    published = Published.model_validate(
        {
            "name": "elsewhere",
            "beside": ["topics"],
            "metric": "accuracy",
            "source": {"title": "A paper", "address": "https://example.org/paper"},
            "differs": "Another model.",
            "systems": [system],
        }
    )
    return table(lines, cells, {ADAPTED: [YORUBA]}, [published], question=question, shots=[8])


@pytest.mark.parametrize("render", FORMATS)
def test_every_format_shows_scores_missing_cells_collapsed_runs_and_others_numbers(
    render: Callable[[Table], str],
) -> None:
    text = render(whole())
    wanted = ["0.75", "not measured", "failed: killed", "no adaptation text", "fine-tuned", "https://example.org/paper"]
    assert [part for part in wanted if part not in text] == []


@pytest.mark.parametrize("render", [render_markdown, render_latex, render_page_of])
def test_the_mean_without_collapsed_runs_and_runs_that_lack_are_told(render: Callable[[Table], str]) -> None:
    text = render(whole())
    assert "1 of 2 collapsed, without it 1.000" in text
    assert "Mean of 1 language" in text
    if render is not render_latex:
        assert "1 of 2 runs" in text
        assert "sd 0.354" in text  # 1 and 1/2


@pytest.mark.parametrize("render", FORMATS)
def test_the_same_table_gives_the_same_text(render: Callable[[Table], str]) -> None:
    assert render(whole()) == render(whole())


def test_the_page_escapes_text_and_runs_no_script_but_its_own() -> None:
    page = render_page_of(whole(question=EVIL, error=EVIL))
    assert len(re.findall("<script", page)) == 1
    assert "&lt;script&gt;alert" in page
    assert "A &amp; B &lt;large&gt;" in page
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/]{43}='", page)
    assert [part for part in ('href="http', "src=", "url(h", "@import") if part in page] == []
    assert page.count('role="img"') == 2


def test_the_page_says_the_sum_of_the_very_script_that_it_carries() -> None:
    page = render_page_of(whole())
    [script] = re.findall("<script>(.*)</script>", page, re.DOTALL)
    [told] = re.findall("script-src 'sha256-([^']*)'", page)
    assert told == base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def test_markdown_escapes_what_would_break_a_row() -> None:
    assert markdown(EVIL) == r'\<script\>alert("1")\</script\> \| a &amp; b \\ $5 {x} 50 %'
    assert markdown("full_chain and _this_\nline") == r"full_chain and \_this\_ line"
    rows = [
        row for row in render_markdown(whole(error="a | b")).splitlines() if row.startswith("| wol") or "hau" in row
    ]
    cells = [len(re.findall(r"(?<!\\)\|", row)) for row in rows if row.startswith("|")]
    assert set(cells) == {4}


def test_latex_escapes_what_would_be_a_command() -> None:
    said = latex("50 % of {x} & y_z # $5 ~ ^ \\ <b> ▲")
    assert said == (
        r"50 \% of \{x\} \& y\_z \# \$5 \textasciitilde{} \textasciicircum{} \textbackslash{} "
        r"\textless{}b\textgreater{} $^{+}$"
    )
    text = render_latex(whole(question=EVIL, error=EVIL))
    assert text.count("{") == text.count("}")
    assert "\\toprule" in text


def test_csv_tells_every_figure_whole_with_the_keys_of_its_lines() -> None:
    found = whole()
    rows = list(csv.DictReader(io.StringIO(render_csv(found))))
    [entry] = [row for row in rows if (row["kind"], row["language"], row["system"]) == ("entry", WOLOF, ADAPTED)]
    lines = found.sections[0].entries[WOLOF, ADAPTED].lines
    assert (entry["score"], entry["runs"]) == ("0.875", "2")
    assert entry["keys"].split() == [one.key for one in lines.values()]
    assert float(entry["difference"]) == 0.125  # 0.875 less 0.75
    [second] = [row for row in rows if (row["language"], row["system"], row["run"]) == (WOLOF, ADAPTED, "2/17")]
    assert (second["score"], second["keys"]) == ("0.75", lines["2/17"].key)
    assert {row["score"] for row in rows if row["kind"] == "published"} == {"0.9", "0.8"}
    assert {row["kind"] for row in rows} == {"entry", "run", "average", "published"}


def test_csv_holds_no_formula_and_keeps_commas_and_lines() -> None:
    text = render_csv(whole(error='cmd(), "x"\n@y', model="=1+1"))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert 'failed: cmd(), "x"\n@y' in {row["reason"] for row in rows}
    assert {row["system"] for row in rows if row["kind"] == "published"} == {"'=1+1, fine-tuned"}
