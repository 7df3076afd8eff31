"""Expected values for molecular response, from SciPy by numerical integration over both posteriors (the code uses exact Beta laws and twelve parts).
Run: python3 tests/golden/generate_response.py (writes response.json beside it)."""
import json
import pathlib
import platform

import numpy
import scipy
from scipy import special, stats

U = (numpy.arange(4000) + 0.5) / 4000


def ratio():
    """(shape, mean) of X and Y: P(X/Y <= c) by integrating over Y, quantiles by root finding on that integral."""
    out = []
    for ax, mx, ay, my in [(0.5, 0.5 / 3000, 9.5, 9.5 / 3000), (21.5, 0.005, 190.5, 0.05), (3.5, 1e-3, 2.5, 6e-4), (400.5, 0.1, 300.5, 0.08), (0.5, 1e-4, 800.5, 0.09)]:
        y = stats.gamma.ppf(U, ay, scale=my / ay)
        below = lambda c: float(numpy.mean(stats.gamma.cdf(c * y, ax, scale=mx / ax)))
        # Exact by another law: X/Y is F times mx/my.
        f = lambda p: float(stats.f.ppf(p, 2 * ax, 2 * ay)) * mx / my
        out.append({"ax": ax, "mx": mx, "ay": ay, "my": my, "p_half": float(stats.f.cdf(0.5 * my / mx, 2 * ax, 2 * ay)), "p_half_integrated": below(0.5),
                    "median": f(0.5), "low": f(0.025), "high": f(0.975)})
    return out


def beta_cdf():
    return [{"x": x, "a": a, "b": b, "p": float(special.betainc(a, b, x))} for x, a, b in
            [(0.01, 0.5, 9.5), (0.3, 3.5, 2.5), (0.5, 400, 380), (0.9, 0.5, 0.5), (0.999, 800, 2), (1e-6, 0.5, 300), (0.52, 5000, 5000)]]


def max_fall():
    out = []
    for base, now in [([(190, 3800)], [(60, 3600)]), ([(190, 3800), (150, 3800)], [(12, 3600), (9, 3600)]), ([(9, 3000)], [(0, 3000)]), ([(40, 3000), (38, 3000), (5, 3000)], [(0, 2500), (1, 2500), (0, 2500)]),
                      ([(4, 2000)], [(2, 3000)])]:
        lead = max(base, key=lambda b: b[0] / b[1])
        level = stats.gamma.ppf(U, lead[0] + 0.5, scale=1 / lead[1])
        p = lambda c: float(numpy.mean(numpy.prod([stats.gamma.cdf(c * level, k + 0.5, scale=1 / n) for k, n in now], axis=0)))
        out.append({"base": base, "now": now, "p50": p(0.5), "p90": p(0.1)})
    return out


def main():
    doc = {
        "generated_by": "tests/golden/generate_response.py",
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
        "ratio": ratio(), "beta_cdf": beta_cdf(), "max_fall": max_fall(),
    }
    pathlib.Path(__file__).with_name("response.json").write_text(json.dumps(json.loads(json.dumps(doc, default=float)), indent=1) + "\n")


if __name__ == "__main__":
    main()
