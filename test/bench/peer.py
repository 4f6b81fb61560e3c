"""What a retailer would write: rembg (u2netp) and Pillow, 2 looks x 5 placements, no shadows, checks or proof.

Usage: peer.py OUT [--alpha-matting] PHOTO...
Prints one JSON line: photos, wall seconds, CPU seconds (all threads), largest resident set in MB.
"""

import json
import resource
import sys
import time
from pathlib import Path

from PIL import Image, ImageOps
from rembg import new_session, remove

# The five default placements: id, width, height, format (shared/placements/rows/defaults.json).
PLACEMENTS = [
    ("blog-header", 1600, 900, "webp"),
    ("instagram-post", 1080, 1350, "webp"),
    ("x-header", 1500, 500, "jpg"),
    ("story-reel", 1080, 1920, "webp"),
    ("product-square", 1600, 1600, "png"),
]
LOOKS = {"white": (255, 255, 255), "sand": (222, 206, 184)}
FILL = 0.7


def place(cutout: Image.Image, colour: tuple[int, int, int], width: int, height: int) -> Image.Image:
    """The cutout, FILL of the frame large, in the middle of a flat colour."""
    scale = min(FILL * width / cutout.width, FILL * height / cutout.height)
    size = (max(1, round(cutout.width * scale)), max(1, round(cutout.height * scale)))
    product = cutout.resize(size, Image.Resampling.LANCZOS)
    frame = Image.new("RGB", (width, height), colour)
    frame.paste(product, ((width - size[0]) // 2, (height - size[1]) // 2), product)
    return frame


def save(frame: Image.Image, path: Path) -> None:
    options = {".webp": {"quality": 80}, ".jpg": {"quality": 90}, ".png": {}}[path.suffix]
    frame.save(path, **options)


def main() -> None:
    out, *rest = sys.argv[1:]
    has_matting = "--alpha-matting" in rest
    photos = [Path(name) for name in rest if name != "--alpha-matting"]
    session = new_session("u2netp")
    started = time.perf_counter()
    for photo in photos:
        upright = ImageOps.exif_transpose(Image.open(photo)).convert("RGB")
        cutout = remove(upright, session=session, alpha_matting=has_matting)
        cutout = cutout.crop(cutout.getchannel("A").point(lambda a: 255 * (a >= 128)).getbbox())
        for look, colour in LOOKS.items():
            for name, width, height, extension in PLACEMENTS:
                target = Path(out) / photo.stem / look / f"{name}.{extension}"
                target.parent.mkdir(parents=True, exist_ok=True)
                save(place(cutout, colour, width, height), target)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    report = {
        "photos": len(photos),
        "seconds": round(time.perf_counter() - started, 2),
        "cpuSeconds": round(usage.ru_utime + usage.ru_stime, 2),
        "residentMb": round(usage.ru_maxrss / 1024),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
