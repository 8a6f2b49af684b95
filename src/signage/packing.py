"""Bodies as Brotli (RFC 7932), for whoever answers with them or lays them down beside a page."""

BEST = 11  # for what is packed once and sent often
QUICK = 5  # about as quick as gzip, and smaller

_SMALLEST_WINDOW, _LARGEST_WINDOW = 10, 22


def brotli_of(plain: bytes, *, quality: int = BEST) -> bytes:
    """`plain` as one Brotli stream, the same for the same bytes; `quality` from 0, the quickest, to 11.

    The window is no larger than the text: packing and unpacking take that much less memory.
    """
    import brotli  # most processes never pack

    window = min(max(len(plain).bit_length(), _SMALLEST_WINDOW), _LARGEST_WINDOW)
    packed: bytes = brotli.compress(plain, mode=brotli.MODE_TEXT, quality=quality, lgwin=window)
    return packed


def unpacked(packed: bytes, *, at_most: int) -> bytes:
    """What a Brotli stream holds. Raises ValueError where it is none, is cut off, or holds more than
    `at_most` bytes: a short stream may hold any number.
    """
    import brotli

    reader = brotli.Decompressor()
    try:
        plain: bytes = reader.process(packed, output_buffer_limit=at_most + 1)
    except brotli.error as error:
        raise ValueError("no Brotli stream") from error
    if len(plain) > at_most or not reader.is_finished():
        raise ValueError("a Brotli stream that is cut off or too long")
    return plain
