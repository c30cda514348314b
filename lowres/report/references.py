"""The papers behind the methods of a run, shown only where the run used them."""

from dataclasses import dataclass

from lowres.report.run_facts import RunFacts


@dataclass(frozen=True)
class Reference:
    """What was done, and who showed how."""

    what: str
    paper: str
    address: str


_BOOTSTRAP = Reference(
    "Intervals: percentile bootstrap over the test examples; differences: paired bootstrap over the same examples.",
    "Koehn (2004), Statistical significance tests for machine translation evaluation",
    "https://aclanthology.org/W04-3250/",
)
_RANDOMISATION = Reference(
    "p-values: approximate randomisation, two-sided; not corrected for the number of tasks.",
    "Yeh (2000), More accurate tests for the statistical significance of result differences",
    "https://aclanthology.org/C00-2137/",
)
_FERTILITY = Reference(
    "Fertility: pieces a word, words being split at white space.",
    "Rust et al. (2021), How good is your tokenizer?",
    "https://arxiv.org/abs/2012.15613",
)
_NEAR_DUPLICATES = Reference(
    "Duplicates: exact and near ones are left out, so that nothing held out is met in training.",
    "Lee et al. (2022), Deduplicating training data makes language models better",
    "https://arxiv.org/abs/2107.06499",
)
_UNIGRAM = Reference(
    "New pieces: a Unigram model learnt on the training side of the target language, merged into the tokenizer's own.",
    "Kudo (2018), Subword regularization",
    "https://arxiv.org/abs/1804.10959",
)
_ROMANISATION = Reference(
    "Romanisation: rules learnt from uroman, compiled into the tokenizer's own normaliser.",
    "Hermjakob, May and Knight (2018), Out-of-the-box universal romanization tool uroman",
    "https://aclanthology.org/P18-4003/",
)
_ROWS = Reference(
    "New embedding rows start from old ones, never at random.",
    "Dobler and de Melo (2023), FOCUS: effective embedding initialization",
    "https://arxiv.org/abs/2305.14481",
)
_DISTILLATION = Reference(
    "Adaptation: the student's embedding of a sentence is drawn to the frozen teacher's embedding of its translation.",
    "Reimers and Gurevych (2020), Making monolingual sentence embeddings multilingual using knowledge distillation",
    "https://arxiv.org/abs/2004.09813",
)
_CONTRASTIVE = Reference(
    "The other sentences of a batch serve as wrong answers.",
    "van den Oord, Li and Vinyals (2018), Representation learning with contrastive predictive coding",
    "https://arxiv.org/abs/1807.03748",
)


def references(facts: RunFacts) -> list[Reference]:
    """The methods that this run used, in the order of its steps."""
    chain = facts.chain
    objective = (chain.adaptation.objective or "") if chain.adaptation else ""
    used = [
        (chain.corpus is not None, _NEAR_DUPLICATES),
        (chain.diagnosis is not None or chain.vocabulary is not None, _FERTILITY),
        (any(one.step == "romanise" for one in chain.vocabulary_changes), _ROMANISATION),
        (chain.vocabulary is not None, _UNIGRAM),
        (chain.vocabulary is not None and chain.vocabulary.random_rows == 0, _ROWS),
        ("distillation" in objective, _DISTILLATION),
        ("distillation" in objective or "contrastive" in objective, _CONTRASTIVE),
        (bool(facts.scores), _BOOTSTRAP),
        (bool(facts.comparisons), _RANDOMISATION),
    ]
    return [reference for applies, reference in used if applies]
