"""Wrong rules that explain wrong surfaces, paths and rates."""

from ..families import surface

MISCONCEPTIONS = (*surface.surface(), *surface.descent(), *surface.rates())
