"""Wrong rules that explain wrong answers of exercise 1."""

from ..families import chain, forward
from ..families.update import update

MISCONCEPTIONS = (
    *forward.weighted_sum("z"),
    *forward.prediction("a"),
    *forward.cross_entropy("L"),
    *chain.loss_slope("dL_dz"),
    *chain.weight_gradient("dL_dw"),
    *chain.bias_gradient("dL_db"),
    *update("w_new", "w", "dL_dw", "lr", other_gradient="dL_db", other_parameter="b"),
    *update("b_new", "b", "dL_db", "lr", other_gradient="dL_dw", other_parameter="w"),
)
