"""Evidence of any kind -> its picture."""

from __future__ import annotations

from grader.observation.evidence import Evidence, GradientEvidence, PathEvidence, RunsEvidence
from grader.report.evidence.gradient import gradient
from grader.report.evidence.path import path
from grader.report.evidence.picture import Picture
from grader.report.evidence.runs import runs


def show(evidence: Evidence) -> Picture:
    """The picture of what a verdict rests on."""
    match evidence:
        case PathEvidence():
            return path(evidence)
        case GradientEvidence():
            return gradient(evidence)
        case RunsEvidence():
            return runs(evidence)
