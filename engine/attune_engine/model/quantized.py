"""Frozen linear weights in 4 or 8 bits, made whole again for every product.

Blocks of 64 weights of a row share one float16 scale, the block's largest magnitude. "nf4": the sixteen values of
QLoRA (arXiv 2305.14314, appendix E), two to a byte; "int8": 255 even steps. The products themselves are in the model's dtype,
so this saves memory, not time.
"""

from typing import Literal

QuantizationName = Literal["nf4", "int8"]

BLOCK = 64
NF4 = (
    -1.0,
    -0.6961928009986877,
    -0.5250730514526367,
    -0.39491748809814453,
    -0.28444138169288635,
    -0.18477343022823334,
    -0.09105003625154495,
    0.0,
    0.07958029955625534,
    0.16093020141124725,
    0.24611230194568634,
    0.33791524171829224,
    0.44070982933044434,
    0.5626170039176941,
    0.7229568362236023,
    1.0,
)
BYTES_PER_WEIGHT = {"nf4": 0.5 + 2 / BLOCK, "int8": 1 + 2 / BLOCK}
