#!/usr/bin/env python3
"""Writes embedding.json: points with scikit-learn's k-means and NumPy's PCA of them, for tst_embedding.

Made with Debian 12's scikit-learn 1.2.1 and NumPy 1.24. Run: python3 make_embedding_goldens.py > embedding.json
"""
import json
import sys

import numpy as np
from sklearn.cluster import KMeans


def rounded(values):
    # Few digits keep the file small; the figures below are computed from the rounded points.
    return np.round(np.asarray(values, dtype=np.float64), 4).astype(np.float32)


def pca(points):
    centred = points.astype(np.float64) - points.astype(np.float64).mean(axis=0)
    _, singular, directions = np.linalg.svd(centred, full_matrices=False)
    variance = singular**2
    return centred @ directions[:2].T, variance[:2] / variance.sum()


def case(name, points, clusters):
    points = rounded(points)
    # One result is luck: the same for 25 random states.
    inertias = sorted(
        KMeans(clusters, init="k-means++", n_init=10, random_state=state).fit(points.astype(np.float64)).inertia_
        for state in range(25)
    )
    plane, explained = pca(points)
    return {
        "name": name,
        "clusters": clusters,
        "inertia": {"lowest": inertias[0], "median": inertias[12], "highest": inertias[-1]},
        "points": [[float(f"{v:.4f}") for v in row] for row in points],
        "plane": [[float(f"{v:.6f}") for v in row] for row in plane],
        "explained": [float(v) for v in explained],
    }


def main():
    rng = np.random.default_rng(7)
    # No structure: the hardest for k-means, many local optima.
    noise = rng.normal(size=(150, 6)) * np.array([2.0, 1.5, 1.0, 0.8, 0.5, 0.3])
    # Overlapping blobs of unequal size, as film factors look.
    sizes = [70, 40, 25, 15]
    centres = rng.normal(size=(4, 5)) * 2
    blobs = np.concatenate([c + rng.normal(size=(n, 5)) for c, n in zip(centres, sizes)])
    # Far from the origin: differences of large numbers.
    far = rng.normal(size=(60, 3)) + 1000
    cases = [case("noise", noise, 10), case("blobs", blobs, 4), case("far", far, 5)]
    json.dump({"cases": cases}, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
