#!/usr/bin/env python3
"""Writes projection.json: points with NumPy's principal components of them and scikit-learn's t-SNE affinities.

Made with Debian 12's scikit-learn 1.2.1 and NumPy 1.24. Run: python3 make_projection_goldens.py > projection.json
"""
import json
import sys

import numpy as np
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.manifold._utils import _binary_search_perplexity
from sklearn.neighbors import NearestNeighbors


def main():
    rng = np.random.default_rng(11)
    # Few digits keep the file small; everything below is computed from the rounded points.
    points = np.round(rng.normal(size=(48, 6)) @ rng.normal(size=(6, 6)) + 3, 3).astype(np.float32)
    perplexity, neighbours = 5.0, 16

    exact = points.astype(np.float64)
    centred = exact - exact.mean(axis=0)
    _, singular, axes = np.linalg.svd(centred, full_matrices=False)

    graph = NearestNeighbors(n_neighbors=neighbours).fit(points).kneighbors_graph(mode="distance")
    graph.sort_indices()
    graph.data **= 2
    joint = _joint_probabilities_nn(graph, perplexity, 0).toarray()
    nearest = np.sort(graph.data.reshape(len(points), neighbours), axis=1).astype(np.float32)
    conditional = _binary_search_perplexity(nearest, perplexity, 0)

    json.dump(
        {
            "points": [[float(f"{v:.3f}") for v in row] for row in points],
            "pca": {
                "mean": exact.mean(axis=0).tolist(),
                "axes": axes.tolist(),
                "variances": (singular**2 / len(points)).tolist(),
            },
            "perplexity": perplexity,
            "neighbours": neighbours,
            "squared_distances": [[float(f"{v:.6g}") for v in row] for row in nearest[:8]],
            "conditional": [[float(f"{v:.6g}") for v in row] for row in conditional[:8]],
            "joint": [[int(i), int(j), float(f"{joint[i, j]:.6g}")] for i, j in zip(*joint.nonzero()) if i < j],
        },
        sys.stdout,
        separators=(",", ":"),
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
