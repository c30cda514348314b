"""Text that was once read in a wrong encoding, such as `Ã©` for `é`: found and mended by ftfy, https://ftfy.readthedocs.io."""


def mend_mojibake(text: str) -> str:
    """The text as it was meant; as it is where nothing says that it was read wrongly."""
    if text.isascii():
        return text
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    return fix_encoding(text) if is_bad(text) else text
