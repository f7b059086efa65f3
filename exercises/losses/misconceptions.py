"""Wrong losses and gradients that explain wrong answers of exercise 5."""

from ..families import classes, losses

MISCONCEPTIONS = (
    *losses.squared_error("mse"),
    *losses.squared_error_gradient("mse_grad"),
    *losses.cross_entropy("bce"),
    *losses.cross_entropy_gradient("bce_grad"),
    *classes.softmax("softmax", z="z"),
    *classes.cross_entropy("cce", p="p", y="y"),
    *classes.gradient_by_scores("softmax_cce_grad", z="z", y="y"),
)
