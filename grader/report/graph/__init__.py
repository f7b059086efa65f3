"""How the quantities of an exercise rest on each other, drawn in layers."""
