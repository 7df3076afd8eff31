# Expected values for every function of libs/stats by R's own routines, or from the definition where R has none.
# Run in tests/golden: Rscript generate_stats.R (writes stats_r.json). Nothing is random. R's routines are other code than SciPy's and mpmath's, so
# generate_stats_calls.py answers the same calls in 50 digits.
source("json.R")
calls <- list()
call <- function(fn, args, value) calls[[length(calls) + 1]] <<- list(fn = fn, args = args, value = value)
solve1 <- function(f, low, high) uniroot(f, c(low, high), tol = 1e-15, maxiter = 1000)$root

# --- proportions and rates
for (x in list(c(0, 10000), c(1, 10000), c(8, 3800), c(21, 3800), c(500, 1000), c(999, 1000), c(1000, 1000), c(1, 2), c(3, 30000))) for (level in c(0.9, 0.95)) {
  call("clopperPearson", list(x[1], x[2], level), as.list(setNames(binom.test(x[1], x[2], conf.level = level)$conf.int[1:2], c("low", "high"))))
  call("binomialUpper", list(x[1], x[2], level), binom.test(x[1], x[2], alternative = "less", conf.level = level)$conf.int[2])
}
for (x in list(c(8, 3800, 400, 3800), c(0, 3900, 300, 3900), c(50, 1000, 60, 4000), c(3, 2500.5, 7, 900.25))) {
  t <- poisson.test(x[c(1, 3)], x[c(2, 4)])
  call("rateRatio", as.list(x), list(ratio = unname(t$estimate), low = t$conf.int[1], high = t$conf.int[2]))
}

# --- distributions of counts
for (x in list(c(0, 10000, 3e-5), c(2, 3500, 3e-5), c(9, 3500, 3e-5), c(21, 3800, 0.002), c(8, 3800, 0.0021), c(20, 20, 0.5), c(450, 1000, 0.5), c(600, 1000, 0.5), c(990, 1000, 0.9), c(120, 30000, 1e-3))) {
  call("binomialLogPmf", as.list(x), dbinom(x[1], x[2], x[3], log = TRUE))
  call("binomialCdf", as.list(x), pbinom(x[1], x[2], x[3]))
  call("binomialSurvival", as.list(x), pbinom(x[1] - 1, x[2], x[3], lower.tail = FALSE))
}
for (x in list(c(0, 0.1), c(2, 0.117), c(8, 0.114), c(21, 0.114), c(5, 5), c(12, 5), c(130, 100), c(60, 100), c(40, 0.05), c(2500, 3000), c(100500, 1e5), c(10, 1e-6))) {
  call("poissonLogPmf", as.list(x), dpois(x[1], x[2], log = TRUE))
  call("poissonPmf", as.list(x), dpois(x[1], x[2]))
  call("poissonCdf", as.list(x), ppois(x[1], x[2]))
  call("poissonSurvival", as.list(x), ppois(x[1] - 1, x[2], lower.tail = FALSE))
}
for (x in list(c(0, 3, 6.25), c(8, 3, 6.25), c(21, 25, 25), c(400, 300, 8), c(2, 0.1, 1e4), c(3, 0.105, 0.5), c(12, 0.105, 2.5), c(60, 300, 12.755), c(900, 300, 12.755), c(90, 3, 0.01))) {
  call("negativeBinomialLogPmf", as.list(x), dnbinom(x[1], mu = x[2], size = x[3], log = TRUE))
  call("negativeBinomialCdf", as.list(x), pnbinom(x[1], mu = x[2], size = x[3]))
  call("negativeBinomialSurvival", as.list(x), pnbinom(x[1] - 1, mu = x[2], size = x[3], lower.tail = FALSE))
}
# Beta-binomial as Polya's urn: each further molecule is drawn with what was drawn before, so no Gamma function is needed.
urn <- function(n, mean, rho) {
  s <- (1 - rho) / rho; a <- mean * s; b <- (1 - mean) * s
  j <- seq_len(n) - 1
  none <- sum(log1p(-a / (s + j)))
  none + c(0, cumsum(log(n - j) - log(j + 1) + log(j + a) - log(n - j - 1 + b)))
}
sum_up <- function(x) sum(sort(exp(x)))
for (x in list(c(0, 3500, 3e-5, 3e-4), c(7, 3500, 3e-5, 3e-4), c(40, 3500, 3e-5, 1e-3), c(21, 3800, 0.005, 1e-3), c(3, 3800, 0.005, 1e-3), c(100, 3800, 0.005, 1e-2), c(5, 20, 0.3, 0.2), c(10, 20, 0.5, 0.7))) {
  p <- urn(x[2], x[3], x[4])
  call("betaBinomialLogPmf", as.list(x), p[x[1] + 1])
  call("betaBinomialCdf", as.list(x), sum_up(p[seq_len(x[1] + 1)]))
  call("betaBinomialSurvival", as.list(x), sum_up(p[(x[1] + 1):(x[2] + 1)]))
}
# Counts that are not whole: Beta functions, for a binomial coefficient is 1 / ((n + 1) B(k + 1, n - k + 1)).
choose_real <- function(n, k) -log1p(n) - lbeta(k + 1, n - k + 1)
for (x in list(c(8.37, 3800.5, 0.002, 7.7, 12.755, 1e-3), c(0.004, 2000.25, 1e-4, 0.2, 6.25, 1e-4), c(12.5, 150.75, 0.08, 12, 25, 1e-2))) {
  k <- x[1]; n <- x[2]; p <- x[3]; m <- x[4]; r <- x[5]; rho <- x[6]; s <- (1 - rho) / rho
  call("binomialLogLikelihood", list(k, n, p), choose_real(n, k) + k * log(p) + (n - k) * log1p(-p))
  call("betaBinomialLogLikelihood", list(k, n, p, rho), choose_real(n, k) + lbeta(k + p * s, n - k + (1 - p) * s) - lbeta(p * s, (1 - p) * s))
  call("poissonLogLikelihood", list(k, m), k * log(m) - m - lgamma(k + 1))
  call("negativeBinomialLogLikelihood", list(k, m, r), choose_real(r + k - 1, k) + k * log(m / (r + m)) - r * log1p(m / r))
}
for (p in c(1e-6, 0.025, 0.5, 0.95, 0.99)) for (m in c(0.05, 3, 250)) {
  call("poissonQuantile", list(p, m), qpois(p, m))
  call("negativeBinomialQuantile", list(p, m, 6.25), qnbinom(p, mu = m, size = 6.25))
  call("binomialQuantile", list(p, 4000, m / 4000), qbinom(p, 4000, m / 4000))
  call("betaBinomialQuantile", list(p, 4000, m / 4000, 1e-3), which(cumsum(exp(urn(4000, m / 4000, 1e-3))) >= p)[1] - 1)
}

# --- count rules and limits of detection
least <- function(tail, alpha) { k <- 2; while (tail(k) > alpha) k <- k + 1; k }
for (b in c(0, 0.05, 0.1, 0.5, 1, 5, 100)) for (alpha in c(0.05, 0.01)) {
  k <- least(function(k) ppois(k - 1, b, lower.tail = FALSE), alpha)
  call("criticalCount", list(b, alpha), k)
  call("lodMolecules", list(b, k, 0.95), max(0, qgamma(0.95, k) - b))
}
for (x in list(c(0.105, 0.5, 3500, 3e-4), c(0.105, 10.5, 3500, 1e-4), c(1, 4.5, 3000, 1e-3), c(8, 40.5, 10000, 5e-4))) {
  nb <- function(k) pnbinom(k - 1, mu = x[1], size = x[2], lower.tail = FALSE)
  k <- least(nb, 0.01)
  call("negativeBinomialCriticalCount", list(x[1], x[2], 0.01), k)
  p <- urn(x[3], x[1] / x[3], x[4])
  call("betaBinomialCriticalCount", list(x[3], x[1] / x[3], x[4], 0.01), least(function(k) sum_up(p[(k + 1):(x[3] + 1)]), 0.01))
  seen <- function(l) sum(dnbinom(0:(k - 1), mu = x[1], size = x[2]) * ppois(k - 1 - 0:(k - 1), l, lower.tail = FALSE)) + nb(k)
  call("lodMoleculesUncertain", list(x[1], x[2], k, 0.95), solve1(function(l) seen(l) - 0.95, 1e-9, 200))
}

# --- partitions and wells
rate <- function(p, n, level = 0.95) { ci <- binom.test(p, n, conf.level = level)$conf.int; list(lambda = -log1p(-p / n), low = -log1p(-ci[1]), high = -log1p(-ci[2])) }
for (x in list(c(0, 15000), c(1, 15000), c(8, 15000), c(4000, 15000), c(14990, 15000))) call("partitionRate", as.list(x), rate(x[1], x[2]))
molecules <- function(p, n) -n * log1p(-min(p, n - 0.5) / n)
# Variance of ln(lambda) by the delta method over that of a Poisson count.
inflation <- function(m, w, n) { v <- function(k) n * expm1(k / n) / k^2; if (m == 0) 1 else if (w == 0) v(m) * m else (v(m) + v(w)) / (1 / m + 1 / w) }
duplex <- function(m, w, n) {
  km <- molecules(m, n); kw <- molecules(w, n); f <- inflation(km, kw, n)
  if (f > 1.05 && m > 0 && w > 0 && m < n && w < n) {
    a <- rate(m, n); b <- rate(w, n); mid <- log(a$lambda / b$lambda)
    low <- mid - sqrt(log(a$lambda / a$low)^2 + log(b$high / b$lambda)^2); high <- mid + sqrt(log(a$high / a$lambda)^2 + log(b$lambda / b$low)^2)
    list(fraction = km / (km + kw), low = plogis(low), high = plogis(high), mutant = km, total = km + kw)
  } else {
    k <- km / f; t <- (km + kw) / f
    list(fraction = km / (km + kw), low = if (k == 0) 0 else qbeta(0.025, k, t - k + 1), high = if (k == t) 1 else qbeta(0.025, k + 1, t - k, lower.tail = FALSE), mutant = km, total = km + kw)
  }
}
for (x in list(c(12, 4000, 15000), c(0, 3000, 15000), c(9000, 9000, 10000), c(1500, 13000, 15000), c(3, 40, 15000), c(5, 0, 15000))) {
  call("partitionMolecules", as.list(x), list(mutant = molecules(x[1], x[3]), total = molecules(x[1], x[3]) + molecules(x[2], x[3])))
  call("crowdingFactor", list(molecules(x[1], x[3]), molecules(x[2], x[3]), x[3]), inflation(molecules(x[1], x[3]), molecules(x[2], x[3]), x[3]))
  call("fractionalAbundance", as.list(x), duplex(x[1], x[2], x[3]))
}
spread <- function(p, n) { t <- suppressWarnings(chisq.test(rbind(p, n - p), correct = FALSE)); list(chiSquare = unname(t$statistic), df = unname(t$parameter), pValue = t$p.value) }
wells_of <- function(p, n) lapply(seq_along(p), function(i) list(positive = p[i], accepted = n[i]))
for (x in list(list(c(4, 6, 5), c(15000, 14800, 15120)), list(c(0, 0, 9), c(15000, 15000, 15000)), list(c(410, 520, 300, 455), c(14000, 15000, 13000, 15500)))) {
  call("wellHeterogeneity", list(wells_of(x[[1]], x[[2]])), spread(x[[1]], x[[2]]))
  call("poolWells", list(wells_of(x[[1]], x[[2]])), c(rate(sum(x[[1]]), sum(x[[2]])), list(heterogeneity = spread(x[[1]], x[[2]]))))
}
for (x in list(list(c(4, 6, 5), c(1400, 1510, 1466), c(15000, 14800, 15120)), list(c(4100, 5200, 3000), c(8000, 9100, 7900), c(14000, 15000, 13000)))) {
  wells <- lapply(seq_along(x[[1]]), function(i) list(mutantPositive = x[[1]][i], wildtypePositive = x[[2]][i], accepted = x[[3]][i]))
  call("poolDuplexWells", list(wells), c(duplex(sum(x[[1]]), sum(x[[2]]), sum(x[[3]])), list(mutantHeterogeneity = spread(x[[1]], x[[3]]), wildtypeHeterogeneity = spread(x[[2]], x[[3]]))))
}

# --- blanks
for (x in list(c(0, 40000), c(1, 4000), c(8, 123456), c(310, 250000))) {
  s <- x[1] + 0.5
  call("blankRate", as.list(x), list(shape = s, exposure = x[2], mean = s / x[2], low = qgamma(0.025, s, x[2]), high = qgamma(0.975, s, x[2])))
}
for (x in list(list(c(3, 0, 9, 1, 0, 22, 4, 2), c(4000, 3500, 4200, 3900, 2500, 8000, 4100, 3300)), list(c(0, 1, 0, 7, 0, 0, 2, 12, 0, 1), rep(5000, 10)))) {
  k <- x[[1]]; n <- x[[2]]; p <- sum(k) / sum(n); df <- length(k) - 1
  blanks <- lapply(seq_along(k), function(i) list(mutant = k[i], total = n[i]))
  # Pearson's X2 of the intercept-only binomial regression, and its expectation.
  chi <- sum(residuals(glm(cbind(k, n - k) ~ 1, family = binomial), type = "pearson")^2)
  call("overdispersionByMoments", list(blanks), list(mean = p, rho = (chi - df) / sum((n - 1) * (1 - n / sum(n))), reactions = length(k)))
  ll <- function(x) sum(mapply(function(k, n) urn(n, p, exp(x))[k + 1], k, n))
  call("overdispersionByLikelihood", list(blanks), list(mean = p, rho = exp(optimize(ll, log(c(1e-6, 0.5)), maximum = TRUE, tol = 1e-12)$maximum), reactions = length(k)))
}

# --- continuous laws
for (x in list(c(0, 1), c(3.84, 1), c(60, 1), c(400, 7), c(1.2, 3), c(0.01, 12), c(95, 100))) call("chiSquareSurvival", as.list(x), pchisq(x[1], x[2], lower.tail = FALSE))
for (x in list(c(0.5, 0.01), c(0.5, 3), c(8.5, 4), c(8.5, 20), c(120, 100), c(900.5, 950))) call("gammaBelow", as.list(x), pgamma(x[2], x[1]))
for (a in c(0.5, 3, 8.5, 40, 900)) call("gammaQuantiles", list(a, I(c(0.001, 0.025, 0.3, 0.5, 0.9, 0.975))), I(qgamma(c(0.001, 0.025, 0.3, 0.5, 0.9, 0.975), a)))
for (x in list(c(0.01, 0.5, 9.5), c(0.3, 3.5, 2.5), c(0.5, 400, 380), c(0.9, 0.5, 0.5), c(0.999, 800, 2), c(1e-6, 0.5, 300))) call("betaCdf", as.list(x), pbeta(x[1], x[2], x[3]))
for (x in list(c(0.5, 0.5 / 3000, 9.5, 9.5 / 3000), c(21.5, 0.005, 190.5, 0.05), c(3.5, 1e-3, 2.5, 6e-4), c(400.5, 0.1, 300.5, 0.08))) {
  beliefs <- list(list(shape = x[1], mean = x[2]), list(shape = x[3], mean = x[4]))
  # The ratio of two Gammas is Fisher's F times the ratio of their means.
  for (c in c(0.1, 0.5)) call("gammaRatioBelow", c(list(c), beliefs), pf(c * x[4] / x[2], 2 * x[1], 2 * x[3]))
  for (p in c(0.025, 0.5, 0.975)) call("gammaRatioQuantile", c(list(p), beliefs), qf(p, 2 * x[1], 2 * x[3]) * x[2] / x[4])
}
for (x in list(c(0, 0), c(0, 0.1), c(0, 1.5), c(1, 0.1), c(8, 0.114), c(21, 0.114), c(29, 1), c(3.7, 0.2), c(2, 6), c(0, 12), c(10, 30), c(400, 1), c(1000, 900))) {
  a <- x[1] + 0.5; left <- pgamma(x[2], a, lower.tail = FALSE, log.p = TRUE)
  q <- function(p) qgamma(left + log1p(-p), a, lower.tail = FALSE, log.p = TRUE) - x[2]
  call("signalPosterior", as.list(x), list(median = q(0.5), low = q(0.025), high = q(0.975)))
}

# --- sums and quantiles of weights
for (x in list(c(-1000, -1001.5, -999.25), c(700, 710, 690.5), c(-3, -800, 2.5), c(0.1, 0.2, 0.3))) call("logSumExp", list(I(x)), max(x) + log1p(sum(exp(x[-which.max(x)] - max(x)))))
for (p in c(0.025, 0.1, 0.52, 0.77, 0.975)) {
  grid <- c(-2, -1, 0.5, 1, 4); w <- c(0.1, 0.4, 0.2, 0.25, 0.05)
  call("weightedQuantile", list(I(grid), I(w), p), approx((cumsum(w) - w / 2) / sum(w), grid, p, rule = 2)$y)
}

writeLines(paste0("{\n \"generated_by\": \"tests/golden/generate_stats.R\",\n \"versions\": ", js(versions), ",\n \"calls\": ", lines_of(calls), "\n}"), "stats_r.json")
