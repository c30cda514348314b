"""What translates texts: a local sequence-to-sequence model, CTranslate2, or a callable of your own."""

from typing import Annotated

from pydantic import Field

from lowres.augmentation.translators.ctranslate2 import CTranslate2
from lowres.augmentation.translators.own import Own
from lowres.augmentation.translators.seq2seq import Seq2Seq

TranslatorMethod = Annotated[Seq2Seq | CTranslate2 | Own, Field(discriminator="method")]
