# from the pocket calculator, all digits of its display
z = 1.3
a = 0.7858349830
L = 0.2410084538
dL_dz = -0.2141650170
dL_dw = -0.4283300339
dL_db = -0.2141650170
w_new = 0.5428330034
b_new = 0.3214165017
