#!/usr/bin/env python3
"""Writes clustering.json: what scikit-learn and SciPy say of the points of embedding.json, for tst_clustering and
tst_agglomerate: silhouettes, dendrograms, agreements.

Made with Debian 12's scikit-learn 1.2.1, SciPy 1.10.1 and NumPy 1.24. Run beside embedding.json:
python3 make_clustering_goldens.py > clustering.json
"""
import json
import pathlib
import sys

import numpy as np
from scipy.cluster.hierarchy import linkage
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, silhouette_samples
from sklearn.preprocessing import normalize


def tree(points, clusters, method):
    return {
        "heights": [float(f"{h:.8g}") for h in linkage(points, method)[:, 2]],
        "labels": AgglomerativeClustering(clusters, linkage=method).fit(points).labels_.tolist(),
    }


def case(golden, rng):
    points = np.asarray(golden["points"], dtype=np.float32).astype(np.float64)
    clusters = golden["clusters"]
    # A row alone in its cluster has the silhouette 0.
    labels = KMeans(clusters - 1, n_init=10, random_state=0).fit(points).labels_
    labels[7] = clusters - 1
    other = rng.integers(0, clusters + 2, len(points))
    mixed = np.where(rng.random(len(points)) < 0.7, labels, other)
    return {
        "name": golden["name"],
        "labels": labels.tolist(),
        "silhouettes": [float(f"{v:.9f}") for v in silhouette_samples(points, labels)],
        "cosineSilhouettes": [float(f"{v:.9f}") for v in silhouette_samples(normalize(points), labels)],
        "ward": tree(points, clusters, "ward"),
        "average": tree(points, clusters, "average"),
        "mixed": mixed.tolist(),
        "ari": adjusted_rand_score(labels, mixed),
        "nmi": normalized_mutual_info_score(labels, mixed),
        "nmiUnrelated": normalized_mutual_info_score(labels, other),
        "other": other.tolist(),
    }


def main():
    file = pathlib.Path(__file__).with_name("embedding.json")
    rng = np.random.default_rng(11)
    cases = [case(golden, rng) for golden in json.loads(file.read_text())["cases"]]
    json.dump({"cases": cases}, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
