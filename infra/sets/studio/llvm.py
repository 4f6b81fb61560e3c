"""Finds the LLVM library through which Mitsuba compiles its kernels."""

from __future__ import annotations

import glob
import os

PLACES = [
    "/usr/lib/*-linux-gnu/libLLVM.so.19*",
    "/usr/lib/*-linux-gnu/libLLVM.so.2*",
    "/opt/homebrew/opt/llvm/lib/libLLVM.dylib",
    "/usr/local/opt/llvm/lib/libLLVM.dylib",
]


def choose_renderer() -> None:
    """Points Mitsuba to LLVM and chooses its variant; before anything else of Mitsuba is used.

    Raises:
        SystemExit: if there is no LLVM 16 or newer.
    """
    if "DRJIT_LIBLLVM_PATH" not in os.environ:
        found = [path for place in PLACES for path in sorted(glob.glob(place))]
        if not found:
            raise SystemExit(
                "expected LLVM 16 or newer, found none; install libllvm19 or set DRJIT_LIBLLVM_PATH to its library"
            )
        os.environ["DRJIT_LIBLLVM_PATH"] = found[0]
    import mitsuba as mi

    mi.set_variant("llvm_ad_rgb")
