"""What the same would cost in English: measured on a translation, or estimated from a passage of our own."""

from dataclasses import dataclass

PASSAGE = """
The river had risen in the night, and by morning the lower field lay under water. My grandmother stood at the gate
with her hands in her sleeves and counted the goats twice. Two were missing. She sent my brother to the hill where
the old road begins, and me to the neighbours, who had heard nothing. People said that the rain would go on until
the new moon, as it did in the year when the bridge was carried away.

At noon the teacher came with news from the town. The market was closed, the price of maize had gone up again, and the
council would meet on Thursday to talk about the school. She asked whether we could give a room to a family whose
house had no roof left. There were six of them, and the youngest was three weeks old. My grandmother did not answer
at once. She looked at the sky, then at the two beds, and said that nobody sleeps well alone in such weather.

In the evening the goats came back by themselves, wet and angry. We made a fire, cooked beans with onions and salt,
and listened to the radio: first the election results, then a doctor who explained how to keep drinking water clean,
and at last a song that everybody knew. The children fell asleep before it ended. Outside, the frogs were louder than
the rain.
"""
"""Written for lowres: a story and some news in plain words, about as many pieces a word as other English prose."""


@dataclass(frozen=True)
class EnglishCost:
    """How many tokens the text takes for one that English takes (Petrov et al. 2023, arXiv 2305.15425)."""

    value: float
    exact: bool
    """Whether a translation was counted; else pieces a word are compared, which is too high where words say more."""

    def __str__(self) -> str:
        return f"{'' if self.exact else '~'}{self.value:.2f}×"
