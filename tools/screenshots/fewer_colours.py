"""Makes pictures of pages a third as large, as a page has few colours. In place; needs Pillow, which Rasa brings.

.venv/bin/python -m tools.screenshots.fewer_colours PICTURE.png ...
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

COLOURS = 128  # grounds stay as they are; the edges of letters differ, and nobody sees it


def use_fewer_colours(picture: Path) -> None:
    """Write a picture again with a palette.

    Args:
        picture: a PNG file.
    """
    with Image.open(picture) as opened:
        every = opened.convert("RGB")
    every.quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        use_fewer_colours(Path(name))
