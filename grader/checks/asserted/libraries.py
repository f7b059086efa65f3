"""Functions and methods of libraries in a test: worked out here, or asked of the submission."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grader.checks.asserted import pure
from grader.checks.asserted.forms import Form, Got, Inside, Known, Outside, Package, Unclear
from grader.checks.asserted.restore import TypeName
from grader.checks.asserted.values import is_type, type_names
from grader.observation.probe import Attribute, Call, Library, Probe, Without

if TYPE_CHECKING:
    from grader.checks.asserted.expressions import Reader

BUILTINS = frozenset({
    "abs", "all", "any", "bool", "callable", "complex", "dict", "divmod", "enumerate", "float",
    "frozenset", "getattr", "hasattr", "int", "isinstance", "issubclass", "iter", "len", "list",
    "map", "max", "min", "next", "range", "repr", "reversed", "round", "set", "sorted", "str",
    "sum", "tuple", "type", "zip",
})  # fmt: skip
_DTYPES = {"float": "float64", "int": "int64", "complex": "complex128", "bool_": "bool"}
"""What numpy calls the types of Python's, and others that have two names."""
_DECIDES = re.compile(r"(?:is|has|assert|check|all|any|equal|eq$|issub)", re.IGNORECASE)
"""How functions are called whose answer is a truth; inside, the code could have changed them."""
_WORKED_OUT = {"builtins.issubclass", "builtins.iter"}
LAZY = frozenset(f"builtins.{name}" for name in ("enumerate", "map", "range", "reversed", "zip"))
"""Functions whose entries come out only when they are put into a list."""
LIBRARIES: Mapping[str, str] = {
    "np": "numpy", "numpy": "numpy", "math": "math", "pd": "pandas", "pytest": "pytest",
    "nt": "nose.tools", "tools": "nose.tools", "nose": "nose", "plt": "matplotlib.pyplot",
    "random": "random", "scipy": "scipy", "unittest": "unittest",
}  # fmt: skip
"""What names mean that a test does not import itself."""


def method(
    reader: Reader,
    owner: Known | Outside,
    name: str,
    given: Sequence[Form],
    named: Mapping[str, Form],
) -> Form:
    """A method of a value that the test states, or that was worked out here."""
    work = reader.work(owner)
    works = [reader.work(one) for one in given]
    by_name = {key: reader.work(one) for key, one in named.items()}

    def called(got: Got) -> object:
        value = work(got)
        kinds = [kind for kind in pure.METHODS if isinstance(value, kind)]
        if not any(name in pure.METHODS[kind] for kind in kinds):
            raise Unclear(f"the method `{name}` is not among those that are read")
        arguments = [one(got) for one in works]
        return pure.call(
            getattr(value, name), arguments, {key: one(got) for key, one in by_name.items()}
        )

    return judged(called, (owner, *given, *named.values()))


def of_library(
    reader: Reader, name: str, given: Sequence[Form], named: Mapping[str, Form], node: ast.expr
) -> Form:
    """A function of a library: what decides, and what the test's own values go into, is here."""
    forms = [*given, *named.values()]
    special = _of_types(reader, name, given)
    if special is not None:
        return special
    work = pure.function(name)
    plain = all(isinstance(one, Known) or is_type(one) for one in forms)
    stated = any(isinstance(one, Known) for one in given)
    decides = stated or name in pure.TRUTHS or any(isinstance(one, Outside) for one in forms)
    if work is None or not (plain or decides):
        if any(isinstance(one, Outside) and one.inside is None for one in forms):
            raise Unclear(f"`{name}` is not among the functions that are read")
        if work is None and stated and any(isinstance(one, Inside) for one in given):
            raise Unclear(f"`{name}` compares, and is not among the functions that are read")
        if _DECIDES.match(name.rpartition(".")[2]) and name not in _WORKED_OUT:
            raise Unclear(f"`{name}` decides, and is not among the functions that are read")
        asked = call_of(reader, Library(name), given, named)
        if name in LAZY:
            asked = Call(Library("builtins.list"), (asked,))
        return Inside(asked, reader.said(node))
    works = [reader.work(one) for one in given]
    by_name = {key: reader.work(one) for key, one in named.items()}

    def worked_out(got: Got) -> object:
        arguments = [one(got) for one in works]
        return pure.call(work, arguments, {key: one(got) for key, one in by_name.items()})

    if plain:
        return Known(worked_out(Got({})))
    return Outside(worked_out, maybe(lambda: call_of(reader, Library(name), given, named)))


def _of_types(reader: Reader, name: str, given: Sequence[Form]) -> Form | None:
    """`isinstance`, `type` and `callable` of something of the submission's, by type names."""
    match name, given:
        case "builtins.isinstance", [Inside(probe), kinds]:
            wanted = type_names(kinds)
            key = reader.program.take(probe, shown=False)
            return Outside(lambda got: not wanted.isdisjoint(got.types(key)))
        case "builtins.type", [Inside(probe)]:
            key = reader.program.take(probe, shown=False)
            inside = Call(Library("builtins.type"), (probe,))
            return Outside(lambda got: got.types(key)[0], inside)
        case "builtins.type", [Outside(work)]:
            return Outside(lambda got: TypeName(type(work(got)).__name__))
        case "builtins.str", [Outside(inside=Call(Library("builtins.type")) as inside)]:
            return Inside(Call(Library("builtins.str"), (inside,)), "")
        case "builtins.callable" | "builtins.hasattr", [Inside(probe), *rest]:
            asked = Call(Library(name), (probe, *reader.probes(rest)))
            key = reader.program.take(asked, shown=True)
            return Outside(lambda got: got.value(key))
        case _:
            return None


def compared_type(reader: Reader, forms: Sequence[Form], operator: ast.cmpop) -> Form | None:
    """`type(x) == list`, `type(x) in (int, float)`, `x.dtype == float`, by the names of types."""
    match forms:
        case [Outside(work, inside=Call(Library("builtins.type"))), kinds] if isinstance(
            operator, ast.In | ast.NotIn
        ):
            among, names = isinstance(operator, ast.In), type_names(kinds)
            return Outside(lambda got: (work(got) in names) is among)
        case [Inside(Attribute(of, "dtype")), (Package() | Known(str())) as kind]:
            name = kind.name if isinstance(kind, Package) else str(kind.value)
            short, same = name.rpartition(".")[2], isinstance(operator, ast.Eq | ast.Is)
            due = _DTYPES.get(short, short)
            key = reader.program.take(Attribute(Attribute(of, "dtype"), "name"), shown=True)
            return Outside(lambda got: (got.value(key) == due) is same)
        case [Outside(work, inside=Call(Library("builtins.type"))), Package(name)]:
            wanted = isinstance(operator, ast.Eq | ast.Is)
            short = name.rpartition(".")[2]
            return Outside(lambda got: (work(got) == short) is wanted)
        case _:
            return None


def judged(work: Any, rests_on: Sequence[Form], inside: Probe | None = None) -> Form:  # noqa: ANN401 - a Work
    """Known if all that it rests on is, else judged later."""
    if all(isinstance(one, Known | Package) for one in rests_on):
        return Known(work(Got({})))
    return Outside(work, inside)


def call_of(reader: Reader, fn: Probe, given: Sequence[Form], named: Mapping[str, Form]) -> Probe:
    """A call of something of the submission's, without the names that the test has deleted."""
    called = Call(fn, reader.probes(given), {n: reader.probe(one) for n, one in named.items()})
    return Without(tuple(reader.gone), called) if reader.gone else called


def maybe(make_probe: Callable[[], Probe]) -> Probe | None:
    """A probe, where there can be one."""
    try:
        return make_probe()
    except Unclear:
        return None
