"""Take a pretrained multilingual model to a language it barely knows, and say honestly how well it went."""

from lowres.errors import LowresError, RecipeError, StepError, UserError
from lowres.pipeline.augment import AugmentedFile, AugmentOptions, augment
from lowres.pipeline.compare import Contest, compare
from lowres.pipeline.learn import LearnOptions, learn
from lowres.pipeline.model_ranking import ModelRanking, RankingText, RankModelsOptions, rank_models
from lowres.pipeline.predict import Prediction, predict
from lowres.pipeline.recipe import Recipe, load_recipe
from lowres.pipeline.run import RunOptions, RunResult, Score, run
from lowres.pipeline.source_files import SourceFiles
from lowres.pipeline.source_ranking import RankSourcesOptions, rank_sources
from lowres.selection.sources import RankedSource, SourceRanking

__all__ = [
    "AugmentOptions",
    "AugmentedFile",
    "Contest",
    "LearnOptions",
    "LowresError",
    "ModelRanking",
    "Prediction",
    "RankModelsOptions",
    "RankSourcesOptions",
    "RankedSource",
    "RankingText",
    "Recipe",
    "RecipeError",
    "RunOptions",
    "RunResult",
    "Score",
    "SourceFiles",
    "SourceRanking",
    "StepError",
    "UserError",
    "augment",
    "compare",
    "learn",
    "load_recipe",
    "predict",
    "rank_models",
    "rank_sources",
    "run",
]
