"""The matplotlib backend: figures are recorded instead of shown. Loaded by matplotlib, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

from .figures import RECORDER

if TYPE_CHECKING:
    from matplotlib.mathtext import MathTextParser


class FigureManager(FigureManagerBase):  # type: ignore[misc]
    """A figure is recorded when it goes away: by `show`, by `close`, or at the end of the cell."""

    @classmethod
    def pyplot_show(cls, *_args: object, **_kwargs: object) -> None:
        """Record and close every open figure, as a notebook does."""
        Gcf.destroy_all()

    def destroy(self) -> None:
        """Record the figure in its last state."""
        RECORDER.record(self.canvas.figure)


class FigureCanvas(FigureCanvasAgg):  # type: ignore[misc]
    """Draws with Agg; saving to a file works as always."""

    manager_class = FigureManager
    formulas: MathTextParser | None = None

    def get_renderer(self) -> RendererAgg:
        """Matplotlib's, with one parser of formulas for all: it keeps what it has laid out."""
        renderer = super().get_renderer()
        if FigureCanvas.formulas is None:
            FigureCanvas.formulas = renderer.mathtext_parser
        renderer.mathtext_parser = FigureCanvas.formulas
        return renderer
