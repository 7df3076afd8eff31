"""Expected values for detectability, from SciPy by other routes than the code's: Gamma quantiles by inversion of SciPy's incomplete gamma
functions, detection by convolution and by numerical integration over the truncal's posterior and both noises.
Run: python3 tests/golden/generate_detectability.py (writes detectability.json beside it)."""
import json
import pathlib
import platform

import numpy
import scipy
from scipy import special, stats


def signal_posterior():
    out = []
    for k, b in [(0, 0), (0, 0.1), (0, 1.5), (1, 0.1), (2, 0.05), (5, 0.3), (8, 0.114), (21, 0.114), (29, 1.0), (30, 0.2), (400, 1.0), (3.7, 0.2), (2, 6.0), (0, 12.0),
                 (10, 30.0), (1000, 1000.0), (40, 38.0)]:
        a = k + 0.5
        tail = special.gammaincc(a, b)
        # The tail beyond the cut is what is left: invert the upper incomplete gamma, accurate however small it is.
        q = lambda p: float(special.gammainccinv(a, (1 - p) * tail)) - b
        out.append({"k": k, "background": b, "median": q(0.5), "low": q(0.025), "high": q(0.975)})
    return out


def detection():
    out = []
    for signal, size, b, critical in [(0, 25, 0.1, 2), (1.75, 25, 0.1, 2), (3.5, 25, 0.105, 2), (17.5, 25, 0.1, 3), (3.5, 25, 0, 2), (5, 6.2, 0.5, 4), (0.4, 3, 1e-6, 2), (60, 25, 120, 147),
                                      (30, 1e9, 4, 10), (2, 12.25, 1e-3, 2)]:
        ks = numpy.arange(0, critical)
        nb = stats.nbinom.pmf(ks, size, size / (size + signal)) if signal > 0 else (ks == 0).astype(float)
        pois = stats.poisson.pmf(ks, b)
        below = sum(nb[i] * pois[j] for i in ks for j in ks if i + j < critical)
        out.append({"signal": signal, "size": size, "background": b, "critical": critical, "p": 1 - float(below)})
    return out


def shared():
    """P(k >= critical) of a clone at a share f of a truncal counted as kt of nt; gamma noise of relative sd 0.2 for the clone and for the truncal."""
    out = []
    x, w = numpy.polynomial.legendre.leggauss(60)
    u, w = (x + 1) / 2, w / 2
    noise = stats.gamma.ppf(u, 25, scale=1 / 25)
    for kt, nt, n, b, critical, f in [(190, 3800, 3800, 0.114, 2, 0.05), (190, 3800, 3800, 0.114, 2, 0.25), (12, 3800, 3800, 0.114, 2, 0.25), (3, 2500, 3000, 0.1, 2, 0.25), (60, 1000, 1000, 0.5, 4, 0.05),
                                      (800, 9000, 9000, 0.3, 3, 0.05)]:
        truncal = stats.gamma.ppf(u, kt + 0.5, scale=1 / nt)
        p = 0.0
        for i, t in enumerate(truncal):
            for j, e in enumerate(noise):
                p += w[i] * w[j] * float(numpy.sum(w * stats.poisson.sf(critical - 1, n * f * t * e * noise + b)))
        out.append({"truncal": [kt, nt], "depth": n, "background": b, "critical": critical, "share": f, "p": p})
    return out


def main():
    doc = {
        "generated_by": "tests/golden/generate_detectability.py",
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
        "signal_posterior": signal_posterior(), "detection": detection(), "shared": shared(),
    }
    pathlib.Path(__file__).with_name("detectability.json").write_text(json.dumps(json.loads(json.dumps(doc, default=float)), indent=1) + "\n")


if __name__ == "__main__":
    main()
