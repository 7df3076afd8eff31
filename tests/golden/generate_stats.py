"""Expected values for libs/stats, from SciPy. Run: python3 tests/golden/generate_stats.py (writes stats.json beside it)."""
import json
import math
import pathlib
import platform

import numpy
import scipy
from scipy import optimize, stats

COUNTS = [(0, 10000), (1, 10000), (5, 10000), (0, 1), (1, 1), (1, 2), (8, 3800), (21, 3800), (0, 3900), (500, 1000), (999, 1000), (1000, 1000), (3, 30000)]
BACKGROUNDS = [0, 0.05, 0.1, 0.5, 1.0, 5.0, 100.0]


def clopper_pearson():
    out = []
    for k, n in COUNTS:
        for level in (0.9, 0.95):
            t = (1 - level) / 2
            low = 0.0 if k == 0 else stats.beta.ppf(t, k, n - k + 1)
            high = 1.0 if k == n else stats.beta.ppf(1 - t, k + 1, n - k)
            out.append({"k": k, "n": n, "level": level, "low": low, "high": high})
    return out


def binomial_upper():
    return [{"k": k, "n": n, "level": 0.95, "upper": 1.0 if k == n else stats.beta.ppf(0.95, k + 1, n - k)} for k, n in COUNTS]


def poisson():
    cases = [(0, 0.1), (1, 0.1), (2, 0.117), (8, 0.114), (21, 0.114), (5, 5.0), (12, 5.0), (3, 20.0), (130, 100.0), (60, 100.0), (0, 700.0)]
    return [{"k": k, "mean": m, "log_pmf": stats.poisson.logpmf(k, m), "cdf": stats.poisson.cdf(k, m), "survival": stats.poisson.sf(k - 1, m)} for k, m in cases]


def negative_binomial():
    cases = [(0, 3.0, 6.25), (8, 3.0, 6.25), (21, 25.0, 25.0), (400, 300.0, 8.0), (5, 1e-6, 6.25), (2, 0.1, 1e4), (40, 35.0, 1e5)]
    rows = [{"k": k, "mean": m, "size": r, "log_pmf": stats.nbinom.logpmf(k, r, r / (r + m))} for k, m, r in cases]
    # At such sizes SciPy itself loses digits; the Poisson limit is the expectation.
    return rows + [{"k": k, "mean": m, "size": 1e15, "log_pmf": stats.poisson.logpmf(k, m)} for k, m in [(0, 3.0), (8, 3.0), (400, 300.0)]]


def count_rule():
    out = []
    for b in BACKGROUNDS:
        for alpha in (0.05, 0.01):
            k = 2
            while stats.poisson.sf(k - 1, b) > alpha:
                k += 1
            lod = optimize.brentq(lambda x: stats.poisson.sf(k - 1, x + b) - 0.95, 0, 200, xtol=1e-13, rtol=1e-14)
            out.append({"background": b, "alpha": alpha, "critical": k, "lod95": lod})
    return out


def partitions():
    out = []
    for p, n in [(0, 15000), (1, 15000), (8, 15000), (4000, 15000), (14990, 15000)]:
        low = 0.0 if p == 0 else stats.beta.ppf(0.025, p, n - p + 1)
        high = stats.beta.ppf(0.975, p + 1, n - p)
        out.append({"positive": p, "accepted": n, "lambda": -math.log1p(-p / n), "low": -math.log1p(-low), "high": -math.log1p(-high)})
    return out


def rate_ratio():
    out = []
    for k1, n1, k2, n2 in [(8, 3800, 400, 3800), (0, 3900, 300, 3900), (50, 1000, 60, 4000)]:
        low = 0.0 if k1 == 0 else stats.beta.ppf(0.025, k1, k2 + 1)
        high = stats.beta.ppf(0.975, k1 + 1, k2)
        odds = lambda t: t / (1 - t) * n2 / n1
        out.append({"k1": k1, "n1": n1, "k2": k2, "n2": n2, "ratio": k1 * n2 / (n1 * k2), "low": odds(low), "high": odds(high)})
    return out


def main():
    doc = {
        "generated_by": "tests/golden/generate_stats.py",
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
        "clopper_pearson": clopper_pearson(), "binomial_upper": binomial_upper(), "poisson": poisson(),
        "negative_binomial": negative_binomial(), "count_rule": count_rule(), "partitions": partitions(), "rate_ratio": rate_ratio(),
    }
    plain = json.loads(json.dumps(doc, default=float))
    pathlib.Path(__file__).with_name("stats.json").write_text(json.dumps(plain, indent=1) + "\n")


if __name__ == "__main__":
    main()
