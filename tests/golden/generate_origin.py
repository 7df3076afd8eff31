"""P(blood cells) of a course beside a truncal signal: the three models of libs/kinetics/src/origin.ts, their level integrated numerically (quad) under a
multivariate normal density with the slope's covariance written out. Writes origin.json. Usage: python3 tests/golden/generate_origin.py"""
import json
import pathlib
import sys

import numpy as np
import scipy
from scipy.integrate import quad
from scipy.stats import multivariate_normal

OWN, SHARED, BIAS = 0.2 ** 2, 0.35 ** 2, 0.15 ** 2
FACTORS = [(1, 0.6), (3, 0.4)]
OUTLIER_SHARE, OUTLIER_VARIANCE = 0.4, 2.25
PROPORTIONAL, SLOPE_SD, DRIFT_SD = 0.4, 0.02, 0.002


def evidence(y, variances, x, slope_sd):
    cov = np.diag(variances) + slope_sd ** 2 * np.outer(x, x)
    centre = float(np.mean(y))
    density = multivariate_normal(mean=np.zeros(len(y)), cov=cov)
    top = density.logpdf(y - centre)
    # The peak of the level is found first, so that quad sees it.
    inv = np.linalg.inv(cov)
    one = np.ones(len(y))
    best = float(one @ inv @ y / (one @ inv @ one))
    width = 12 / np.sqrt(one @ inv @ one)
    top = density.logpdf(y - best)
    area, _ = quad(lambda level: np.exp(density.logpdf(y - level) - top), best - width, best + width, epsabs=0, epsrel=1e-11, limit=200)
    return np.exp(top) * area


def robust(y, counting, noise, x, slope_sd):
    total = 0.0
    for factor, weight in FACTORS:
        v = counting + factor * noise
        total += weight * (1 - OUTLIER_SHARE) * evidence(y, v, x, slope_sd)
        for i in range(len(y)):
            w = v.copy()
            w[i] += OUTLIER_VARIANCE
            total += weight * OUTLIER_SHARE / len(y) * evidence(y, w, x, slope_sd)
    return total


def p_blood(draws, prior):
    day = np.array([d["day"] for d in draws], float)
    day -= day[0]
    log = np.array([np.log((max(0, d["k"] - d["background"]) + 0.5) / d["n"]) for d in draws])
    counting = np.array([1 / (d["k"] + 0.5) for d in draws])
    truncal = np.array([np.log((d["truncal_k"] + 0.5) / d["truncal_n"]) for d in draws])
    truncal_counting = np.array([1 / (d["truncal_k"] + 0.5) for d in draws])
    own = OWN + (BIAS if len({d["assay"] for d in draws}) > 1 else 0)
    flat = robust(log, counting, own, day, DRIFT_SD)
    with_tumour = robust(log - truncal, counting + truncal_counting, 2 * own, np.zeros(len(draws)), 0)
    alone = robust(log, counting, own + SHARED, day, SLOPE_SD)
    blood = prior * flat
    return blood / (blood + (1 - prior) * (PROPORTIONAL * with_tumour + (1 - PROPORTIONAL) * alone))


rng = np.random.default_rng(20261)
cases = []
for kind in ["level", "tumour", "own", "odd", "two assays", "faint"]:
    n = int(rng.integers(4, 10))
    days = np.cumsum(rng.integers(14, 60, n))
    truncal = 0.1 * np.exp(np.cumsum(rng.normal(0, 1, n)))
    truncal = np.clip(truncal, 2e-4, 0.6)
    truncal[0], truncal[-1] = 0.3, 0.01
    vaf = {"level": np.full(n, 5e-3), "tumour": truncal / 10, "own": 1e-3 * np.exp(0.01 * (days - days[0])), "odd": np.where(np.arange(n) == 2, 2e-4, 5e-3),
           "two assays": np.full(n, 5e-3), "faint": np.full(n, 6e-4)}[kind]
    total = rng.integers(800, 8000, n)
    draws = [{"day": int(days[i]), "assay": "A" if kind != "two assays" or i < n // 2 else "B", "k": int(rng.poisson(total[i] * vaf[i])), "n": int(total[i]),
              "background": float(total[i] * 3e-5), "truncal_k": int(rng.poisson(total[i] * truncal[i])), "truncal_n": int(total[i])} for i in range(n)]
    prior = 0.1 if kind != "faint" else 0.8
    cases.append({"kind": kind, "prior": prior, "draws": draws, "p_blood": float(p_blood(draws, prior))})

out = {"generated_by": f"python {sys.version.split()[0]}, scipy {scipy.__version__}, numpy {np.__version__}, seed 20261", "cases": cases}
pathlib.Path(__file__).with_name("origin.json").write_text(json.dumps(out, indent=1) + "\n")
