"""
The calls of stats_r.json once more, from the definitions in 50-digit arithmetic (mpmath), with SciPy as a third opinion on every number that SciPy has.
Run: Rscript generate_stats.R, then python3 generate_stats_calls.py, both in tests/golden (writes stats_calls.json). Nothing is random.
"""
import json
import pathlib
import platform

import mpmath as mp
import scipy
from mpmath import mpf as M
from scipy import optimize, special, stats

from exact import above, beta_binomial, beta_cdf, beta_quantile, below, binomial, cdf, gamma_cdf, gamma_quantile, gamma_upper, least, negative_binomial, poisson, quantile, root

HERE = pathlib.Path(__file__).parent


# --- the functions, by the names of libs/stats
def clopperPearson(k, n, level=0.95):
    t = (1 - M(level)) / 2
    return {"low": beta_quantile(t, k, n - k + 1) if k > 0 else 0, "high": beta_quantile(1 - t, k + 1, n - k) if k < n else 1}


def binomialUpper(k, n, level):
    return beta_quantile(M(level), k + 1, n - k) if k < n else 1


def rateRatio(k1, n1, k2, n2):
    low = beta_quantile(M("0.025"), k1, k2 + 1) if k1 > 0 else M(0)
    high = beta_quantile(M("0.975"), k1 + 1, k2)
    odds = lambda t: t / (1 - t) * M(n2) / M(n1)
    return {"ratio": M(k1) * M(n2) / (M(n1) * M(k2)), "low": odds(low), "high": odds(high)}


def partitionRate(p, n):
    ci = clopperPearson(p, n)
    return {"lambda": -mp.log1p(-M(p) / n), "low": -mp.log1p(-ci["low"]), "high": -mp.log1p(-ci["high"])}


def molecules(p, n):
    return -n * mp.log1p(-min(M(p), n - M("0.5")) / n)


def partitionMolecules(m, w, n):
    return {"mutant": molecules(m, n), "total": molecules(m, n) + molecules(w, n)}


def crowdingFactor(m, w, n):
    """var ln(lambda_m / lambda_w) by the delta method, over what two Poisson counts would have."""
    m, w, n = M(m), M(w), M(n)
    of = lambda k: n * mp.expm1(k / n) / k ** 2
    if m == 0:
        return M(1)
    return of(m) * m if w == 0 else (of(m) + of(w)) / (1 / m + 1 / w)


def fractionalAbundance(m, w, n):
    km, kw = molecules(m, n), molecules(w, n)
    out = {"fraction": km / (km + kw), **partitionMolecules(m, w, n)}
    f = crowdingFactor(km, kw, n)
    if f > M("1.05") and 0 < m < n and 0 < w < n:
        a, b = partitionRate(m, n), partitionRate(w, n)
        mid = mp.log(a["lambda"] / b["lambda"])
        low = mid - mp.hypot(mp.log(a["lambda"] / a["low"]), mp.log(b["high"] / b["lambda"]))
        high = mid + mp.hypot(mp.log(a["high"] / a["lambda"]), mp.log(b["lambda"] / b["low"]))
        return {**out, "low": 1 / (1 + mp.exp(-low)), "high": 1 / (1 + mp.exp(-high))}
    return {**out, **clopperPearson(km / f, (km + kw) / f)}


def heterogeneity(p, n):
    share = M(sum(p)) / sum(n)
    chi = sum((k - m * share) ** 2 / (m * share * (1 - share)) for k, m in zip(p, n))
    return {"chiSquare": chi, "df": len(p) - 1, "pValue": gamma_upper(M(len(p) - 1) / 2, chi / 2)}


def wellHeterogeneity(wells):
    return heterogeneity([w["positive"] for w in wells], [w["accepted"] for w in wells])


def poolWells(wells):
    return {**partitionRate(sum(w["positive"] for w in wells), sum(w["accepted"] for w in wells)), "heterogeneity": wellHeterogeneity(wells)}


def poolDuplexWells(wells):
    of = lambda key: [w[key] for w in wells]
    m, w, n = of("mutantPositive"), of("wildtypePositive"), of("accepted")
    return {**fractionalAbundance(sum(m), sum(w), sum(n)), "mutantHeterogeneity": heterogeneity(m, n), "wildtypeHeterogeneity": heterogeneity(w, n)}


def blankRate(k, n):
    s = M(k) + M("0.5")
    return {"shape": s, "exposure": n, "mean": s / n, "low": gamma_quantile(M("0.025"), s) / n, "high": gamma_quantile(M("0.975"), s) / n}


def overdispersionByMoments(blanks):
    k, n = [b["mutant"] for b in blanks], [b["total"] for b in blanks]
    h, total = heterogeneity(k, n), sum(n)
    return {"mean": M(sum(k)) / total, "rho": (h["chiSquare"] - h["df"]) / sum((m - 1) * (1 - M(m) / total) for m in n), "reactions": len(n)}


def overdispersionByLikelihood(blanks):
    mean = M(sum(b["mutant"] for b in blanks)) / sum(b["total"] for b in blanks)
    ll = lambda x: sum(beta_binomial(b["mutant"], b["total"], mean, mp.exp(x)) for b in blanks)
    top = optimize.minimize_scalar(lambda x: -float(ll(x)), bounds=(-12, -1), method="bounded", options={"xatol": 1e-6}).x
    top = mp.findroot(lambda x: mp.diff(ll, x), (M(top) - M("0.01"), M(top) + M("0.01")), solver="anderson", tol=1e-30)
    return {"mean": mean, "rho": mp.exp(top), "reactions": len(blanks)}


def lodMolecules(b, k, power):
    return max(M(0), gamma_quantile(power, k) - M(b))


def lodMoleculesUncertain(mean, size, k, power):
    noise = [mp.exp(negative_binomial(j, mean, size)) for j in range(k)]
    tail = lambda c, l: 1 - sum(mp.exp(poisson(j, l)) for j in range(c))
    return root(lambda l: sum(p * tail(k - j, l) for j, p in enumerate(noise)) + 1 - sum(noise) - M(power), 1e-6, 200)


def ratio_odds(c, x, y):
    return M(c) * M(y["mean"]) * M(x["shape"]) / (M(x["mean"]) * M(y["shape"]))


def gammaRatioBelow(c, x, y):
    q = ratio_odds(c, x, y)
    return beta_cdf(q / (1 + q), x["shape"], y["shape"])


def gammaRatioQuantile(p, x, y):
    t = beta_quantile(p, x["shape"], y["shape"])
    return t / (1 - t) / ratio_odds(1, x, y)


def signalPosterior(k, b):
    a, b = M(k) + M("0.5"), M(b)
    left = gamma_upper(a, b)
    def at(p):
        goal = (1 - M(p)) * left
        x = M(float(special.gammainccinv(float(a), float(goal))))
        for _ in range(5):
            x += (gamma_upper(a, x) - goal) / mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
        return x - b
    return {"median": at("0.5"), "low": at("0.025"), "high": at("0.975")}


def weightedQuantile(grid, weights, p):
    total, run, mids = sum(M(w) for w in weights), M(0), []
    for w in weights:
        mids.append((run + M(w) / 2) / total)
        run += M(w)
    p = M(p)
    if p <= mids[0]:
        return M(grid[0])
    for i in range(1, len(mids)):
        if p <= mids[i]:
            return M(grid[i - 1]) + (p - mids[i - 1]) / (mids[i] - mids[i - 1]) * (M(grid[i]) - M(grid[i - 1]))
    return M(grid[-1])


FUNCTIONS = {f.__name__: f for f in [
    clopperPearson, binomialUpper, rateRatio, partitionRate, partitionMolecules, crowdingFactor, fractionalAbundance, wellHeterogeneity, poolWells, poolDuplexWells, blankRate,
    overdispersionByMoments, overdispersionByLikelihood, lodMolecules, lodMoleculesUncertain, gammaRatioBelow, gammaRatioQuantile, signalPosterior, weightedQuantile]}
FUNCTIONS |= {
    "binomialLogPmf": binomial, "binomialLogLikelihood": binomial, "binomialCdf": lambda k, n, p: cdf(binomial, k, n * p, n, p), "binomialSurvival": lambda k, n, p: above(binomial, k, n * p, n, p) if k > 0 else 1,
    "binomialQuantile": lambda q, n, p: quantile(binomial, q, n, p),
    "poissonLogPmf": poisson, "poissonLogLikelihood": poisson, "poissonPmf": lambda k, m: mp.exp(poisson(k, m)), "poissonCdf": lambda k, m: cdf(poisson, k, m, m),
    "poissonSurvival": lambda k, m: above(poisson, k, m, m) if k > 0 else 1, "poissonQuantile": lambda p, m: quantile(poisson, p, m), "criticalCount": lambda b, a: least(poisson, a, b),
    "negativeBinomialLogPmf": negative_binomial, "negativeBinomialLogLikelihood": negative_binomial, "negativeBinomialCdf": lambda k, m, r: cdf(negative_binomial, k, m, m, r),
    "negativeBinomialSurvival": lambda k, m, r: above(negative_binomial, k, m, m, r) if k > 0 else 1, "negativeBinomialQuantile": lambda p, m, r: quantile(negative_binomial, p, m, r),
    "negativeBinomialCriticalCount": lambda m, r, a: least(negative_binomial, a, m, r),
    "betaBinomialLogPmf": beta_binomial, "betaBinomialLogLikelihood": beta_binomial, "betaBinomialCdf": lambda k, n, m, rho: below(beta_binomial, k, n, m, rho),
    "betaBinomialSurvival": lambda k, n, m, rho: mp.fsum(mp.exp(beta_binomial(j, n, m, rho)) for j in range(k, n + 1)), "betaBinomialQuantile": lambda p, n, m, rho: quantile(beta_binomial, p, n, m, rho),
    "betaBinomialCriticalCount": lambda n, m, rho, a: least(beta_binomial, a, n, m, rho),
    "chiSquareSurvival": lambda x, df: gamma_upper(M(df) / 2, M(x) / 2) if x > 0 else 1, "gammaBelow": lambda a, x: gamma_cdf(a, x), "gammaQuantiles": lambda a, ps: [gamma_quantile(p, a) for p in ps],
    "betaCdf": beta_cdf, "logSumExp": lambda xs: mp.log(sum(mp.exp(M(x)) for x in xs)),
}
SCIPY = {
    "binomialCdf": lambda k, n, p: stats.binom.cdf(k, n, p), "binomialSurvival": lambda k, n, p: stats.binom.sf(k - 1, n, p), "poissonCdf": stats.poisson.cdf, "poissonSurvival": lambda k, m: stats.poisson.sf(k - 1, m),
    "negativeBinomialCdf": lambda k, m, r: stats.nbinom.cdf(k, r, r / (r + m)), "negativeBinomialSurvival": lambda k, m, r: stats.nbinom.sf(k - 1, r, r / (r + m)),
    "chiSquareSurvival": stats.chi2.sf, "gammaBelow": lambda a, x: stats.gamma.cdf(x, a), "betaCdf": lambda x, a, b: stats.beta.cdf(x, a, b),
    "binomialUpper": lambda k, n, level: stats.beta.ppf(level, k + 1, n - k) if k < n else 1, "logSumExp": special.logsumexp,
}


def plain(x):
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    return [plain(v) for v in x] if isinstance(x, (list, tuple)) else float(x)


def agree(a, b):
    if isinstance(a, dict):
        return all(agree(a[k], b[k]) for k in a)
    return abs(a - b) <= 1e-8 * abs(b)


def main():
    calls = json.loads((HERE / "stats_r.json").read_text())["calls"]
    values = []
    for c in calls:
        value = plain(FUNCTIONS[c["fn"]](*c["args"]))
        if c["fn"] in SCIPY:
            assert agree(plain(SCIPY[c["fn"]](*c["args"])), value), (c, value)
        values.append(value)
    head = {"generated_by": "tests/golden/generate_stats_calls.py", "versions": {"python": platform.python_version(), "scipy": scipy.__version__, "mpmath": mp.__version__}}
    body = ",\n  ".join(json.dumps(v) for v in values)
    (HERE / "stats_calls.json").write_text(json.dumps(head, indent=1)[:-2] + ',\n "values": [\n  ' + body + "\n ]\n}\n")


if __name__ == "__main__":
    main()
