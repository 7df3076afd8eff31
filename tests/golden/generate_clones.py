"""Expected values for the grouping of variants into clones. Run: python3 tests/golden/generate_clones.py (writes clones.json beside it).

Three independent oracles: the adjusted Rand index by counting every pair of items (not by the contingency table); the evidence for one clone
over two as a multivariate normal density (not by a filter); the share of the tumour by adaptive quadrature (not on a grid)."""
import json
import math
import pathlib
import platform
import random

import numpy
import scipy
from scipy import integrate, optimize, stats

RATIO_SD, DIVERGENCE, DRIFT, CHANGED, SHIFT_SD, OWN, OUTLIER, MONTH = 2.0, 0.5, 0.3, 0.5, 0.5, 0.2, 6.0, 30.4375


def rand_index(a, b):
    both = only_a = only_b = neither = 0
    for i in range(len(a)):
        for j in range(i):
            same = (a[i] == a[j], b[i] == b[j])
            both += same == (True, True)
            only_a += same == (True, False)
            only_b += same == (False, True)
            neither += same == (False, False)
    bottom = (both + only_a) * (only_a + neither) + (both + only_b) * (only_b + neither)
    return 1.0 if bottom == 0 else 2 * (both * neither - only_a * only_b) / bottom


def rand_cases():
    rng = random.Random(20260519)
    out = []
    for n in (2, 3, 5, 12, 40):
        for groups in (1, 2, 4, n):
            a = [rng.randrange(groups) for _ in range(n)]
            for b in ([x if rng.random() < 0.8 else rng.randrange(groups + 1) for x in a], [rng.randrange(3) for _ in range(n)]):
                out.append({"a": a, "b": b, "index": rand_index(a, b)})
    return out


def evidence(days, first, second):
    """Both called in every draw, not truncal, no reference. [k, n] each; background 3e-5."""
    def level(k, n):
        signal = k - 3e-5 * n
        return math.log(signal / n), max(k * (1 - k / n), 0.25) / signal ** 2 + OWN ** 2
    one, two = [level(*x) for x in first], [level(*x) for x in second]
    d = numpy.array([a[0] - b[0] for a, b in zip(one, two)])
    noise = numpy.array([a[1] + b[1] for a, b in zip(one, two)])
    middle = [(a[0] + b[0]) / 2 for a, b in zip(one, two)]
    steps = [0.0]
    for i in range(1, len(days)):
        gap = 0 if days[i] == days[i - 1] else (days[i] - days[i - 1]) / MONTH
        steps.append(DRIFT ** 2 * gap + DIVERGENCE ** 2 * (middle[i] - middle[i - 1]) ** 2)
    walk = numpy.cumsum(steps)
    cov = RATIO_SD ** 2 + numpy.minimum.outer(walk, walk) + numpy.diag(noise)
    def draw_by_draw(cov):
        upto = [stats.multivariate_normal.logpdf(d[:i], numpy.zeros(i), cov[:i, :i]) for i in range(1, len(d) + 1)]
        return numpy.diff([0.0, *upto])
    apart = draw_by_draw(cov)
    same = []
    for weight, sd in ((1 - CHANGED, 0.0), (CHANGED, SHIFT_SD)):
        gain = draw_by_draw(sd ** 2 + numpy.diag(noise)) - apart
        # The worst draw counts as one that says nothing, at a price.
        same.append(math.log(weight) + gain.sum() + max(0.0, -OUTLIER - gain.min()))
    return float(scipy.special.logsumexp(same))


def evidence_cases():
    cases = [
        ([0, 28], [[20, 4000], [40, 4000]], [[25, 3800], [38, 4100]]),
        ([0, 28, 60, 90, 118], [[8, 4000], [21, 3800], [60, 3900], [140, 4000], [330, 3700]], [[9, 4000], [18, 3800], [66, 3900], [128, 4000], [351, 3700]]),
        ([0, 28, 60, 90, 118], [[8, 4000], [21, 3800], [60, 3900], [140, 4000], [330, 3700]], [[30, 4000], [33, 3800], [25, 3900], [31, 4000], [29, 3700]]),
        ([0, 0, 40, 200], [[200, 4000], [190, 4000], [100, 4000], [320, 4000]], [[100, 4000], [93, 4000], [55, 4000], [150, 4000]]),
        ([0, 30, 61], [[500, 1000], [900, 1000], [1000, 1000]], [[480, 1000], [880, 1000], [990, 1000]]),
    ]
    return [{"days": t, "first": a, "second": b, "log_evidence": evidence(t, a, b)} for t, a, b in cases]


def share(k, n, truncal_k, truncal_n):
    """Median and 95 % limits of the share: NegBin(n·share·truncal + b, size 1/own²), prior share^(-1/2) on 0–1; truncal noise added in the logarithm."""
    b = 3e-5 * n
    signal = truncal_k - 3e-5 * truncal_n
    truncal = signal / truncal_n
    variance = truncal_k * (1 - truncal_k / truncal_n) / signal ** 2 + OWN ** 2
    size = 1 / OWN ** 2
    top = stats.nbinom.logpmf(k, size, size / (size + max(k, 0.2) + b))
    # In the square root of the share the prior is flat.
    density = lambda u: math.exp(stats.nbinom.logpmf(k, size, size / (size + n * truncal * u * u + b)) - top)
    scale = min(1.0, math.sqrt((k + 1) / (n * truncal)))
    mass = lambda u: integrate.quad(density, 0, u, points=[min(u, scale * f) for f in (0.2, 0.5, 1.0, 1.5)], limit=400, epsabs=0, epsrel=1e-11)[0]
    total = mass(1.0)
    quantile = lambda p: optimize.brentq(lambda u: mass(u) / total - p, 1e-9, 1.0, xtol=1e-13) ** 2
    seen = k >= 2
    median, low, high = quantile(0.5), quantile(0.025), quantile(0.975 if seen else 0.95)
    wider = lambda d: math.sqrt(d * d + stats.norm.ppf(0.975) ** 2 * variance)
    return {"median": median, "low": median * math.exp(-wider(math.log(median / low))) if seen else 0.0, "high": min(1.0, median * math.exp(wider(math.log(high / median))))}


def share_cases():
    rows = [(0, 3900, 195, 3900), (1, 3900, 195, 3900), (2, 3900, 195, 3900), (8, 3800, 190, 3800), (21, 3800, 400, 3800), (29, 20000, 1000, 20000), (0, 900, 12, 900), (9, 3000, 9, 3000), (25, 3000, 20, 3000)]
    return [{"k": k, "n": n, "truncal_k": tk, "truncal_n": tn, **share(k, n, tk, tn)} for k, n, tk, tn in rows]


if __name__ == "__main__":
    result = {"generated_by": "tests/golden/generate_clones.py", "versions": {"python": platform.python_version(), "scipy": scipy.__version__, "numpy": numpy.__version__}, "seed": 20260519,
              "rand": rand_cases(), "evidence": evidence_cases(), "share": share_cases()}
    lines = [f' {json.dumps(key)}: ' + ("[\n  " + ",\n  ".join(json.dumps(row) for row in value) + "\n ]" if isinstance(value, list) else json.dumps(value)) for key, value in result.items()]
    pathlib.Path(__file__).with_name("clones.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
