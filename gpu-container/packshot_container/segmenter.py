"""A network that finds the product in a square picture: the same arithmetic as shared/segmenters/load-segmenter.ts."""

import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from packshot_container.errors import ModelNotUsable, SettingInvalid
from packshot_container.picture import LARGEST_LEVEL, Levels
from packshot_container.segmenter_table import SegmenterFacts, read_segmenters

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"

Probabilities = npt.NDArray[np.float64]
"""Height x width, 0..1, 1 = product."""


class OnnxSegmenter:
    """A network in an ONNX file with input 1 x 3 x side x side and a first output of as many values.

    `load` and `segment` are only called by the render thread, one call at a time.
    """

    def __init__(self, name: str, facts: SegmenterFacts, weights_file: Path) -> None:
        self.name = name
        self.facts = facts
        self._weights_file = weights_file
        self._session: InferenceSession | None = None

    def load(self) -> None:
        """Reads the weights, onto a GPU where there is one, and segments a first picture.

        Raises:
            ModelNotUsable: The file is missing, is not the one that the facts name by its hash, or is no such network.
        """
        _check_hash(self._weights_file, self.facts.sha256)
        # 15 MB and 0.2 s, which a container without a segmenter does not need to have.
        import onnxruntime

        available = onnxruntime.get_available_providers()
        if CUDA in available:
            onnxruntime.preload_dlls()
        providers = [provider for provider in (CUDA, CPU) if provider in available]
        try:
            session = onnxruntime.InferenceSession(self._weights_file, providers=providers)
        except Exception as error:
            raise ModelNotUsable(f"Expected a network in {self._weights_file}, got {error}.") from error
        if CUDA in providers and CUDA not in session.get_providers():
            logging.getLogger(__name__).warning("%s runs on the CPU: no GPU can be used", self.name)
        self._session = session
        # Weights that do not fit their facts show here, and a GPU compiles its kernels before the first job.
        self.segment(np.zeros((self.facts.side_px, self.facts.side_px, 3), np.uint8))

    def segment(self, picture: Levels) -> Probabilities:
        """Gives the probability of product for each pixel of a picture of side x side.

        Raises:
            ModelNotUsable: The network is not loaded, fails, or answers another size.
        """
        if self._session is None:
            raise ModelNotUsable(f"Expected {self.name} to be loaded before it segments: report it.")
        side = self.facts.side_px
        # Of several outputs the first is the fused map; the others are side maps.
        input_name, output_name = self._session.get_inputs()[0].name, self._session.get_outputs()[0].name
        try:
            (answer,) = self._session.run([output_name], {input_name: _normalise(picture, self.facts)})
            values = np.asarray(answer, np.float64).reshape(side, side)
        except Exception as error:
            raise ModelNotUsable(f"Expected an answer of {side}x{side} from {self.name}, got {error}.") from error
        return 1 / (1 + np.exp(-values)) if self.facts.answer == "logit" else values


def create_segmenter(name: str, weights_folder: Path, table: Path) -> OnnxSegmenter:
    """Gives the segmenter of that name, not loaded yet.

    Raises:
        SettingInvalid: There is none; the sentence lists those there are.
    """
    segmenters = read_segmenters(table)
    facts = segmenters.get(name)
    if facts is None:
        raise SettingInvalid(f"Expected one of {', '.join(sorted(segmenters))} in PACKSHOT_SEGMENTER, got {name!r}.")
    return OnnxSegmenter(name, facts, weights_folder / facts.file)


def _check_hash(file: Path, expected: str) -> None:
    try:
        with file.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise ModelNotUsable(f"Expected weights with sha256 {expected}, got no file at {file}.") from error
    if sha256 != expected:
        raise ModelNotUsable(f"Expected weights with sha256 {expected}, got {sha256} in {file}: they are not used.")


def _normalise(picture: Levels, facts: SegmenterFacts) -> npt.NDArray[np.float32]:
    """Levels to planes as the network learnt them: divided by the brightest value, less mean, over deviation."""
    brightest = max(1, int(picture.max()))
    levels = np.arange(LARGEST_LEVEL + 1) / brightest
    planes = np.empty((1, 3, *picture.shape[:2]), np.float32)
    for channel, (mean, deviation) in enumerate(zip(facts.mean, facts.deviation, strict=True)):
        planes[0, channel] = ((levels - mean) / deviation).astype(np.float32)[picture[:, :, channel]]
    return planes
