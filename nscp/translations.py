"""Approved translations: the only words in another language that families are shown."""

from __future__ import annotations

from pathlib import Path

from nscp.yaml_lines import YamlFile


def approved_translations(data: Path) -> list[str]:
    """Read `translations.yml`.

    Args:
        data: the project's `data/` folder.

    Returns:
        The texts that somebody has approved, with name and day, in the file's order.

    Raises:
        DataError: the file is missing or has another shape.
    """
    file = YamlFile(data / "translations.yml")
    try:
        entries = file.content["translations"]
        return [entry["text"] for entry in entries if entry.get("approved_by") and entry.get("approved_on")]
    except (KeyError, TypeError, AttributeError) as error:
        raise file.error("needs `translations:`, a list with language, text, approved_by and approved_on") from error
