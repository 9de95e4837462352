#!/usr/bin/env python3
"""How the time of an epoch grows with the ratings and with the factors: a Markdown table and an SVG picture.

    growth.py --cli build/release/bin/matinee-cli [--most 32000000] [--threads 1] [--quick] [--to tests/bench]

Runs `matinee-cli bench --json` on generated ratings and writes growth.md, growth.svg and growth.jsonl, from which
--draw makes the first two again without measuring.
"""
import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import time

SIZES = (100_000, 320_000, 1_000_000, 3_200_000, 10_000_000, 32_000_000)
FACTORS = (8, 16, 32, 64, 128, 256)
FIXED_FACTORS = 32
FIXED_RATINGS = 1_000_000

# What is drawn: kind, model, optimiser, name, colour on light and on dark.
SERIES = (
    ("gmf", "gmf", "adam", "gmf, 4 negatives, Adam, batches of 256", "#8e44ad", "#c792ea"),
    ("epoch", "biased-mf", "adam", "biased-mf, Adam, batches of 64", "#b3541e", "#f0a36b"),
    ("full-batch", "biased-mf", "adam", "biased-mf, Adam, full batch", "#8a6d00", "#e0c341"),
    ("ials", "ials", None, "ials, a sweep", "#555d66", "#aab4be"),
    ("als", "als", None, "als, a sweep", "#00735c", "#4fd1b0"),
    ("stochastic", "biased-mf", "adagrad", "biased-mf, AdaGrad, rating by rating", "#0b5fa5", "#6cb6ff"),
    ("stochastic", "biased-mf", "sgd", "biased-mf, SGD, rating by rating", "#b0174c", "#ff7a9c"),
)


def measure(cli, ratings, factors, threads, quick):
    command = [cli, "bench", "--json", "--ratings", str(ratings), "--factors", ",".join(map(str, factors)), "--threads",
               str(threads)] + ["--quick"] * quick
    for kind in dict.fromkeys(series[0] for series in SERIES):
        command += ["--only", kind]
    print(f"{ratings:,} ratings, factors {', '.join(map(str, factors))} ...", file=sys.stderr, flush=True)
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [json.loads(line) for line in out.splitlines()]
    return [dict(line, generated=ratings) for line in lines if line["event"] == "bench"], lines[-1]["machine"]


def value(results, series, ratings, factors):
    for result in results:
        if ((result["what"], result["model"], result["optimiser"]) == series[:3] and result["generated"] == ratings
                and result["factors"] == factors):
            return result["seconds"]
    return None


def short(number):
    for size, letter in ((1_000_000, "M"), (1000, "k")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"


def seconds(number):
    if number is None:
        return ""
    return f"{number * 1e3:.3g} ms" if number < 1 else f"{number:.3g} s"


def exponent(points):
    """Slope of the straight line through the logarithms, by least squares: 1 means twice as much takes twice as long."""
    if len(points) < 2:
        return ""
    xs = [math.log(x) for x, _ in points]
    ys = [math.log(y) for _, y in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x)**2 for x in xs)
    return f"{slope:.2f}"


def curves(results):
    """Two lists of (series, points): by ratings, and by factors."""
    sizes = sorted({result["generated"] for result in results})
    factors = sorted({result["factors"] for result in results})

    def points(series, pairs):
        found = [(x, value(results, series, *pair)) for x, pair in pairs]
        return [(x, y) for x, y in found if y is not None]

    by_ratings = [(series, points(series, [(size, (size, FIXED_FACTORS)) for size in sizes])) for series in SERIES]
    by_factors = [(series, points(series, [(k, (FIXED_RATINGS, k)) for k in factors])) for series in SERIES]
    return by_ratings, by_factors


def table(title, data, names):
    xs = sorted({x for _, points in data for x, _ in points})
    lines = [f"## {title}", "", "| | " + " | ".join(map(names, xs)) + " | exponent |", "|---|" + "---|" * (len(xs) + 1)]
    for series, points in data:
        known = dict(points)
        cells = [seconds(known.get(x)) for x in xs] + [exponent(points)]
        lines.append(f"| {series[3]} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def write_markdown(path, results, about):
    by_ratings, by_factors = curves(results)
    path.write_text(
        f"# Growth\n\nWritten by `growth.py`; drawn in [growth.svg](growth.svg). {about} Generated ratings in the shapes of the "
        "MovieLens releases; a fifth is left out of training. The exponent is the slope of the line through the logarithms: "
        "with 1, twice as much takes twice as long.\n\n" +
        table(f"Time of an epoch by ratings, {FIXED_FACTORS} factors", by_ratings, short) + "\n" +
        table(f"Time of an epoch by factors, {short(FIXED_RATINGS)} ratings", by_factors, short), encoding="utf-8")


class Panel:
    """One pair of logarithmic axes."""

    def __init__(self, left, top, width, height, data, title, label, x_range, y_range):
        self.left, self.top, self.width, self.height = left, top, width, height
        self.data, self.title, self.label = data, title, label
        self.x_range, self.y_range = x_range, y_range

    def x(self, value):
        low, high = map(math.log, self.x_range)
        return self.left + (math.log(value) - low) / (high - low) * self.width

    def y(self, value):
        low, high = map(math.log, self.y_range)
        return self.top + self.height - (math.log(value) - low) / (high - low) * self.height

    def svg(self):
        right, bottom = self.left + self.width, self.top + self.height
        parts = [f'<text class="title" x="{self.left}" y="{self.top - 14}">{self.title}</text>']
        for power in range(round(math.log10(self.y_range[0])), round(math.log10(self.y_range[1])) + 1):
            at = self.y(10.0**power)
            name = f"{10**power:g} s" if power >= 0 else f"{10**(power + 3):g} ms"
            parts.append(f'<line class="grid" x1="{self.left}" y1="{at:.1f}" x2="{right}" y2="{at:.1f}"/>')
            parts.append(f'<text class="tick" text-anchor="end" x="{self.left - 8}" y="{at + 4:.1f}">{name}</text>')
        for x in sorted({x for _, points in self.data for x, _ in points}):
            at = self.x(x)
            parts.append(f'<line class="grid" x1="{at:.1f}" y1="{self.top}" x2="{at:.1f}" y2="{bottom}"/>')
            parts.append(f'<text class="tick" text-anchor="middle" x="{at:.1f}" y="{bottom + 18}">{short(x)}</text>')
        parts.append(f'<text class="tick" text-anchor="middle" x="{(self.left + right) / 2:.0f}" y="{bottom + 38}">'
                     f"{self.label}</text>")
        for number, (_, points) in enumerate(self.data):
            if not points:
                continue
            line = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
            parts.append(f'<polyline class="s{number}" points="{line}"/>')
            parts += [f'<circle class="d{number}" cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="3"/>' for x, y in points]
        return "\n".join(parts)


def around(data):
    """The range of the first coordinates, and that of the powers of ten around the second ones."""
    xs = [x for _, points in data for x, _ in points]
    ys = [y for _, points in data for _, y in points]
    margin = (max(xs) / min(xs))**0.04
    low, high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
    return (min(xs) / margin, max(xs) * margin), (10.0**low, 10.0**max(high, low + 1))


def write_picture(path, results, about):
    left, right = curves(results)
    left_x, left_y = around(left)
    right_x, right_y = around(right)
    both_y = (min(left_y[0], right_y[0]), max(left_y[1], right_y[1]))
    width, height = 1060, 580
    panels = [
        Panel(72, 48, 420, 360, left, f"By ratings, {FIXED_FACTORS} factors", "ratings", left_x, both_y),
        Panel(600, 48, 420, 360, right, f"By factors, {short(FIXED_RATINGS)} ratings", "factors", right_x, both_y)
    ]
    light = "".join(f".s{n}{{stroke:{s[4]}}}.d{n}{{fill:{s[4]}}}" for n, s in enumerate(SERIES))
    dark = "".join(f".s{n}{{stroke:{s[5]}}}.d{n}{{fill:{s[5]}}}" for n, s in enumerate(SERIES))
    style = ("text{font-family:sans-serif;font-size:13px;fill:#1f2328}.title{font-size:15px;font-weight:600}"
             ".back{fill:#ffffff}.grid{stroke:#d5d9de;stroke-width:1}.tick{fill:#4b535c}"
             "polyline{fill:none;stroke-width:2.2;stroke-linejoin:round}" + light +
             "@media (prefers-color-scheme:dark){text{fill:#e6e8eb}.back{fill:#16191d}.grid{stroke:#343a41}"
             ".tick{fill:#b5bdc6}" + dark + "}")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-label="Time of an epoch by ratings and by factors, both axes logarithmic">',
        f"<style>{style}</style>", f'<rect class="back" width="{width}" height="{height}"/>',
        *(panel.svg() for panel in panels)
    ]
    for number, series in enumerate(SERIES):
        x, y = 72 + number % 3 * 330, 474 + number // 3 * 24
        parts.append(f'<line class="s{number}" stroke-width="2.2" x1="{x}" y1="{y - 4}" x2="{x + 24}" y2="{y - 4}"/>')
        parts.append(f'<circle class="d{number}" cx="{x + 12}" cy="{y - 4}" r="3"/>')
        parts.append(f'<text x="{x + 32}" y="{y}">{series[3]}</text>')
    parts.append(f'<text class="tick" x="72" y="{height - 14}">{about}</text>')
    parts.append("</svg>")
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cli", default="build/release/bin/matinee-cli")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="the most ratings; 32 million take 4 GiB")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--to", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--draw", action="store_true", help="from growth.jsonl as it is")
    options = parser.parse_args()
    folder = pathlib.Path(options.to)
    kept = folder / "growth.jsonl"
    if options.draw:
        first, *results = map(json.loads, kept.read_text(encoding="utf-8").splitlines())
        about = first["about"]
    else:
        loads = [os.getloadavg()[0]]
        results, machine = measure(options.cli, FIXED_RATINGS, FACTORS, options.threads, options.quick)
        for size in SIZES:
            if size != FIXED_RATINGS and size <= options.most:
                results += measure(options.cli, size, [FIXED_FACTORS], options.threads, options.quick)[0]
            loads.append(os.getloadavg()[0])
        about = (f"{machine['cpu']}, {machine['instructions']}, {options.threads} thread{'s'[:options.threads - 1]}, "
                 f"{time.strftime('%Y-%m-%d')}, load {min(loads):.1f} to {max(loads):.1f}.")
        lines = [{"about": about}, *results]
        kept.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    write_markdown(folder / "growth.md", results, about)
    write_picture(folder / "growth.svg", results, about)


if __name__ == "__main__":
    main()
