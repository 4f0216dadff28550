"""Masks personal details in what people type, so that they are never stored.

`mask` is the one way in: whatever is kept of a family's words passes through it. One module for each kind of detail, listed
in `finding.py`; names take several (`names.py`, `uncued_names.py`, `other_scripts.py`, `name_*.py`). Some details will slip
through (reports/masking.md).
"""

from nscp.masking.characters import clean
from nscp.masking.details import PLACEHOLDERS, Detail
from nscp.masking.finding import find_details, mask, mask_values

__all__ = ["PLACEHOLDERS", "Detail", "clean", "find_details", "mask", "mask_values"]
