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

# Of Rasa's checks, which know its own parts, and rules and stories only (rasa/validator.py, default_recipe_validator.py).
# `python -m nscp.check` looks for what is meant by them.
FALSE_OF_THIS_PROJECT: tuple[str, ...] = (
    # Our policy is a RulePolicy; Rasa compares the class itself.
    "'RulePolicy' is not included in the model's policy configuration",
    # The topic classifier chooses the answer; what it finds stands where a ResponseSelector would put it.
    "You have defined training data with examples for training a response selector, but your NLU configuration does not",
    # Rasa adds the intents of topics by itself, and compares them with those of domain.yml.
    "The following duplicated intents have been found across multiple domain files: faq, gap$",
    # Said by nobody: the system's own, and buttons.
    r"The intent '(clarify|handoff_start|handoff_resume|handoff_choice)' is listed in the domain file, but is not found in",
    # Our policy, the form and the channel play responses by name.
    r"The utterance '\w+' is not used in any story or rule",
)


def ignore_false_warnings() -> None:
    """Ignore what Rasa says wrongly of this project when it checks the training data."""
    for message in FALSE_OF_THIS_PROJECT:
        warnings.filterwarnings("ignore", message, UserWarning)


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
