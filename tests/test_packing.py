"""Bodies as Brotli."""

import brotli
import pytest

from signage.packing import QUICK, brotli_of, unpacked

TEXT = "Öffnungszeiten: Tor 3, Anlieferung 6–18 Uhr\n".encode() * 400


@pytest.mark.parametrize("plain", [b"", b"a", TEXT, TEXT * 300])
@pytest.mark.parametrize("quality", [QUICK, 9])
def test_what_is_packed_is_read_by_any_reader(plain: bytes, quality: int) -> None:
    packed = brotli_of(plain, quality=quality)
    assert brotli.decompress(packed) == unpacked(packed, at_most=len(plain)) == plain


def test_packing_well_takes_fewer_bytes_and_the_same_each_time() -> None:
    mixed = b"".join(b"<li id=f%d>%x</li>" % (i, i * i * 7919) for i in range(2000))
    assert len(brotli_of(mixed)) < len(brotli_of(mixed, quality=QUICK)) < len(mixed) / 2
    assert brotli_of(mixed) == brotli_of(mixed)


@pytest.mark.parametrize(
    ("packed", "at_most"),
    [(b"no stream", 100), (brotli_of(TEXT)[:-1], 1 << 20), (brotli_of(TEXT), len(TEXT) - 1), (b"", 1)],
)
def test_what_is_no_whole_stream_or_too_long_is_refused(packed: bytes, at_most: int) -> None:
    with pytest.raises(ValueError, match="Brotli"):
        unpacked(packed, at_most=at_most)
