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

_LANGUAGE_MODEL = Reference(
    "Masked language modelling: hidden tokens of running text are guessed.",
    "Devlin et al. (2019), BERT: pre-training of deep bidirectional transformers",
    "https://arxiv.org/abs/1810.04805",
)
_TRANSLATION_LANGUAGE_MODEL = Reference(
    "Translation language modelling: hidden tokens are guessed with the translation beside them.",
    "Conneau and Lample (2019), Cross-lingual language model pretraining",
    "https://arxiv.org/abs/1901.07291",
)
_BITS = Reference(
    "Bits a character: every token guessed once from its sentence, a pseudo-likelihood.",
    "Salazar et al. (2020), Masked language model scoring",
    "https://arxiv.org/abs/1910.14659",
)
_PARTS = {
    "bottleneck": Reference(
        "A bottleneck adapter: two small layers in every layer of the model are trained, and nothing else.",
        "Pfeiffer et al. (2021), AdapterFusion: non-destructive task composition for transfer learning",
        "https://arxiv.org/abs/2005.00247",
    ),
    "mad_x": Reference(
        "A language adapter with an invertible part at the embeddings.",
        "Pfeiffer et al. (2020), MAD-X: an adapter-based framework for multi-task cross-lingual transfer",
        "https://arxiv.org/abs/2005.00052",
    ),
    "lora": Reference(
        "LoRA: low-rank changes of the attention's matrices are trained.",
        "Hu et al. (2021), LoRA: low-rank adaptation of large language models",
        "https://arxiv.org/abs/2106.09685",
    ),
    "prefix": Reference(
        "Prefix tuning: vectors before every layer's keys and values are trained.",
        "Li and Liang (2021), Prefix-tuning: optimizing continuous prompts for generation",
        "https://arxiv.org/abs/2101.00190",
    ),
    "ia3": Reference(
        "(IA)3: vectors that scale keys, values and inner activations are trained.",
        "Liu et al. (2022), Few-shot parameter-efficient fine-tuning is better and cheaper than in-context learning",
        "https://arxiv.org/abs/2205.05638",
    ),
}


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
        ("contrastive" in objective or objective == "sentence_distillation", _CONTRASTIVE),
        ("masked_language_model" in objective, _LANGUAGE_MODEL),
        ("translation_language_model" in objective, _TRANSLATION_LANGUAGE_MODEL),
        *((chain.adaptation is not None and chain.adaptation.trained == part, paper) for part, paper in _PARTS.items()),
        (any(score.metric == "bits_per_character" for score in facts.scores), _BITS),
        (bool(facts.scores), _BOOTSTRAP),
        (bool(facts.comparisons), _RANDOMISATION),
    ]
    return [reference for applies, reference in used if applies]
