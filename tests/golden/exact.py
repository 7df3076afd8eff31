"""Special functions and laws of counts from their definitions in 50-digit arithmetic (mpmath), for generate_stats_calls.py."""
import mpmath as mp
from mpmath import mpf as M
from scipy import special

mp.mp.dps = 50


def root(f, low, high):
    """Bisection in 50 digits, then secants: a root between, f increasing or decreasing."""
    low, high = M(low), M(high)
    up = f(high) > 0
    for _ in range(60):
        mid = (low + high) / 2
        if (f(mid) > 0) == up:
            high = mid
        else:
            low = mid
    return mp.findroot(f, (low, high), solver="anderson", tol=1e-60, verify=False)


def series(ratio):
    """1 + r(0) + r(0)r(1) + ...: positive terms, so no digit is lost."""
    total, term, j = M(1), M(1), 0
    while term > total * M(10) ** -(mp.mp.dps + 5):
        term *= ratio(j)
        total += term
        j += 1
    return total


def beta_cdf(x, a, b):
    """DLMF 8.17.8: x^a (1 - x)^b / (a B(a, b)) times F(a + b, 1; a + 1; x), from the nearer end, where the series is short."""
    with mp.workdps(80):
        x, a, b = M(x), M(a), M(b)
        if x > M("0.5"):
            return 1 - beta_cdf(1 - x, b, a)
        return mp.exp(a * mp.log(x) + b * mp.log1p(-x) - ln_beta(a, b)) / a * series(lambda j: x * (a + b + j) / (a + 1 + j))


def beta_quantile(p, a, b):
    """The quantile in 50 digits, started at SciPy's."""
    start = M(float(special.betaincinv(float(a), float(b), float(p))))
    x, a, b, p = start, M(a), M(b), M(p)
    density = lambda x: mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x) - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)))
    for _ in range(4):
        x -= (beta_cdf(x, a, b) - p) / density(x)
    return x


def gamma_cdf(a, x):
    """DLMF 8.7.1."""
    a, x = M(a), M(x)
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * series(lambda j: x / (a + 1 + j)) if x > 0 else M(0)


def gamma_upper(a, x):
    # Tails down to 1e-100 keep their digits.
    with mp.workdps(200):
        return 1 - gamma_cdf(a, x)


def gamma_quantile(p, a):
    a, p = M(a), M(p)
    x = M(float(special.gammaincinv(float(a), float(p))))
    for _ in range(4):
        x -= (gamma_cdf(a, x) - p) / mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
    return x


# --- laws of counts: ln P(X = k) for real k
def ln_choose(n, k):
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)


def ln_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def poisson(k, m):
    k, m = M(k), M(m)
    return k * mp.log(m) - m - mp.loggamma(k + 1) if m > 0 else (M(0) if k == 0 else -mp.inf)


def binomial(k, n, p):
    k, n, p = M(k), M(n), M(p)
    return ln_choose(n, k) + k * mp.log(p) + (n - k) * mp.log1p(-p)


def negative_binomial(k, m, r):
    k, m, r = M(k), M(m), M(r)
    return mp.loggamma(r + k) - mp.loggamma(r) - mp.loggamma(k + 1) + k * mp.log(m / (r + m)) - r * mp.log1p(m / r)


def beta_binomial(k, n, mean, rho):
    k, n, mean, rho = M(k), M(n), M(mean), M(rho)
    s = (1 - rho) / rho
    return ln_choose(n, k) + ln_beta(k + mean * s, n - k + (1 - mean) * s) - ln_beta(mean * s, (1 - mean) * s)


def below(law, k, *o):
    """P(X <= k), term by term from k down; terms that cannot change 40 digits end it."""
    total, j = M(0), int(k)
    while j >= 0:
        term = mp.exp(law(j, *o))
        total += term
        j -= 1
        if term < total * M(10) ** -42 and j < k - 3:
            break
    return total


def above(law, k, mean, *o):
    """P(X >= k), from the side of the mean with fewer terms."""
    return above_from(law, k, *o) if k > mean else 1 - below(law, k - 1, *o)


def above_from(law, k, *o):
    total, j = M(0), int(k)
    while True:
        term = M(0) if law in (binomial, beta_binomial) and j > o[0] else mp.exp(law(j, *o))
        total += term
        j += 1
        if term <= total * M(10) ** -42:
            return total


def cdf(law, k, mean, *o):
    return below(law, k, *o) if k < mean else 1 - above_from(law, k + 1, *o)


def quantile(law, p, *o):
    total, k = M(0), 0
    while True:
        total += mp.exp(law(k, *o))
        if total >= M(p):
            return k
        k += 1


def least(law, alpha, *o):
    """Least k >= 2 with P(X >= k) <= alpha."""
    left, k = M(1), 0
    while True:
        left -= mp.exp(law(k, *o))
        k += 1
        if k >= 2 and left <= M(alpha):
            return k
