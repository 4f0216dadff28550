"""The pictures of the documentation are made smaller without changing what is seen."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image

PROJECT = Path(__file__).resolve().parents[2]
GROUND, LETTER = (255, 253, 250), (181, 46, 46)


def test_a_picture_becomes_smaller_and_its_plain_colours_stay(tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    page = Image.new("RGB", (400, 300), GROUND)
    page.paste(LETTER, (0, 0, 400, 40))
    bands = (Image.radial_gradient("L"), Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90))
    page.paste(Image.merge("RGB", bands).resize((200, 200)), (100, 60))
    page.save(picture)
    before = tmp_path / "before.png"
    shutil.copy(picture, before)

    subprocess.run([sys.executable, "-m", "tools.screenshots.fewer_colours", picture], cwd=PROJECT, check=True)

    assert picture.stat().st_size < before.stat().st_size / 2
    with Image.open(picture) as made:
        after = made.convert("RGB")
    assert after.size == page.size
    assert after.getpixel((5, 290)) == GROUND
    assert after.getpixel((5, 5)) == LETTER
