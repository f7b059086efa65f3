"""Formulas of the course are shown as mathematics, and nothing in them is obeyed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from grader.report.mathml import ATTRIBUTES, LONGEST, TAGS, Refused, mathml, rebuilt
from tests.report.conftest import HOSTILE


def elements(markup: str) -> list[ET.Element]:
    """All elements of what was made, which is well-formed."""
    return list(ET.fromstring(markup).iter())  # noqa: S314 - our own


FORMULAS = [
    (r"\frac{\partial L}{\partial z}", "mfrac"),
    (r"W^{[1]}", "msup"),
    (r"dW^{[2]}_{ij}", "msubsup"),
    (r"\sigma(z) = \frac{1}{1 + e^{-z}}", "mfrac"),
    (r"w_{\text{new}}", "mtext"),
    (r"\sqrt{x}", "msqrt"),
    (r"\sum_{i=1}^{m} (a_i - y_i)^2", "msubsup"),
    (r"\hat{y}", "mover"),
    (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "mtable"),
    (r"a < b \& c > d", "mo"),
    (r"\nabla f", "mi"),
]


@pytest.mark.parametrize(("latex", "tag"), FORMULAS)
def test_formulas(latex: str, tag: str) -> None:
    """What courses write becomes mathematics of elements on the list."""
    made = elements(mathml(latex))
    assert made[0].tag == "math"
    assert tag in {element.tag for element in made}
    assert {element.tag for element in made} <= TAGS
    assert {name for element in made for name in element.attrib} <= set(ATTRIBUTES)


def test_signs_are_escaped_once() -> None:
    """Those that mean something in HTML, too."""
    assert "".join(ET.fromstring(mathml("a < b")).itertext()).split() in (  # noqa: S314
        ["a<b"],
        ["a", "<", "b"],
    )


HOSTILE_LATEX = [
    r"\text{<script>alert(1)</script>}",
    r"\text{<svg/onload=alert(1)>}",
    r"\text{<img src=x onerror=alert(1)>}",
    r"\href{javascript:alert(1)}{x}",
    r"\text{</math><script>alert(1)</script>}",
    r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
    r"\text{<mtext style='x' onclick='alert(1)' href='javascript:alert(1)'>y</mtext>}",
    r"\text{<annotation-xml encoding='text/html'><p>x</p></annotation-xml>}",
    r"\text{<!--}",
    r"\text{<![CDATA[<script>]]>}",
    r"\text{<?xml version='1.0'?>}",
    r"\color{red;background:url(//evil.example)}x",
    r"\style{background:url(//evil.example)}{x}",
    r"\mathrm{<base href=//evil.example>}",
    r"\frac{1}",
    r"\begin{nothing}x\end{nothing}",
    "{" * 400,
    "x" * 100_000,
    "",
    *HOSTILE,
]


@pytest.mark.parametrize("latex", HOSTILE_LATEX)
def test_hostile_latex(latex: str) -> None:
    """It ends, and what comes out is mathematics by our list, or the LaTeX as text."""
    made = str(mathml(latex))
    assert not re.search(r"<(?!/?(code|m[a-z]+)\b)", made)
    for tag in re.findall(r"<[a-z][^>]*>", made):
        assert re.fullmatch(r'<(code class="latex"|[a-z]+( [a-z]+="[^"<>]*")*)>', tag)
        assert not re.search(r"\b(on\w+|href|src|style|xmlns\S*)=", tag)
        assert "javascript" not in tag
        assert "url(" not in tag


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<math><script>alert(1)</script></math>",
        "<math><mi><svg/></mi></math>",
        "<math><maction>x</maction></math>",
        "<math><semantics><annotation-xml/></semantics></math>",
        "<math><mglyph/></math>",
        '<x:math xmlns:x="http://www.w3.org/1999/xhtml"><x:script/></x:math>',
        "<math>" + "<mrow>" * 60 + "</mrow>" * 60 + "</math>",
    ],
)
def test_what_is_not_on_the_list_is_refused(markup: str) -> None:
    """One element too many, and the formula is shown as text."""
    with pytest.raises(Refused):
        rebuilt(markup)


def test_attributes_that_are_not_on_the_list_are_dropped() -> None:
    """Their names, and values that are not of the form that is asked."""
    markup = (
        '<math display="inline" onclick="alert(1)" href="javascript:alert(1)" class="x" id="y">'
        '<mspace width="1em" height="calc(1px)" style="color:red"/>'
        '<mo stretchy="false" lspace="url(x)" form="prefix" xmlns:e="e" e:form="x">(</mo></math>'
    )
    assert rebuilt(markup) == (
        '<math display="inline"><mspace width="1em"></mspace>'
        '<mo stretchy="false" form="prefix">(</mo></math>'
    )


def test_what_cannot_be_converted_is_shown_as_it_is() -> None:
    """As code, escaped."""
    long = "<" * (LONGEST + 1)
    assert mathml(long) == f'<code class="latex">{"&lt;" * (LONGEST + 1)}</code>'
