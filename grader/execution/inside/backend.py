"""The matplotlib backend: figures are recorded instead of shown. Loaded by matplotlib, by name."""

from __future__ import annotations

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from .figures import RECORDER


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
