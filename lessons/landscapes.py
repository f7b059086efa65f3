# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## The ground that learning walks on
#
# With two parameters, the cost is a landscape: a height above every point of a plane. There are two
# ways to look at it. **Contours** are lines of equal height, as on a map; the gradient crosses them
# at a right angle, and it is long where they are close together. A **surface** in 3-D shows the
# shape at a glance, but hides what lies behind a hill.
#
# Real networks have thousands of parameters. Their landscapes can only be seen in slices, yet the
# shapes below are found there too.
#
# ### Two valleys
#
# A bowl has one lowest point, and every path with a small enough rate ends there. This landscape has
# two valleys with a pass between them. Where a path ends depends on where it starts.


# %%
def demo_valleys():
    def height(p, q):
        return (p**2 - 1) ** 2 + 0.3 * p + 0.8 * (q - 0.4 * p) ** 2

    def uphill(p, q):
        tilt = q - 0.4 * p
        return np.array([4 * p * (p**2 - 1) + 0.3 - 0.64 * tilt, 1.6 * tilt])

    east, north = np.linspace(-1.7, 1.7, 70), np.linspace(-1.6, 1.6, 70)
    ground = height(east, north[:, None])
    travellers = np.array([[-1.5, -0.1, 0.3, 1.5], [1.4, 1.4, -1.4, -1.2]])
    stops = [travellers]
    for _ in range(60):
        stops.append(stops[-1] - 0.05 * uphill(*stops[-1]))
    paths = np.array(stops)  # stop, coordinate, traveller

    fig = plt.figure(figsize=(11, 4.4), layout="constrained")
    flat = fig.add_subplot(1, 2, 1)
    lines = flat.contour(east, north, ground, levels=18, cmap="viridis")
    fig.colorbar(lines, ax=flat, label="height")
    deep = fig.add_subplot(1, 2, 2, projection="3d")
    mesh_east, mesh_north = np.meshgrid(east, north)
    deep.plot_surface(
        mesh_east, mesh_north, ground, cmap="viridis", alpha=0.7, rcount=35, ccount=35
    )
    for one in range(paths.shape[2]):
        p, q = paths[:, 0, one], paths[:, 1, one]
        flat.plot(p, q, ".-", color=f"C{one + 1}", markersize=4)
        flat.plot(p[0], q[0], "o", color=f"C{one + 1}")
        deep.plot(p, q, height(p, q) + 0.03, color=f"C{one + 1}", linewidth=2, zorder=5)
    flat.set(title="contours, four starts", xlabel="p", ylabel="q")
    deep.set(title="the same as a surface", xlabel="p", ylabel="q", zlabel="height")
    deep.view_init(elev=48, azim=-70)
    plt.show()
    for p, q in paths[-1].T:
        print(f"ends at ({p:+.2f}, {q:+.2f}), height {height(p, q):+.2f}")


demo_valleys()

# %% [markdown]
# ### The landscape of one neuron
#
# The parameters are a weight and a bias, the height is the mean squared error of
# $\tanh(\text{weight} \cdot x + \text{bias})$ on five samples. Far from the valley the ground is
# nearly level: there the activation is saturated, the gradient is tiny, and a path hardly moves.
# Such **plateaus** are what a bad start costs.


# %%
def demo_neuron():
    samples = np.array([-2.0, -1.0, 0.5, 1.0, 2.5])
    labels = np.array([-0.9, -0.8, 0.1, 0.6, 0.9])
    weight, bias = np.linspace(-6, 6, 80), np.linspace(-6, 6, 80)
    mesh_weight, mesh_bias = np.meshgrid(weight, bias)
    answers = np.tanh(mesh_weight[..., None] * samples + mesh_bias[..., None])
    cost = ((answers - labels) ** 2).mean(axis=-1) / 2
    steep = np.hypot(*np.gradient(cost, bias, weight))

    fig = plt.figure(figsize=(12, 3.9), layout="constrained")
    flat = fig.add_subplot(1, 3, 1)
    flat.contour(weight, bias, cost, levels=15, cmap="viridis")
    flat.set(title="cost, contours", xlabel="weight", ylabel="bias")
    deep = fig.add_subplot(1, 3, 2, projection="3d")
    deep.plot_surface(mesh_weight, mesh_bias, cost, cmap="viridis", rcount=35, ccount=35)
    deep.set(title="cost, surface", xlabel="weight", ylabel="bias")
    deep.view_init(elev=40, azim=-60)
    slope = fig.add_subplot(1, 3, 3)
    shades = slope.pcolormesh(weight, bias, np.log10(steep + 1e-12), cmap="magma", vmin=-6)
    fig.colorbar(shades, ax=slope, label="log10 of the slope")
    slope.set(title="how steep it is", xlabel="weight", ylabel="bias")
    plt.show()


demo_neuron()

# %% [markdown]
# When you draw a landscape yourself, fix in your mind which parameter runs along which axis of the
# grid: rows of the array are usually the vertical axis of the picture. A landscape that is mirrored
# at its diagonal looks just as plausible, so try one point by hand.
