"""An exercise as a value: parts, rules with named parents, points."""
