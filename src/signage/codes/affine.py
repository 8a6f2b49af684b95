"""QR matrices in bulk, from tables made with `qrcode` itself.

For one version, level and length of an alphanumeric text every step of a QR code (bits, Reed-Solomon
words, placing, mask) is affine over GF(2): a matrix is the XOR of one base matrix and one delta per payload
bit. The tables hold the deltas already summed for 5 or 6 bits at a time; lines of modules are packed into
64-bit words, so that a line is XORed in one step and the mask's penalty is counted with shifts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from qrcode import QRCode, util

Words = npt.NDArray[np.uint64]
Bits = npt.NDArray[np.uint8]

LARGEST_VERSION = 11  # 61 modules: a line still fits into 64 bits
MASKS = 8
_CHUNK = 64  # codes at a time: their words under all masks then stay in the processor's second cache

_ORDINAL = np.zeros(256, np.uint16)
_ORDINAL[list(util.ALPHA_NUM)] = range(45)


@dataclass(frozen=True)
class Tables:
    """What `encode` needs for one version, level and length.

    A matrix is kept as 2n words: its n rows, then its n columns; the first module is the highest of n bits.
    """

    size: int
    base: Words  # (2n): the zero payload under mask 0, format left light as when qrcode weighs the masks
    low: Words  # (digits, 64, 2n): the delta of the 6 low bits of each digit
    high: Words  # (digits, 32, 2n): the delta of its 5 high bits
    masks: Words  # (8, 2n): mask 0 to mask m
    finals: Words  # (8, 2n): mask 0 without format to mask m with it
    imbalance: npt.NDArray[np.int64]  # (n*n + 1): the penalty for so many dark modules


def encode(tables: Tables, texts: Sequence[str]) -> list[list[int]]:
    """The rows of each text's matrix as integers; all texts have the length of the tables."""
    rows: list[list[int]] = []
    for start in range(0, len(texts), _CHUNK):
        rows += _encode_chunk(tables, _digits(texts[start : start + _CHUNK])).tolist()
    return rows


def _encode_chunk(tables: Tables, digits: npt.NDArray[np.uint16]) -> Words:
    plain = np.repeat(tables.base[None], len(digits), axis=0)
    for place, column in enumerate(digits.T):
        for table, value in ((tables.low, column & 63), (tables.high, column >> 6)):
            same = bool((value == value[0]).all())  # the address before the token is the same for all
            plain ^= table[place, value[0]] if same else table[place, value]
    lost = penalty(plain[:, None] ^ tables.masks, tables.size, tables.imbalance)
    chosen = lost.argmin(axis=1)  # the first of equals, as qrcode chooses
    rows: Words = (plain ^ tables.finals[chosen])[:, : tables.size]
    return rows


def penalty(lines: Words, size: int, imbalance: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """`qrcode.util.lost_point` over (..., 2n) packed words."""
    rows = lines[..., :size]
    dark = _count(rows)
    return _runs(lines, size) + _blocks(rows, size) + _finders(lines, size) + imbalance[dark]


def _runs(lines: Words, size: int) -> npt.NDArray[np.int64]:
    """Length minus 2 for each run of 5 or more: one for each window of 5 alike, and 3 - 1 for each run."""
    alike = ~(lines ^ (lines >> np.uint64(1))) & _ones(size - 1)
    alike &= alike >> np.uint64(1)
    alike &= alike >> np.uint64(2)
    return _count(alike) + 2 * _count(alike & ~(alike << np.uint64(1)))


def _blocks(rows: Words, size: int) -> npt.NDArray[np.int64]:
    """3 for each square of 2 by 2 alike."""
    beside = ~(rows ^ (rows >> np.uint64(1))) & _ones(size - 1)
    below = ~(rows[..., :-1] ^ rows[..., 1:])
    return 3 * _count(beside[..., :-1] & below & (below >> np.uint64(1)))


def _finders(lines: Words, size: int) -> npt.NDArray[np.int64]:
    """40 for each 1:1:3:1:1 with four light modules before or behind it."""
    light = ~lines & _ones(size)
    dark_pair = lines & (lines >> np.uint64(1))
    core = lines & (light >> np.uint64(1)) & (dark_pair >> np.uint64(2)) & (lines >> np.uint64(4))
    core &= (light >> np.uint64(5)) & (lines >> np.uint64(6))
    light &= light >> np.uint64(1)
    light &= light >> np.uint64(2)
    return 40 * (_count((core >> np.uint64(4)) & light) + _count((light >> np.uint64(7)) & core))


def _count(words: Words) -> npt.NDArray[np.int64]:
    counts: npt.NDArray[np.int64] = np.bitwise_count(words).sum(axis=-1, dtype=np.int64)
    return counts


def _ones(bits: int) -> np.uint64:
    return np.uint64((1 << bits) - 1)


def _digits(texts: Sequence[str]) -> npt.NDArray[np.uint16]:
    """The numbers that alphanumeric mode writes: two characters in 11 bits, an odd last one in 6."""
    ordinals = _ORDINAL[np.frombuffer("".join(texts).encode("ascii"), np.uint8)].reshape(len(texts), -1)
    pairs = ordinals[:, 0:-1:2] * np.uint16(45) + ordinals[:, 1::2]
    return np.hstack([pairs, ordinals[:, -1:]]) if ordinals.shape[1] % 2 else pairs


def build(version: int, level: int, length: int) -> Tables:
    """Tables for alphanumeric texts of `length` characters; it takes as long as ten codes through qrcode."""
    code: QRCode[Any] = QRCode(version=version, error_correction=level)
    size = 4 * version + 17
    widths = [11] * (length // 2) + [6] * (length % 2)
    # An all-zero data block would make qrcode fail (`glog(0)`), so the deltas are taken about a payload
    # without long runs of zeros. Turning any one bit leaves each number below 45 * 45 (or 45).
    middle = [0b01010101010 if width == 11 else 0b001010 for width in widths]
    centre = _codewords(version, level, middle, length)
    place = _Placing(code, size, len(centre))
    deltas = np.zeros((len(widths), 11, 2 * size), np.uint64)
    for digit, width in enumerate(widths):
        turned = [_codewords(version, level, _turned(middle, digit, bit), length) for bit in range(width)]
        deltas[digit, :width] = place.lines(np.array(turned, np.uint8) ^ centre)
    low, high = _sums(deltas[:, :6]), _sums(deltas[:, 6:])
    base = place.blank ^ place.lines(centre[None])[0]
    for digit, value in enumerate(middle):
        base = base ^ low[digit, value & 63] ^ high[digit, value >> 6]
    masks, finals = place.masks(code)
    return Tables(size, base, low, high, masks, finals, _imbalance(size))


def _codewords(version: int, level: int, digits: Sequence[int], length: int) -> Bits:
    text = "".join(_characters(digit, single=2 * place + 1 == length) for place, digit in enumerate(digits))
    data = util.QRData(text.encode("ascii"), mode=util.MODE_ALPHA_NUM, check_data=False)
    return np.array(util.create_data(version, level, [data]), np.uint8)


def _characters(digit: int, *, single: bool) -> str:
    alphabet: str = util.ALPHA_NUM.decode("ascii")
    return alphabet[digit] if single else alphabet[digit // 45] + alphabet[digit % 45]


def _turned(digits: Sequence[int], place: int, bit: int) -> list[int]:
    return [digit ^ (1 << bit) if i == place else digit for i, digit in enumerate(digits)]


def _sums(deltas: Words) -> Words:
    """(digits, bits, 2n) -> (digits, 2**bits, 2n): the XOR of the deltas of every set of bits."""
    bits = deltas.shape[1]
    sums = np.zeros((len(deltas), 1 << bits, deltas.shape[2]), np.uint64)
    for bit in range(bits):
        sums[:, 1 << bit : 2 << bit] = sums[:, : 1 << bit] ^ deltas[:, bit, None]
    return sums


class _Placing:
    """Where `qrcode` puts the bits of the code words, asked of it by letting it place their own numbers."""

    def __init__(self, code: "QRCode[Any]", size: int, words: int) -> None:
        self._size = size
        numbers = np.arange(8 * words)
        empty = _made(code, np.zeros(words, np.uint8))
        self.blank = pack(empty)
        self._used = (_made(code, np.full(words, 255, np.uint8)) ^ empty).astype(bool)
        self._number = np.zeros((size, size), np.int64)
        for bit in range(int(numbers[-1]).bit_length()):
            placed = _made(code, np.packbits((numbers >> bit & 1).astype(np.uint8)))
            self._number |= (placed ^ empty).astype(np.int64) << bit

    def lines(self, codewords: Bits) -> Words:
        bits = np.unpackbits(codewords, axis=1)
        return pack(bits[:, self._number] * self._used)

    def masks(self, code: "QRCode[Any]") -> tuple[Words, Words]:
        """From mask 0 without format to each mask without it, and to each mask with it."""
        nothing = np.zeros(self._number.max() // 8 + 1, np.uint8)
        trials = [pack(_made(code, nothing, mask=mask)) for mask in range(MASKS)]
        finals = [pack(_made(code, nothing, mask=mask, test=False)) for mask in range(MASKS)]
        return np.array(trials) ^ self.blank, np.array(finals) ^ self.blank


def _made(code: "QRCode[Any]", codewords: Bits, *, mask: int = 0, test: bool = True) -> Bits:
    code.data_cache = codewords.tolist()
    code.makeImpl(test, mask)
    return np.array(code.modules, np.uint8)


def pack(modules: Bits) -> Words:
    """(..., n, n) modules to (..., 2n) words: rows, then columns."""
    shifts = np.arange(modules.shape[-1] - 1, -1, -1, dtype=np.uint64)
    both = np.concatenate([modules, modules.swapaxes(-1, -2)], axis=-2).astype(np.uint64)
    words: Words = (both << shifts).sum(axis=-1, dtype=np.uint64)
    return words


def _imbalance(size: int) -> npt.NDArray[np.int64]:
    # the very floating point steps of qrcode, whose rounding decides at the borders
    total = size**2
    return np.array(
        [int(abs(float(dark) / total * 100 - 50) / 5) * 10 for dark in range(total + 1)], np.int64
    )
