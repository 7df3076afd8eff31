"""Expected values for the trend posterior of libs/kinetics, by a dense grid (SciPy's negative binomial, 401 x 401 points).
Run: python3 tests/golden/generate_trend.py (writes trend.json beside it)."""
import json
import pathlib
import platform

import numpy as np
import scipy
from scipy import stats

SIGMA2 = 0.2**2 + 0.35**2
CASES = [
    {"draws": [[0, 2, 3800], [28, 5, 3600], [56, 9, 3900], [84, 21, 3800]], "prior": [0.015, 0.015]},
    {"draws": [[0, 190, 3800], [42, 60, 3000], [84, 22, 3500]], "prior": [0, 0.015]},
    {"draws": [[0, 0, 3800], [28, 0, 3600], [56, 1, 4200], [70, 8, 3100]], "prior": [0.015, 0.015]},
    {"draws": [[0, 40, 900], [14, 35, 800], [28, 44, 1000], [42, 38, 950], [56, 41, 870], [70, 39, 910], [84, 45, 1000]], "prior": [0, 0.015]},
]


def posterior(case):
    d = np.array(case["draws"][-6:], dtype=float)
    age, k, n = d[-1, 0] - d[:, 0], d[:, 1], d[:, 2]
    size = 1 / (SIGMA2 + (0.005 * age) ** 2)
    mean, sd = case["prior"]
    level = np.linspace(np.log(1e-6), np.log(0.95), 1201)[:, None, None]
    rate = np.linspace(mean - 4 * sd, mean + 4 * sd, 401)[None, :, None]
    mu = n * np.exp(np.minimum(np.log(0.95), level - rate * age)) + 3e-5 * n
    ll = stats.nbinom.logpmf(k, size, size / (size + mu)).sum(-1) - 0.5 * ((rate[..., 0] - mean) / sd) ** 2
    w = np.exp(ll - ll.max())
    w /= w.sum()
    out = dict(case)
    for name, v in (("level", level[..., 0]), ("rate", rate[..., 0])):
        m = float((w * v).sum())
        out[name] = [m, float(np.sqrt((w * (v - m) ** 2).sum()))]
    return out


def main():
    doc = {"generated_by": "tests/golden/generate_trend.py", "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__}, "cases": [posterior(c) for c in CASES]}
    pathlib.Path(__file__).with_name("trend.json").write_text(json.dumps(doc, indent=1) + "\n")


if __name__ == "__main__":
    main()
