"""
Fits of counts over time by general optimisers and by integration on a fine grid, from the model as documented, not from the engine's code.
Run: python3 tests/golden/generate_fits.py (writes fits.json beside it).

Model: k ~ NegBin(mean n·v(t)·s + b, size 1/sigma²). Decay: v(t) = r·2^(−t/T), prior ln T ~ N(ln m, 0.6²), flat in ln r. Growth (science 8.1): v(t) = r·2^(t/D).
"""
import json
import math
import pathlib
import platform

import numpy as np
import scipy
from scipy import optimize, special, stats

# sd of ln VAF of one draw: own and shared noise together; own noise of clone and truncal variant where the shedding index is measured.
WIDE, NARROW = math.hypot(0.2, 0.35), math.hypot(0.2, 0.2)
PRIOR_SD = 0.6

SERIES = {
    "steady fall": [(0, 350, 3500), (60, 175, 3500), (120, 88, 3500), (180, 44, 3500), (240, 22, 3500)],
    "with non-detects": [(0, 41, 3800), (49, 17, 4100), (105, 3, 2900), (160, 0, 5200), (215, 1, 3300)],
    "two draws": [(0, 35, 3500), (60, 20, 3500)],
    "no fall": [(0, 60, 4000), (30, 71, 3800), (61, 58, 3500), (92, 66, 4200), (122, 62, 3900)],
    "fast": [(0, 900, 4000), (28, 260, 3900), (56, 80, 4100), (84, 20, 3700)],
    "long and deep": [(28 * i, round(3000 * 2 ** (-28 * i / 95)), 15000) for i in range(12)],
    "real counts": [(0, 77.31, 2210.5), (42, 30.02, 1990.25), (91, 12.55, 2405.75), (140, 4.01, 1801.5)],
}


def arrays(rows):
    t, k, n = (np.array(x, dtype=float) for x in zip(*rows))
    return t - t[0], k, n, 3e-5 * n


def log_lik(k, mean, size):
    """Negative binomial with Gamma functions: counts of partitions are not whole."""
    return special.gammaln(size + k) - special.gammaln(size) - special.gammaln(k + 1) + k * np.log(mean / (size + mean)) - size * np.log1p(mean / size)


def level_fits():
    out = []
    for name, rows in SERIES.items():
        t, k, n, b = arrays(rows)
        for half_life in [60.0, 300.0, math.inf]:
            shape = n * 2.0 ** (-(t - t[-1]) / half_life)
            size = WIDE ** -2
            total = lambda x: log_lik(k, np.exp(x) * shape + b, size).sum()
            def slope(x):
                signal = math.exp(x) * shape
                mean = signal + b
                return ((k - mean) * signal / (mean * (1 + mean / size))).sum()
            rough = optimize.minimize_scalar(lambda x: -total(x), bounds=(-16, 0), method="bounded").x
            level = optimize.brentq(slope, rough - 1, rough + 1, xtol=1e-14, rtol=1e-14)
            signal = math.exp(level) * shape
            out.append({"name": name, "half_life": half_life if half_life < math.inf else None, "level": level, "lift": total(level) - total(level - 0.5),
                        "information": (signal ** 2 / ((signal + b) * (1 + (signal + b) / size))).sum()})
    return out


def quantiles(x, density, probabilities):
    cdf = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(x))])
    return np.interp(probabilities, cdf / cdf[-1], x)


def decay(rows, prior_median, index=None, clearance=0.001, days=(0, 60, 200)):
    """Posterior on 1,201 half-lives × 2,401 levels; the level is that of the middle of the series, where the counts hold it."""
    t, k, n, b = arrays(rows)
    s = np.ones_like(t) if index is None else np.array(index)
    size = np.full_like(t, WIDE ** -2) if index is None else np.where(s == 1, WIDE, NARROW) ** -2.0
    pivot = (k * t).sum() / k.sum()
    z = np.linspace(-4, 4, 1201)
    log_t = math.log(prior_median) + PRIOR_SD * z
    best = math.log(((k + 0.5) / (n * s)).mean())
    level = np.linspace(best - 4, best + 4, 2401)
    grid = np.zeros((len(z), len(level)))
    for ti, ki, ni, bi, si, ri in zip(t, k, n, b, s, size):
        mean = ni * si * np.exp(level[None, :] - math.log(2) * (ti - pivot) / np.exp(log_t)[:, None]) + bi
        grid += log_lik(ki, mean, ri)
    grid -= 0.5 * z[:, None] ** 2
    weight = np.exp(grid - grid.max())
    assert max(weight[:, 0].max(), weight[:, -1].max()) < 1e-9, "the level leaves the grid"
    p = [0.025, 0.5, 0.975]
    marginal = weight.sum(axis=1)
    low, median, high = np.exp(quantiles(log_t, marginal, p))
    mean = (marginal * log_t).sum() / marginal.sum()
    out = {"prior_median": prior_median, "low": low, "median": median, "high": high, "posterior_to_prior_sd": math.sqrt((marginal * (log_t - mean) ** 2).sum() / marginal.sum()) / PRIOR_SD}
    inner = np.cumsum(weight, axis=1) - weight / 2
    def share_below(day, log_vaf):
        """P(VAF on that day <= the value): each half-life's own distribution of levels."""
        at = log_vaf + math.log(2) * (day - pivot) / np.exp(log_t)
        return sum(np.interp(a, level, row, left=0, right=row[-1]) for a, row in zip(at, inner)) / marginal.sum()
    out["vaf"] = [{"day": d, **dict(zip(["low", "median", "high"], (math.exp(optimize.brentq(lambda x: share_below(d, x) - q, -40, 2, xtol=1e-10)) for q in p)))} for d in days]
    cleared = [0.0 if share_below(0, math.log(clearance)) >= q else optimize.brentq(lambda d: share_below(d, math.log(clearance)) - q, 0, 1e5, xtol=1e-6) for q in p]
    out["clearance"] = dict(zip(["low", "median", "high"], cleared))
    return out


def decay_fits():
    out = [{"name": name, "rows": rows, "shedding": None, **decay(rows, m)} for name, rows in SERIES.items() for m in ([112.6, 143.1] if name == "with non-detects" else [112.6])]
    rows, index = SERIES["steady fall"], [1.6, 1.25, 0.9, 0.8, 0.7]
    out.append({"name": "share of a shrinking tumour", "rows": rows, "shedding": index, **decay(rows, 112.6, index)})
    return out


def golden_alert():
    """Science 8.1: growth from nothing. Maximum likelihood of level and doubling time, 95 % interval by the profile likelihood; the size is that of a measured shedding index."""
    t, k, n, b = arrays([(0, 0, 4100), (28, 0, 3600), (56, 0, 3900), (84, 8, 3800), (112, 21, 3800)])
    size = NARROW ** -2
    def profile(log_d):
        f = lambda x: -log_lik(k, n * np.exp(x + math.log(2) * (t - t[-1]) / math.exp(log_d)) + b, size).sum()
        return -optimize.minimize_scalar(f, bounds=(-14, 0), method="bounded", options={"xatol": 1e-10}).fun
    top = optimize.minimize_scalar(lambda x: -profile(x), bounds=(math.log(3), math.log(300)), method="bounded", options={"xatol": 1e-10})
    drop = lambda x: profile(x) + top.fun + stats.chi2.ppf(0.95, 1) / 2
    constant = -optimize.minimize_scalar(lambda x: -log_lik(k, n * math.exp(x) + b, size).sum(), bounds=(-14, 0), method="bounded").fun
    return {"doubling_days": math.exp(top.x), "low": math.exp(optimize.brentq(drop, math.log(1), top.x)), "high": math.exp(optimize.brentq(drop, top.x, math.log(300))), "log_lik_over_constant": -top.fun - constant}


def main():
    doc = {
        "generated_by": "tests/golden/generate_fits.py", "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
        "sigma": {"wide": WIDE, "narrow": NARROW, "half_life_prior": PRIOR_SD}, "series": SERIES, "level": level_fits(), "decay": decay_fits(), "golden_alert": golden_alert(),
    }
    pathlib.Path(__file__).with_name("fits.json").write_text(json.dumps(json.loads(json.dumps(doc, default=float)), indent=1) + "\n")


if __name__ == "__main__":
    main()
