"""Paint jobs for the tests, with underpaints drawn here."""

import hashlib
import struct
import uuid
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tests.conftest import BUCKET

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Job = dict[str, Any]
PX_PER_U = 256


def sweep(width: int, height: int) -> npt.NDArray[np.uint16]:
    """A paper-like gradient: brighter in the middle, darker downwards; height x width x 3, 16-bit."""
    x = np.linspace(-1, 1, width)[None, :, None]
    y = np.linspace(-1, 1, height)[:, None, None]
    light = 0.78 - 0.12 * x**2 - 0.08 * y
    return np.asarray(light * np.array([1.0, 0.95, 0.88]) * 65535, dtype=np.uint16)


def png16(samples: npt.NDArray[np.uint16]) -> bytes:
    """A 16-bit RGB PNG."""
    height, width, _ = samples.shape

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def make_job(s3: "S3Client", sizes: list[tuple[int, int]], seed: int = 1) -> Job:
    """A job whose first pass is `sizes[0]` and whose later ones extend it, centred; its underpaint is stored."""
    width, height = sizes[0]
    content = png16(sweep(width, height))
    sha256 = hashlib.sha256(content).hexdigest()
    key = f"underpaints/acme/{sha256}.png"
    s3.put_object(Bucket=BUCKET, Key=key, Body=content)
    plate_id = uuid.uuid4().hex
    passes, before = [], None
    for name, (w, h) in zip(("hero", "wide", "tall"), sizes, strict=False):
        keep = None
        if before is not None:
            bw, bh = before
            keep = {"leftPx": (w - bw) // 2, "topPx": (h - bh) // 2, "widthPx": bw, "heightPx": bh}
        rect = {"left": -w / 2 / PX_PER_U, "bottom": -0.5, "width": w / PX_PER_U, "height": h / PX_PER_U}
        passes.append({"name": name, "canvas": {"widthPx": w, "heightPx": h}, "rect": rect, "keep": keep})
        before = (w, h)
    return {
        "v": 1,
        "plateId": plate_id,
        "attempt": 1,
        "engine": "studio",
        "prompt": None,
        "seed": seed,
        "bucket": BUCKET,
        "passes": passes,
        "outputPrefix": f"plates/acme/{plate_id}/",
        "underpaint": {"key": key, "sha256": sha256, "widthPx": width, "heightPx": height},
    }
