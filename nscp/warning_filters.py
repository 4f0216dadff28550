"""Warnings of Rasa and what it is built on that nobody here can act on, each named once with who gives it; others are shown.

`python -m nscp.warning_filters rasa run ...` runs a module without them. Most come while Rasa and rasa_sdk are imported,
before any code of this project; no filter set from outside (-W, PYTHONWARNINGS) survives Sanic, which puts its own first.
"""

from __future__ import annotations

import runpy
import sys
import warnings

# The beginning of the message as a regular expression, and its kind.
KNOWN: tuple[tuple[str, type[Warning]], ...] = (
    # Rasa reads version numbers with it (rasa/shared/utils/validation.py).
    ("pkg_resources is deprecated as an API", DeprecationWarning),
    # mpl_toolkits and ruamel are namespace packages of the older kind.
    (r"Deprecated call to `pkg_resources\.declare_namespace", DeprecationWarning),
    # sanic_cors/extension.py reads Sanic's version with it.
    ("distutils Version classes are deprecated", DeprecationWarning),
    # tarsafe, with which Rasa unpacks a model, imports its own module so.
    (r"the load_module\(\) method is deprecated", DeprecationWarning),
    # rasa/shared/core/slot_mappings.py says so for any domain with slots; only Rasa's command line hides it.
    (r"Slot auto-fill has been removed in 3\.0", UserWarning),
)


def ignore_known_warnings() -> None:
    """Ignore them from here on. To be called after whatever else changes the filters has been imported."""
    for message, category in KNOWN:
        warnings.filterwarnings("ignore", message, category)


def main() -> None:
    """Run the module that the command line names, as `python -m` would."""
    import sanic  # noqa: F401 -- its filter (sanic/app.py) comes before ours otherwise

    ignore_known_warnings()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
