"""Names that are not a student's own choice: what is called of Python, numpy and matplotlib.

They stay as they are when tokens are compared; all other names become one. The list is written out,
not asked of the libraries, so that it is the same whichever version of them is installed.
"""

from __future__ import annotations

_PYTHON = """
abs all any append copy count dict divmod enumerate extend filter float format frozenset get index
insert int isinstance items join keys len list map max min next pop pow print range reversed round
set sorted split str sum super tuple type update values zip accumulate reduce deque partial chain
islice Decimal Fraction defaultdict namedtuple dataclass
"""
_MATHEMATICS = """
acos asin atan atan2 cos cosh e erf exp expm1 fabs floor fsum hypot inf isclose isfinite isnan log
log10 log1p log2 nan pi prod sign sin sinh sqrt tan tanh ceil
"""
_NUMPY = """
T abs add arange argmax argmin array asarray allclose astype axis broadcast_to clip column_stack
concatenate copy copyto cumsum diag diff divide dot dtype einsum empty empty_like expand_dims eye
flatten float32 float64 full full_like gradient hstack identity inner isclose item linspace
logaddexp logical_and logspace matmul maximum mean meshgrid minimum multiply nditer
ndenumerate ndim ndindex negative newaxis nonzero norm ones ones_like outer power random ravel
reciprocal repeat reshape
shape size square squeeze stack std subtract swapaxes take tensordot tile tolist transpose unique
var vectorize vstack where zeros zeros_like default_rng normal integers permutation shuffle seed
randn rand RandomState choice uniform fill
"""
_PICTURES = """
annotate axhline axvline bar colorbar contour contourf figure fill_between grid hlines imshow legend
loglog plot plot_surface savefig scatter semilogx semilogy set_title set_xlabel set_xlim set_xscale
set_ylabel set_ylim set_yscale show subplot subplots suptitle text tight_layout title vlines xlabel
xlim xscale xticks ylabel ylim yscale yticks add_subplot
"""
_TABLES = "DataFrame head loc iloc to_string"

WELL_KNOWN = frozenset(f"{_PYTHON} {_MATHEMATICS} {_NUMPY} {_PICTURES} {_TABLES}".split())
