"""What the code of an assignment imports, as pip knows it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping

from grader.importing.parsing import parsed

PACKAGES: Mapping[str, str] = {
    "numpy": "numpy>=1.26", "matplotlib": "matplotlib>=3.8", "IPython": "ipython>=8.20",
    "pandas": "pandas", "scipy": "scipy", "sklearn": "scikit-learn", "seaborn": "seaborn",
    "sympy": "sympy", "statsmodels": "statsmodels", "networkx": "networkx", "PIL": "pillow",
    "skimage": "scikit-image", "cv2": "opencv-python-headless", "yaml": "pyyaml",
    "bs4": "beautifulsoup4", "requests": "requests", "plotly": "plotly", "torch": "torch",
    "tensorflow": "tensorflow", "keras": "keras", "nltk": "nltk", "tqdm": "tqdm",
    "autograd": "autograd", "jax": "jax", "datascience": "datascience", "ipywidgets": "ipywidgets",
}  # fmt: skip
"""Modules whose package is known."""
ALWAYS = ("numpy>=1.26", "matplotlib>=3.8", "ipython>=8.20", "ipykernel>=6.29")
"""What every student environment holds."""
TOOLS = {"otter", "nbgrader", "nose", "pytest", "unittest", "grader"}
"""What belongs to the tool or to its tests."""


def imported(sources: Iterable[str]) -> frozenset[str]:
    """The top-level modules that code imports anywhere."""
    found: set[str] = set()
    for source in sources:
        for node in ast.walk(ast.Module(parsed(source), [])):
            match node:
                case ast.Import(names):
                    found |= {alias.name.partition(".")[0] for alias in names}
                case ast.ImportFrom(module=str(module), level=0):
                    found.add(module.partition(".")[0])
    return frozenset(found) - sys.stdlib_module_names - TOOLS


def requirements(modules: Iterable[str]) -> tuple[str, ...]:
    """The packages of these modules, as far as they are known."""
    return tuple(sorted({PACKAGES[one] for one in modules if one in PACKAGES} - set(ALWAYS)))


def packages_to_add(modules: Iterable[str], beside: Iterable[str]) -> tuple[str, ...]:
    """What to say of modules whose package is not known, and that lie nowhere beside it."""
    own = {name.removesuffix(".py").partition("/")[0] for name in beside}
    return tuple(
        f"it imports `{module}`: add its package to [environment] in grader.toml"
        for module in sorted(set(modules) - set(PACKAGES) - own)
    )
