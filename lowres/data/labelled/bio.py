"""Tags of spans: B- at a span's first word, I- at the others, O outside (IOB2, Ramshaw and Marcus 1995)."""

import re
from collections.abc import Iterable, Sequence

OUTSIDE = "O"
_MARKED = re.compile(r"([BIESLU])-(.+)")
_BEGINS = {"B": "B", "S": "B", "U": "B", "I": "I", "E": "I", "L": "I"}
"""What the marks of IOBES and BILOU say in B- and I-."""


def are_spans(tags: Iterable[str]) -> bool:
    """Whether the tags look like those of spans: each is O or marked, and one at least is marked."""
    kinds = set(tags)
    return kinds != {OUTSIDE} and all(tag == OUTSIDE or _MARKED.fullmatch(tag) for tag in kinds)


def type_of(tag: str) -> str | None:
    """The type of the span that a tag marks, or the tag itself where it marks none; nothing for O."""
    if tag == OUTSIDE:
        return None
    marked = _MARKED.fullmatch(tag)
    return marked[2] if marked else tag


def follow_bio(tags: Sequence[str]) -> tuple[str, ...]:
    """The tags with B- wherever a span begins, and with no marks but B- and I-.

    A span begins at I- where no span of its type goes before: seqeval and the script of CoNLL read it so too.
    """
    found: list[str] = []
    before: str | None = None
    for tag in tags:
        marked = _MARKED.fullmatch(tag)
        if marked is None:
            found.append(tag)
            before = None
            continue
        mark = _BEGINS[marked[1]] if marked[2] == before else "B"
        found.append(f"{mark}-{marked[2]}")
        before = None if marked[1] in "ESLU" else marked[2]
    return tuple(found)
