"""A second implementation of `packshot verify`, with Pillow and numpy: compares a variant's product with the photo.

`python second_opinion.py PHOTO MATTE VARIANT RECEIPT` prints one line of JSON: how many pixels of the product are
interior, and how far they are from the photo as Pillow resamples it, in 8-bit levels.
"""

import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

Pixels = npt.NDArray[np.int16]

KERNEL_RADIUS = 3
"""Of Lanczos, in output pixels where it shrinks and in source pixels where it enlarges."""
RESERVE_PX = 1
SURE = 253
"""Mattes from there on count as 255 (docs/imaging.md, Light)."""


def recompute(photo_path: str, matte_path: str, variant_path: str, receipt_path: str) -> dict[str, float]:
    """Differences between the interior of a variant and the photo resampled to its place."""
    placing = json.loads(Path(receipt_path).read_text())["placing"]
    source, cut = placing["from"], placing["cut"]
    photo = ImageOps.exif_transpose(Image.open(photo_path)).convert("RGB").crop(corners(source))
    matte = Image.open(matte_path).convert("L").crop(corners(source))
    size = (cut["widthPx"], cut["heightPx"])
    expected = resample(photo, size)
    found = np.asarray(Image.open(variant_path).convert("RGB").crop(corners(cut)), dtype=np.int16)
    inside = find_interior(np.asarray(matte) >= SURE, size)
    differences = (found - expected)[inside]
    distances = np.abs(differences)
    return {
        "interiorPx": int(inside.sum()),
        "share": float(inside.sum() / max(1, (np.asarray(matte.resize(size, Image.Resampling.LANCZOS)) >= 128).sum())),
        "max": int(distances.max()),
        "mean": float(distances.mean()),
        "p99": float(np.percentile(distances, 99)),
        "bias": float(np.abs(differences.mean(axis=0)).max()),
    }


def resample(photo: Image.Image, size: tuple[int, int]) -> Pixels:
    """The photo at a size as the receipt's kernels mean it: lanczos3 shrinks, bicubic enlarges.

    libvips enlarges half an output pixel to the right and down. Pillow's transform would cut fractions of 8 bits off.
    """
    if size[0] <= photo.width:
        return np.asarray(photo.resize(size, Image.Resampling.LANCZOS), dtype=np.int16)
    across, down = photo.width / size[0], photo.height / size[1]
    corner = (across, 0, -across / 2, 0, down, -down / 2)
    bands = [
        band.convert("F").transform(size, Image.Transform.AFFINE, corner, Image.Resampling.BICUBIC)
        for band in photo.split()
    ]
    levels: Pixels = np.clip(np.rint(np.stack([np.asarray(band) for band in bands], axis=2)), 0, 255).astype(np.int16)
    return levels


def corners(box: dict[str, int]) -> tuple[int, int, int, int]:
    """A box as Pillow takes it: left, top, right, bottom."""
    return box["leftPx"], box["topPx"], box["leftPx"] + box["widthPx"], box["topPx"] + box["heightPx"]


def find_interior(sure: npt.NDArray[np.bool_], size: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Output pixels (rows x columns, bool) whose whole kernel footprint in the source is sure product."""
    height, width = sure.shape
    unsure = np.zeros((height + 1, width + 1), dtype=np.int64)
    unsure[1:, 1:] = np.cumsum(np.cumsum(~sure, axis=0), axis=1)
    left, right = footprints(size[0], width)
    top, bottom = footprints(size[1], height)
    counts = unsure[bottom][:, right] - unsure[bottom][:, left] - unsure[top][:, right] + unsure[top][:, left]
    inside: npt.NDArray[np.bool_] = np.equal(counts, 0)
    return inside


def footprints(output_px: int, source_px: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Of each output pixel along one axis: the first source pixel it is computed from, and the one after the last."""
    ratio = source_px / output_px
    reach = KERNEL_RADIUS * max(1.0, ratio) + RESERVE_PX
    centres = (np.arange(output_px) + 0.5) * ratio
    first = np.maximum(0, np.floor(centres - reach)).astype(np.int64)
    return first, np.minimum(source_px, np.ceil(centres + reach)).astype(np.int64)


if __name__ == "__main__":
    photo, matte, variant, receipt = sys.argv[1:]
    print(json.dumps(recompute(photo, matte, variant, receipt)))
