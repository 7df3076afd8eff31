"""
Fits of counts over time by general optimisers and by integration on a fine grid, from the model as documented, not from the engine's code.
Run: python3 tests/golden/generate_fits.py (writes fits.json beside it).

Decay: k ~ Poisson(n·s·v·e^eps + b), eps ~ N(0, (factor·sigma)²) with 5 % of draws wider by a variance of 1; more than 25 molecules: ln(k - b) normal with variance 1/k besides.
Flat in ln v, factor and course with the prior shares below; the half-life is that of the courses that fall. Growth (science 8.1): k ~ NegBin(mean n·v·s + b, size 1/sigma²), v = r·2^(t/D).
"""
import json
import math
import pathlib
import platform

import numpy as np
import scipy
from scipy import optimize, signal, special, stats

# sd of ln VAF of one draw: own and shared noise together; own noise of clone and truncal variant where the shedding index is measured.
WIDE, NARROW = math.hypot(0.2, 0.35), math.hypot(0.2, 0.2)
PRIOR_SD = 0.6

SERIES = {
    "steady fall": [(0, 350, 3500), (60, 175, 3500), (120, 88, 3500), (180, 44, 3500), (240, 22, 3500)],
    "with non-detects": [(0, 41, 3800), (49, 17, 4100), (105, 3, 2900), (160, 0, 5200), (215, 1, 3300)],
    "two draws": [(0, 35, 3500), (60, 20, 3500)],
    "no fall": [(0, 60, 4000), (30, 71, 3800), (61, 58, 3500), (92, 66, 4200), (122, 62, 3900)],
    "fast": [(0, 900, 4000), (28, 260, 3900), (56, 80, 4100), (84, 20, 3700)],
    "bends": [(0, 800, 4000), (28, 250, 4100), (56, 70, 3900), (84, 66, 4000), (112, 75, 3800), (140, 58, 4100)],
    "long and deep": [(28 * i, round(3000 * 2 ** (-28 * i / 95)), 15000) for i in range(12)],
    "real counts": [(0, 77.31, 2210.5), (42, 30.02, 1990.25), (91, 12.55, 2405.75), (140, 4.01, 1801.5)],
}


def arrays(rows):
    t, k, n = (np.array(x, dtype=float) for x in zip(*rows))
    return t - t[0], k, n, 3e-5 * n


def log_lik(k, mean, size):
    """Negative binomial with Gamma functions: counts of partitions are not whole."""
    return special.gammaln(size + k) - special.gammaln(size) - special.gammaln(k + 1) + k * np.log(mean / (size + mean)) - size * np.log1p(mean / size)


FACTORS = [(0.75, 0.2), (1.1, 0.4), (1.7, 0.27), (2.6, 0.13)]
OUTLIER, EXTRA, MANY, DRIFT = 0.05, 1.0, 25, 0.01
X = np.arange(-15, 6, 0.005)


def draw_log_lik(k, exposure, b, variance, factor):
    """ln likelihood of one draw on X, by convolution on a step of 0.005; the Poisson relative to the best it can do."""
    core, wide = factor ** 2 * variance, variance + EXTRA
    if k > MANY:
        at = math.log(max(k - b, k / 2) / exposure)
        part = lambda v: np.exp(-0.5 * (X - at) ** 2 / (v + 1 / k)) / math.sqrt(v + 1 / k)
    else:
        top = k if k > b else b
        p = np.exp(special.xlogy(k, exposure * np.exp(X) + b) - exposure * np.exp(X) - b - (special.xlogy(k, top) - top))
        def part(v):
            half = np.arange(0, 7 * math.sqrt(v), 0.005)
            kernel = np.exp(-0.5 * np.concatenate([-half[:0:-1], half]) ** 2 / v)
            padded = np.concatenate([np.full(len(half) - 1, p[0]), p, np.full(len(half) - 1, p[-1])])
            return signal.fftconvolve(padded, kernel / kernel.sum(), mode="valid")
    return np.log(np.maximum((1 - OUTLIER) * part(core) + OUTLIER * part(wide), 1e-300))


def draw_fits():
    out = []
    for k, n, b in [(0, 3500, 0.1), (1, 3500, 0.4), (7, 2900, 0.09), (24.5, 4100, 0.12), (26, 4100, 0.12), (900, 4000, 0.12)]:
        for variance in [0.08, 0.1625]:
            for factor, _ in FACTORS:
                table = draw_log_lik(k, n, b, variance, factor)
                xs = [x for x in np.arange(-12, 1.3, 0.2) if np.interp(x, X, table) > -12]
                out.append({"k": k, "n": n, "b": b, "variance": variance, "factor": factor, "x": [round(x, 10) for x in xs], "log_lik": [float(np.interp(x, X, table)) for x in xs]})
    return out


def quantiles(x, density, probabilities):
    cdf = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(x))])
    return np.interp(probabilities, cdf / cdf[-1], x)


def change(course, t):
    return course["rate"] * t + course["extra"] * np.minimum(np.maximum(0, t - course["from"]), course["days"])


def half_life(course, span):
    x = np.linspace(0, span, 25)
    slope = np.polyfit(x, change(course, x), 1)[0]
    return -math.log(2) / slope if slope < -math.log(2) / 3650 else 3650.0


def per(days):
    return 0.0 if math.isinf(days) else -math.log(2) / days


def courses(prior_median, span, phases, therapy):
    """Every course with its prior weight: 401 half-lives where the engine takes 40."""
    killed = 0.0
    if therapy:
        said = 0 if therapy["tumour_fall"] is None else max(-2, min(2, (-1.2 - therapy["tumour_fall"]) * 2))
        odds = 0.4 / 0.6 * math.exp(said)
        killed = odds / (1 + odds)
    bent = 0.08 if phases else 0.0
    plain = {"extra": 0, "from": 0, "days": 0}
    out = []
    z = np.linspace(-3.5, 3.5, 401)
    w = np.exp(-0.5 * z ** 2)
    rest = (1 - killed) * (1 - bent)
    for zi, wi in zip(z, w / w.sum()):
        out.append({"kind": "decay", "rate": per(prior_median * math.exp(PRIOR_SD * zi)), **plain, "w": rest * 0.875 * wi})
    for days, share in [(math.inf, 0.8), (-60, 0.1), (-180, 0.1)]:
        out.append({"kind": "steady", "rate": per(days), **plain, "w": rest * 0.125 * share})
    if phases:
        out += [{"kind": "regrowing" if t2 < 0 else "slowing", "rate": per(t2), "extra": per(t1) - per(t2), "from": 0, "days": f * span, "w": (1 - killed) * bent / 18}
                for t1 in [15, 30, 60] for f in [0.35, 0.6] for t2 in [200, math.inf, -60]]
    if therapy:
        out += [{"kind": "response", "rate": per(t2), "extra": per(t1), "from": therapy["from"], "days": d, "w": killed / 45}
                for t1 in [8, 12, 18, 27, 40] for d in [50, 100, 150] for t2 in [60, 140, math.inf]]
    return out


def decay(rows, prior_median, index=None, therapy=None, bound=0.001):
    """Posterior over courses and levels on fine grids; levels are those of the middle of the series, where the counts hold them."""
    t, k, n, b = arrays(rows)
    s = np.ones_like(t) if index is None else np.array(index)
    variance = np.full_like(t, WIDE ** 2) if index is None else np.where(s == 1, WIDE, NARROW) ** 2
    span = t[-1]
    cs = courses(prior_median, span, len(set(t)) >= 4, therapy)
    pivot = (k * t).sum() / k.sum()
    best = math.log(((k + 0.5) / (n * s)).mean())
    level = np.linspace(best - 6, best + 5, 1101)
    tables = [[draw_log_lik(ki, ni * si, bi, vi, f) for ki, ni, si, bi, vi in zip(k, n, s, b, variance)] for f, _ in FACTORS]
    logs = np.empty((len(cs), len(FACTORS), len(level)))
    for i, c in enumerate(cs):
        offsets = change(c, t) - change(c, pivot)
        for g, (_, weight) in enumerate(FACTORS):
            logs[i, g] = math.log(c["w"] * weight) + sum(np.interp(level + o, X, table) for o, table in zip(offsets, tables[g]))
    weight = np.exp(logs - logs.max()).sum(axis=1)
    weight /= weight.sum()
    assert max(weight[:, 0].max(), weight[:, -1].max()) < 1e-7, "the level leaves the grid"
    mass = weight.sum(axis=1)
    share = lambda *kinds: float(sum(m for m, c in zip(mass, cs) if c["kind"] in kinds))
    phased = [(half_life(c, span), m) for c, m in zip(cs, mass) if c["kind"] not in ("decay", "steady")]
    flat = sum(m for days, m in phased if days >= 3650)
    falls = [(math.log(half_life(c, span)), m, 0.0) for c, m in zip(cs, mass) if c["kind"] == "decay"] + [(math.log(days), m, 0.125) for days, m in phased if days < 3650]
    def shorter(x):
        # A half-life of a few stands for those an eighth to each side; of the 401 each for its own step.
        step = PRIOR_SD * 7 / 400 / 2
        return sum(m * min(1, max(0, (x - at + (half or step)) / (2 * (half or step)))) for at, m, half in falls) / sum(m for _, m, _ in falls)
    quantile = lambda f, q, lo, hi: optimize.brentq(lambda x: f(x) - q, lo, hi, xtol=1e-8)
    p = dict(low=0.025, median=0.5, high=0.975)
    out = {"prior_median": prior_median, "therapy": therapy, "p_not_decaying": share("steady"), "p_response": share("response"),
           "p_not_exponential": share("slowing", "regrowing") + float(sum(m for m, c in zip(mass, cs) if c["kind"] == "response" and 0.1 * span < c["from"] + c["days"] < 0.9 * span)),
           "half_life": {a: math.exp(quantile(shorter, q, 1, 9)) for a, q in p.items()}}
    if out["p_not_decaying"] + flat >= 0.2:
        out["half_life"]["high"] = 3650.0
    def below(day, x, first_passage=False):
        """P(ln VAF <= x on a day), drift after the last draw."""
        total = 0.0
        for c, row in zip(cs, weight):
            if row.sum() < 1e-7:
                continue
            at = change(c, day)
            clears = c["rate"] < -math.log(2) / 3650
            if first_passage and c["rate"] > 0:
                at = min(0, change(c, min(day, c["from"] + c["days"])))
            drift = 0 if first_passage and not clears else DRIFT * math.sqrt(max(0, day - span))
            total += (row * stats.norm.cdf((x - level - at + change(c, pivot)) / math.hypot(drift, 0.01))).sum()
        return total
    out["vaf"] = {a: min(1, math.exp(quantile(lambda x: below(0, x), q, -25, 3))) for a, q in p.items()}
    ever = below(4000, math.log(bound), True)
    out["p_never"] = 1 - ever
    cleared = lambda d: below(d, math.log(bound), True) / ever
    if out["p_never"] < 0.5:
        out["clearance"] = {a: 0.0 if cleared(0) >= q else quantile(cleared, q, 0, 4000) for a, q in {**p, "low80": 0.1, "high80": 0.9}.items()}
    return out


def decay_fits():
    out = [{"name": name, "rows": rows, "shedding": None, **decay(rows, m)} for name, rows in SERIES.items() for m in ([112.6, 143.1] if name == "with non-detects" else [112.6])]
    rows, index = SERIES["steady fall"], [1.6, 1.25, 0.9, 0.8, 0.7]
    out.append({"name": "share of a shrinking tumour", "rows": rows, "shedding": index, **decay(rows, 112.6, index)})
    out += [{"name": f"{name}, under a treatment", "rows": SERIES[name], "shedding": None, **decay(SERIES[name], 112.6, None, therapy)}
            for name, therapy in [("fast", {"from": 5, "tumour_fall": None}), ("steady fall", {"from": -10, "tumour_fall": -0.1}), ("bends", {"from": 0, "tumour_fall": -2.0})]]
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
        "sigma": {"wide": WIDE, "narrow": NARROW, "half_life_prior": PRIOR_SD}, "series": SERIES, "draw": draw_fits(), "decay": decay_fits(), "golden_alert": golden_alert(),
    }
    pathlib.Path(__file__).with_name("fits.json").write_text(json.dumps(json.loads(json.dumps(doc, default=float)), indent=1) + "\n")


if __name__ == "__main__":
    main()
