"""Ways of changing a sentence so that its label still holds: one way a file, and the union of all."""

from typing import Annotated

from pydantic import Field

from lowres.augmentation.augmenters.back_translation import BackTranslation
from lowres.augmentation.augmenters.character_noise import CharacterNoise
from lowres.augmentation.augmenters.cldr_names import CldrNames
from lowres.augmentation.augmenters.code_switch import CodeSwitch
from lowres.augmentation.augmenters.contextual import Contextual
from lowres.augmentation.augmenters.entity_swap import EntitySwap
from lowres.augmentation.augmenters.nlpaug_plugin import Nlpaug
from lowres.augmentation.augmenters.same_tag import SameTag
from lowres.augmentation.augmenters.segment_shuffle import SegmentShuffle
from lowres.augmentation.augmenters.spelling_variants import SpellingVariants
from lowres.augmentation.augmenters.word_deletion import WordDeletion
from lowres.augmentation.augmenters.word_swap import WordSwap

AugmenterMethod = Annotated[
    CodeSwitch
    | EntitySwap
    | CldrNames
    | SameTag
    | SegmentShuffle
    | WordSwap
    | WordDeletion
    | CharacterNoise
    | SpellingVariants
    | Contextual
    | BackTranslation
    | Nlpaug,
    Field(discriminator="method"),
]
