#!/usr/bin/env python3
"""Writes map.json: what UMAP, trustworthiness and the nearest rows are of a fixed matrix, for tst_umap, tst_map_quality
and tst_neighbour_graph.

The matrix is not in the file: the tests make it by the same integers (matrix() below). Made with Debian 12's umap-learn
0.5.3, scikit-learn 1.2.1 and NumPy 1.24. Run: python3 make_map_goldens.py > map.json
"""
import json
import sys

import numpy as np
from sklearn.manifold import trustworthiness
from umap.umap_ import find_ab_params, smooth_knn_dist


def matrix(rows, columns, seed):
    """Sums of four uniform numbers about 0, exact in float32: a congruential sequence, 16 bits of each number."""
    state = seed
    values = np.zeros(rows * columns, dtype=np.float64)
    for i in range(values.size):
        for _ in range(4):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            values[i] += (state >> 48) / 65536.0 - 0.5
    return values.astype(np.float32).reshape(rows, columns)


def distances(points):
    p = points.astype(np.float64)
    return np.sqrt(((p[:, None, :] - p[None, :, :]) ** 2).sum(axis=2))


def nearest(scores, row, count):
    """Rows of the largest scores, the row itself left out; ties by row."""
    order = np.lexsort((np.arange(len(scores)), -scores))
    return [int(r) for r in order if r != row][:count]


def curves():
    cases = [(0.1, 1.0), (0.0, 1.0), (0.5, 1.0), (0.25, 2.0), (0.99, 1.0), (0.05, 0.5)]
    return [
        {"minimum_distance": m, "spread": s, "a": float(find_ab_params(s, m)[0]), "b": float(find_ab_params(s, m)[1])}
        for m, s in cases
    ]


def smooth():
    points = matrix(120, 5, 3)
    points[7] = points[3]  # two rows in one place
    count = 14
    found = np.sort(distances(points), axis=1)[:, : count + 1].astype(np.float32)
    sigmas, rhos = smooth_knn_dist(found, float(count + 1))
    return {"count": count, "scale": [float(s) for s in sigmas], "nearest": [float(r) for r in rhos]}


def quality():
    points = matrix(400, 8, 5)
    planes = {"principal": points[:, :2], "random": matrix(400, 2, 6)}
    cases = []
    for name, plane in planes.items():
        for k in (1, 5, 15, 100):
            cases.append(
                {
                    "plane": name,
                    "neighbours": k,
                    "trustworthiness": float(
                        trustworthiness(points.astype(np.float64), plane.astype(np.float64), n_neighbors=k)
                    ),
                    # Continuity is trustworthiness with the spaces exchanged.
                    "continuity": float(
                        trustworthiness(plane.astype(np.float64), points.astype(np.float64), n_neighbors=k)
                    ),
                }
            )
    return cases


def rows():
    points = matrix(2000, 12, 9).astype(np.float64)
    biases = matrix(2000, 1, 10)[:, 0].astype(np.float64)
    length = np.sqrt((points**2).sum(axis=1))
    result = {"cosine": [], "euclidean": [], "dot": []}
    for row in range(0, 2000, 10):
        dots = points @ points[row]
        scores = {
            "cosine": dots / length / length[row],
            "euclidean": -np.sqrt(((points - points[row]) ** 2).sum(axis=1)),
            "dot": dots + biases,
        }
        for name, score in scores.items():
            found = nearest(score, row, 20)
            result[name].append([found, [float(f"{score[r]:.8f}") for r in found]])
    return result


def main():
    golden = {"curves": curves(), "smooth": smooth(), "quality": quality(), "rows": rows()}
    json.dump(golden, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
