"""The bench for a GPU: that it runs, and that what it times has the published sizes."""

import pytest
import torch

from tools.bench_gpu import main
from tools.full_size import KLEIN_4B, SDXL, build_klein, build_sdxl


def parameters(network: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def test_prints_a_row_for_each_engine_precision_and_plate(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--tiny"])

    lines = capsys.readouterr().out.splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| `")]
    assert status == 0
    assert "measure nothing" in lines[0]
    plates = ("256x256", "256x256, then 512x256")
    assert [row[:3] for row in rows] == [
        [f"`{engine}`", precision, plate]
        for engine in ("flux2-klein-4b", "sdxl")
        for precision in ("fp32", "fp8 kept, fp32 computed")
        for plate in plates
    ]
    # Four steps a pass; 23 of 28 from the underpaint, and 27 of 28 around it.
    assert [int(row[3]) for row in rows] == [4, 8, 4, 8, 23, 50, 23, 50]
    assert all(float(row[4]) > 0 for row in rows)


def test_asks_for_a_gpu_where_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    status = main([])

    assert status == 2
    assert "Expected a GPU, got none" in capsys.readouterr().err


def test_times_a_klein_of_the_published_size() -> None:
    pipeline = build_klein(KLEIN_4B, "meta", torch.bfloat16)

    assert parameters(pipeline.transformer) == pytest.approx(3.88e9, rel=0.005)
    assert parameters(pipeline.text_encoder) == pytest.approx(4.02e9, rel=0.005)
    assert next(pipeline.transformer.parameters()).dtype == torch.bfloat16


def test_times_an_sdxl_of_the_published_size() -> None:
    text, fill = build_sdxl(SDXL, "meta", torch.float16)

    assert parameters(text.unet) == 2_567_463_684
    # Five more channels into the first layer.
    assert parameters(fill.unet) == 2_567_463_684 + 5 * 320 * 9
    assert parameters(text.text_encoder) == 123_060_480
    assert parameters(text.text_encoder_2) == 694_659_840
    assert parameters(text.vae) == 83_653_863
