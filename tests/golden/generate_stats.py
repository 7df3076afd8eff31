"""
Expected values for libs/stats. Run: python3 tests/golden/generate_stats.py (writes stats.json beside it).

Discrete probabilities and tails are summed in 50-digit arithmetic (mpmath) from their definitions and must agree with SciPy to 1e-8: in the far
tails SciPy itself keeps fewer digits than the tests ask for. Everything else is SciPy's.
"""
import json
import math
import pathlib
import platform

import mpmath
import numpy
import scipy
from mpmath import mpf
from scipy import optimize, stats

mpmath.mp.dps = 50

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


def outwards(pmf, k, last, step):
    """Sum of pmf(k), pmf(k + step), ... until what follows cannot change 40 digits; the largest term must not lie ahead for long."""
    total, j, small = mpf(0), k, 0
    while 0 <= j <= last:
        term = pmf(j)
        total += term
        small = small + 1 if term < total * mpf(10) ** -40 else 0
        if small > 5:
            break
        j += step
    return total


def tails(pmf, k, mean, last):
    """P(X <= k), P(X >= k), each from its own side of the mean."""
    if k < mean:
        cdf = outwards(pmf, k, last, -1)
        return cdf, 1 - cdf + pmf(k)
    survival = outwards(pmf, k, last, 1)
    return 1 - survival + pmf(k), survival


def row(pmf, frozen, k, middle, last, **parameters):
    cdf, survival = tails(pmf, k, middle, last)
    log_pmf = mpmath.log(pmf(k))
    if frozen is not None:
        for ours, theirs in [(cdf, frozen.cdf(k)), (survival, frozen.sf(k - 1)), (log_pmf, frozen.logpmf(k))]:
            assert theirs == 0 or abs(ours - theirs) <= 1e-8 * abs(theirs), (parameters, k, ours, theirs)
    return {"k": k, **parameters, "log_pmf": float(log_pmf), "cdf": float(cdf), "survival": float(survival)}


def poisson():
    cases = [(0, 0.1), (1, 0.1), (2, 0.117), (8, 0.114), (21, 0.114), (5, 5.0), (12, 5.0), (3, 20.0), (130, 100.0), (60, 100.0), (0, 700.0),
             (40, 0.05), (3500, 3000.0), (2500, 3000.0), (100500, 100000.0), (10, 1e-6)]
    out = []
    for k, m in cases:
        pmf = lambda j, m=mpf(m): mpmath.exp(j * mpmath.log(m) - m - mpmath.loggamma(j + 1))
        out.append(row(pmf, stats.poisson(m), k, m, math.inf, mean=m))
    return out


def nb_pmf(mean, size):
    m, r = mpf(mean), mpf(size)
    return lambda j: mpmath.exp(mpmath.loggamma(r + j) - mpmath.loggamma(r) - mpmath.loggamma(j + 1) + j * mpmath.log(m / (r + m)) + r * mpmath.log(r / (r + m)))


def negative_binomial():
    cases = [(0, 3.0, 6.25), (8, 3.0, 6.25), (21, 25.0, 25.0), (400, 300.0, 8.0), (5, 1e-6, 6.25), (2, 0.1, 1e4), (40, 35.0, 1e5), (3, 0.105, 0.5), (12, 0.105, 2.5),
             (60, 300.0, 12.755), (0, 300.0, 12.755), (900, 300.0, 12.755), (0, 3.0, 1e15), (8, 3.0, 1e15), (400, 300.0, 1e15), (90, 3.0, 0.01), (31, 30.0, 3e6)]
    # From sizes of 1e5 on SciPy's own log-pmf and tails lose the digits; they are then not asked.
    return [row(nb_pmf(m, r), stats.nbinom(r, r / (r + m)) if r < 1e5 else None, k, m, math.inf, mean=m, size=r) for k, m, r in cases]


def binomial():
    cases = [(0, 10000, 3e-5), (2, 3500, 3e-5), (9, 3500, 3e-5), (21, 3800, 0.002), (8, 3800, 0.0021), (1, 20, 0.5), (20, 20, 0.5), (450, 1000, 0.5), (600, 1000, 0.5), (990, 1000, 0.9),
             (5, 30000, 1e-3), (120, 30000, 1e-3), (1200, 1000000, 1e-3), (500000, 1000000, 0.5), (700, 1000, 0.7), (1, 1, 1e-9), (5, 15000, 1 / 3)]
    out = []
    for k, n, p in cases:
        q = mpf(p)
        pmf = lambda j, n=n, p=q: mpmath.exp(mpmath.loggamma(n + 1) - mpmath.loggamma(j + 1) - mpmath.loggamma(n - j + 1) + j * mpmath.log(p) + (n - j) * mpmath.log(1 - p))
        out.append(row(pmf, stats.binom(n, p) if n < 1e5 else None, k, n * p, n, n=n, p=p))
    return out


def bb_pmf(n, mean, rho):
    s = (1 - mpf(rho)) / mpf(rho)
    a, b = mpf(mean) * s, (1 - mpf(mean)) * s
    beta = lambda x, y: mpmath.loggamma(x) + mpmath.loggamma(y) - mpmath.loggamma(x + y)
    return lambda j: mpmath.exp(mpmath.loggamma(n + 1) - mpmath.loggamma(j + 1) - mpmath.loggamma(n - j + 1) + beta(j + a, n - j + b) - beta(a, b)), float(a), float(b)


def beta_binomial():
    cases = [(0, 3500, 3e-5, 3e-4), (2, 3500, 3e-5, 3e-4), (7, 3500, 3e-5, 3e-4), (40, 3500, 3e-5, 1e-3), (21, 3800, 0.005, 1e-3), (3, 3800, 0.005, 1e-3), (100, 3800, 0.005, 1e-2),
             (5, 20, 0.3, 0.2), (20, 20, 0.3, 0.2), (10, 20, 0.5, 0.7), (0, 20, 0.5, 0.9), (30, 10000, 1e-3, 1e-8), (2, 3500, 3e-5, 1e-12), (250, 1000, 0.2, 0.05)]
    out = []
    for k, n, mean, rho in cases:
        pmf, a, b = bb_pmf(n, mean, rho)
        # A small number of outcomes is summed whole: near rho 1 the probabilities rise towards both ends.
        frozen = stats.betabinom(n, a, b) if rho > 1e-6 and n <= 20 else None
        out.append(row(pmf, frozen, k, n * mean, n, n=n, mean=mean, rho=rho) if b > 1 else whole(pmf, k, n, mean=mean, rho=rho))
    return out


def whole(pmf, k, n, **parameters):
    """The same, every outcome summed."""
    return {"k": k, "n": n, **parameters, "log_pmf": float(mpmath.log(pmf(k))), "cdf": float(mpmath.fsum(pmf(j) for j in range(k + 1))), "survival": float(mpmath.fsum(pmf(j) for j in range(k, n + 1)))}


def real_counts():
    """Likelihoods at counts that are not whole: Gamma functions in place of factorials."""
    lg = mpmath.loggamma
    out = []
    for k, n, p, mean, size, rho in [(8.37, 3800.5, 0.002, 7.7, 12.755, 1e-3), (0.004, 2000.25, 1e-4, 0.2, 6.25, 1e-4), (1234.5, 15000.75, 0.08, 1200.0, 25.0, 1e-2), (0.0, 812.5, 3e-5, 0.02, 2.5, 1e-3)]:
        k, n, p_, m, r = mpf(k), mpf(n), mpf(p), mpf(mean), mpf(size)
        choose = lg(n + 1) - lg(k + 1) - lg(n - k + 1)
        s = (1 - mpf(rho)) / mpf(rho)
        a, b = p_ * s, (1 - p_) * s
        beta = lambda x, y: lg(x) + lg(y) - lg(x + y)
        out.append({
            "k": float(k), "n": float(n), "p": p, "mean": mean, "size": size, "rho": rho, "poisson": float(k * mpmath.log(m) - m - lg(k + 1)), "binomial": float(choose + k * mpmath.log(p_) + (n - k) * mpmath.log(1 - p_)),
            "negative_binomial": float(lg(r + k) - lg(r) - lg(k + 1) + k * mpmath.log(m / (r + m)) + r * mpmath.log(r / (r + m))), "beta_binomial": float(choose + beta(k + a, n - k + b) - beta(a, b)),
        })
    return out


def quantiles():
    out = []
    for p in [1e-6, 0.025, 0.5, 0.95, 0.99, 1 - 1e-9]:
        for mean in [0.05, 3.0, 250.0]:
            out.append({"p": p, "mean": mean, "size": 6.25, "n": 4000, "rho": 1e-3, "poisson": stats.poisson.ppf(p, mean), "negative_binomial": stats.nbinom.ppf(p, 6.25, 6.25 / (6.25 + mean)),
                        "binomial": stats.binom.ppf(p, 4000, mean / 4000), "beta_binomial": smallest(stats.betabinom(4000, mean / 4000 * 999, (1 - mean / 4000) * 999), p)})
    return out


def smallest(frozen, p):
    """Least k with P(X <= k) >= p, over all outcomes: SciPy's own search for this distribution stops early in the tail."""
    log_pmf = frozen.logpmf(numpy.arange(4001))
    if p < 0.5:
        return int(numpy.searchsorted(numpy.cumsum(numpy.exp(log_pmf)), p))
    above = numpy.cumsum(numpy.exp(log_pmf[::-1]))[::-1]
    return int(numpy.argmax(numpy.append(above[1:], 0) <= 1 - p))


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


def wells():
    out = []
    for positives, accepted in [([4, 6, 5], [15000, 14800, 15120]), ([0, 0, 9], [15000, 15000, 15000]), ([410, 520, 300, 455], [14000, 15000, 13000, 15500]), ([3], [15000])]:
        p, n = sum(positives), sum(accepted)
        table = numpy.array([positives, [a - x for x, a in zip(positives, accepted)]])
        test = stats.chi2_contingency(table, correction=False) if len(positives) > 1 else None
        low, high = stats.beta.ppf(0.025, p, n - p + 1), stats.beta.ppf(0.975, p + 1, n - p)
        out.append({"positives": positives, "accepted": accepted, "lambda": -math.log1p(-p / n), "low": -math.log1p(-low), "high": -math.log1p(-high),
                    "chi_square": test.statistic if test else 0.0, "p_value": test.pvalue if test else 1.0, "df": test.dof if test else 0})
    return out


def chi_square():
    return [{"x": x, "df": df, "survival": stats.chi2.sf(x, df)} for x, df in [(0.0, 1), (3.84, 1), (60.0, 1), (400.0, 7), (1.2, 3), (0.01, 12), (95.0, 100)]]


def abundance():
    """Crowded partitions: the limits of the ratio from those of both rates, on the log scale."""
    def rate(p, n):
        return -math.log1p(-p / n), -math.log1p(-stats.beta.ppf(0.025, p, n - p + 1)), -math.log1p(-stats.beta.ppf(0.975, p + 1, n - p))
    out = []
    for mutant, wildtype, n in [(9000, 9000, 10000), (4000, 12000, 15000), (1500, 13000, 15000), (9000, 3000, 15000)]:
        (m, ml, mu), (w, wl, wu) = rate(mutant, n), rate(wildtype, n)
        low = math.log(m / w) - math.hypot(math.log(m / ml), math.log(wu / w))
        high = math.log(m / w) + math.hypot(math.log(mu / m), math.log(w / wl))
        out.append({"mutant": mutant, "wildtype": wildtype, "accepted": n, "fraction": m / (m + w), "low": 1 / (1 + math.exp(-low)), "high": 1 / (1 + math.exp(-high))})
    return out


def bb_lift(k, n, mean, rho):
    """ln of the beta-binomial over the binomial of the same mean; the binomial coefficient cancels."""
    s = (1 - rho) / rho
    a, b = mean * s, (1 - mean) * s
    beta = lambda x, y: mpmath.loggamma(x) + mpmath.loggamma(y) - mpmath.loggamma(x + y)
    return beta(k + a, n - k + b) - beta(a, b) - k * mpmath.log(mean) - (n - k) * mpmath.log(1 - mean)


def blanks():
    rng = numpy.random.default_rng(20260511)
    out = []
    for reactions, n, mean, rho in [(40, 4000, 1e-3, 2e-3), (60, 3500, 2e-4, 1e-2), (25, 8000, 5e-4, 0.0), (12, 3000, 3e-3, 5e-3)]:
        totals = rng.integers(n // 2, n * 2, reactions)
        fractions = rng.beta(mean * (1 / rho - 1), (1 - mean) * (1 / rho - 1), reactions) if rho else numpy.full(reactions, mean)
        counts = rng.binomial(totals, fractions)
        pooled = counts.sum() / totals.sum()
        chi = ((counts - totals * pooled) ** 2 / (totals * pooled * (1 - pooled))).sum()
        # E[X2] = sum (1 - n/N)(1 + (n - 1) rho), solved for rho.
        weight = ((totals - 1) * (1 - totals / totals.sum())).sum()
        # SciPy's beta-binomial loses the digits that tell a small rho from none, so the curve is drawn in long arithmetic.
        lift = lambda x: mpmath.fsum(bb_lift(int(k), int(n_), mpf(float(pooled)), mpmath.exp(x)) for k, n_ in zip(counts, totals))
        grid = numpy.linspace(math.log(1e-9), math.log(0.99), 61)
        best = int(numpy.argmax([float(lift(mpf(x))) for x in grid]))
        top = mpmath.findroot(lambda x: mpmath.diff(lift, x), (grid[max(0, best - 1)], grid[min(60, best + 1)]), solver="anderson") if 0 < best < 60 else grid[best]
        better = lift(mpf(top)) > 0
        out.append({"mutant": counts.tolist(), "total": totals.tolist(), "mean": pooled, "moments": max(0.0, (chi - (reactions - 1)) / weight), "likelihood": float(mpmath.exp(top)) if better else 0.0,
                    "shape": counts.sum() + 0.5, "low": stats.gamma.ppf(0.025, counts.sum() + 0.5, scale=1 / totals.sum()), "high": stats.gamma.ppf(0.975, counts.sum() + 0.5, scale=1 / totals.sum())})
    return out


def uncertain_rules():
    """Count rules for a background that is learned (negative binomial) or clumped (beta-binomial)."""
    out = []
    for mean, size, n, rho in [(0.105, 0.5, 3500, 3e-4), (0.105, 10.5, 3500, 1e-4), (1.0, 4.5, 3000, 1e-3), (8.0, 40.5, 10000, 5e-4)]:
        nb = stats.nbinom(size, size / (size + mean))
        f = mean / n
        bb = stats.betabinom(n, f * (1 / rho - 1), (1 - f) * (1 / rho - 1))
        least = lambda d: next(k for k in range(2, 10000) if d.pmf(numpy.arange(k, n + 1)).sum() <= 0.01)
        kc = least(nb)
        reached = lambda x: sum(nb.pmf(j) * stats.poisson.sf(kc - j - 1, x) for j in range(kc)) + nb.sf(kc - 1)
        lod = optimize.brentq(lambda x: reached(x) - 0.95, 0, 400, xtol=1e-13, rtol=1e-14)
        out.append({"mean": mean, "size": size, "n": n, "rho": rho, "nb_critical": kc, "bb_critical": least(bb), "lod95": lod})
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
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__, "mpmath": mpmath.__version__},
        "clopper_pearson": clopper_pearson(), "binomial_upper": binomial_upper(), "poisson": poisson(),
        "negative_binomial": negative_binomial(), "binomial": binomial(), "beta_binomial": beta_binomial(), "real_counts": real_counts(), "quantiles": quantiles(),
        "count_rule": count_rule(), "partitions": partitions(), "rate_ratio": rate_ratio(), "wells": wells(), "chi_square": chi_square(), "abundance": abundance(),
        "blanks": blanks(), "uncertain_rules": uncertain_rules(),
    }
    plain = json.loads(json.dumps(doc, default=float))
    pathlib.Path(__file__).with_name("stats.json").write_text(json.dumps(plain, indent=1) + "\n")


if __name__ == "__main__":
    main()
