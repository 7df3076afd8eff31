"""Expected values for the likelihood of one draw in libs/kinetics/src/track and for the tail of an overdispersed background, by SciPy.
Run: python3 tests/golden/generate_rise.py (writes rise.json beside it)."""
import json
import pathlib
import platform

import numpy as np
import scipy
from scipy import stats
from scipy.special import logsumexp

LEVELS = np.log(1e-6) + 0.25 * np.arange(56)
OUTLIER, WIDER, CARRIED = 0.03, 0.64, [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]
DRAWS = [
    {"k": 0, "n": 3500, "background": 0.105, "excess": 0, "variance": 0.16, "noise": 0, "strange": 0.01},
    {"k": 8, "n": 3800, "background": 0.114, "excess": 1.14, "variance": 0.16, "noise": 0.2, "strange": 0.01},
    {"k": 21, "n": 3800, "background": 0.38, "excess": 1.14, "variance": 0.08, "noise": -0.3, "strange": 0.4},
    {"k": 5, "n": 12000, "background": 1.2, "excess": 3.6, "variance": 0.16, "noise": 0, "strange": 0.002},
]
TAILS = [{"k": k, "background": b, "excess": e} for k, b, e in [(2, 0.05, 0.5), (5, 0.2, 1.05), (10, 0.12, 2.01), (30, 0.76, 3.0), (3, 0.4, 0.0)]]


def log_mass(k, signal, variance, b, excess):
    mean = signal + b
    size = mean**2 / np.maximum(signal**2 * variance + b * excess, 1e-6 * mean)
    return stats.nbinom.logpmf(k, size, size / (size + mean))


def likelihood(d):
    signal = np.append(d["n"] * np.exp(d["noise"]) * np.exp(LEVELS), 0.0)
    usual = np.log((1 - OUTLIER) * (1 - d["strange"])) + log_mass(d["k"], signal, d["variance"], d["background"], d["excess"])
    wide = np.log(OUTLIER * (1 - d["strange"])) + log_mass(d["k"], signal, d["variance"] + WIDER, d["background"], d["excess"])
    other = logsumexp([log_mass(d["k"], d["n"] * v, d["variance"], d["background"], d["excess"]) for v in CARRIED]) - np.log(len(CARRIED))
    carried = np.where(signal < d["k"], np.log(d["strange"]) + other, -np.inf)
    total = logsumexp([usual, wide, carried], axis=0)
    return np.exp(total - total.max()).tolist()


def tail(t):
    if t["excess"] == 0:
        return float(stats.poisson.sf(t["k"] - 1, t["background"]))
    sizes = [t["background"] / (f * t["excess"]) for f in (1 / 3, 1, 3)]
    return float(np.mean([stats.nbinom.sf(t["k"] - 1, s, s / (s + t["background"])) for s in sizes]))


def main():
    doc = {
        "generated_by": "tests/golden/generate_rise.py", "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
        "likelihoods": [dict(d, expected=likelihood(d)) for d in DRAWS], "tails": [dict(t, expected=tail(t)) for t in TAILS],
    }
    pathlib.Path(__file__).with_name("rise.json").write_text(json.dumps(doc, indent=1) + "\n")


if __name__ == "__main__":
    main()
