"""Take a pretrained multilingual model to a language it barely knows, and say honestly how well it went."""

from lowres.errors import LowresError, RecipeError, StepError, UserError
from lowres.pipeline.compare import Contest, compare
from lowres.pipeline.learn import LearnOptions, learn
from lowres.pipeline.model_ranking import ModelRanking, RankingText, RankModelsOptions, rank_models
from lowres.pipeline.predict import Prediction, predict
from lowres.pipeline.recipe import Recipe, load_recipe
from lowres.pipeline.run import RunOptions, RunResult, Score, run

__all__ = [
    "Contest",
    "LearnOptions",
    "LowresError",
    "ModelRanking",
    "Prediction",
    "RankModelsOptions",
    "RankingText",
    "Recipe",
    "RecipeError",
    "RunOptions",
    "RunResult",
    "Score",
    "StepError",
    "UserError",
    "compare",
    "learn",
    "load_recipe",
    "predict",
    "rank_models",
    "run",
]
