"""Mattes of a folder by rembg (u2netp), for the table of `npm run bench -- cutout`.

Usage: cutout_peer.py OUT [--alpha-matting] PHOTO...
Writes OUT/NAME.png (8-bit grey). Prints one JSON line: wall and CPU seconds (all threads), largest resident set in MB.
"""

import json
import resource
import sys
import time
from pathlib import Path

from PIL import Image, ImageOps
from rembg import new_session, remove


def main() -> None:
    out, *rest = sys.argv[1:]
    has_matting = "--alpha-matting" in rest
    photos = [Path(name) for name in rest if name != "--alpha-matting"]
    session = new_session("u2netp")
    started, cpu_started = time.perf_counter(), time.process_time()
    for photo in photos:
        upright = ImageOps.exif_transpose(Image.open(photo)).convert("RGB")
        cutout = remove(upright, session=session, alpha_matting=has_matting)
        cutout.getchannel("A").save(Path(out) / f"{photo.stem}.png", compress_level=1)
    report = {
        "seconds": round(time.perf_counter() - started, 2),
        "cpuSeconds": round(time.process_time() - cpu_started, 2),
        "residentMb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
