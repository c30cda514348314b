"""Texts that are too short or too long to learn from."""

from typing import Literal, Self

from pydantic import PositiveInt, model_validator

from lowres.data.filters.text_filter import TextFilter


class Length(TextFilter):
    """Drop texts of too few or too many characters or words; scripts without spaces want characters."""

    method: Literal["length"] = "length"
    fewest_characters: PositiveInt = 1
    most_characters: PositiveInt | None = None
    fewest_words: PositiveInt = 1
    most_words: PositiveInt | None = None

    @model_validator(mode="after")
    def _most_is_not_less(self) -> Self:
        for what in ("characters", "words"):
            fewest, most = getattr(self, f"fewest_{what}"), getattr(self, f"most_{what}")
            if most is not None and most < fewest:
                raise ValueError(f"must have most_{what} of at least fewest_{what}, {fewest}")
        return self

    def reason(self, text: str) -> str | None:
        words = text.count(" ") + 1  # clean text has single spaces
        if len(text) < self.fewest_characters or words < self.fewest_words:
            return "too_short"
        most_characters, most_words = self.most_characters, self.most_words
        too_long = most_characters is not None and len(text) > most_characters
        return "too_long" if too_long or (most_words is not None and words > most_words) else None
