# Expected values for the fits and probabilities of libs/kinetics by R: integrals of the same likelihoods, R's distributions, and conditional normal
# laws in one step where the engine filters draw by draw. Run in tests/golden: Rscript generate_kinetics.R (writes kinetics_r.json). Nothing is random.
source("json.R")
own <- 0.2; shared <- 0.35; assay_bias <- 0.15; alpha <- 0.01; power <- 0.95
calls <- list()
call <- function(fn, args, value) calls[[length(calls) + 1]] <<- list(fn = fn, args = args, value = value)

# --- what one draw of a decaying clone says of ln VAF: the Poisson integrated over lognormal noise, one draw in twenty far wider. Relative to the best a
# Poisson can do, as the engine has it. Up to 25 molecules; more are normal in their logarithm.
outlier <- 0.05; extra <- 1
draws <- list()
for (x in list(c(0, 3500, 0.1), c(1, 3500, 0.4), c(7, 2900, 0.09), c(24, 4100, 0.12))) for (variance in c(0.08, own^2 + shared^2)) for (factor in c(0.75, 1.1, 1.7, 2.6)) {
  k <- x[1]; n <- x[2]; b <- x[3]; best <- max(k, b)
  poisson_at <- function(v) exp((if (k == 0) 0 else k * log(n * exp(v) + b)) - n * exp(v) - b - (k * log(best) - best))
  part <- function(at, sd) { f <- function(e) poisson_at(at + e) * dnorm(e, 0, sd); sum(sapply(seq(-12, 11, 0.5), function(l) integrate(f, l * sd, (l + 0.5) * sd, rel.tol = 1e-11, abs.tol = 0)$value)) }
  at <- log(max(k, 1) / n) + c(-1.6, -0.8, 0, 0.8, 1.6)
  # The engine reads between the points of a table: those points themselves are compared.
  at <- round((at + 12) / 0.2) * 0.2 - 12
  draws[[length(draws) + 1]] <- list(k = k, n = n, b = b, variance = variance, factor = factor, at = at,
    log_lik = sapply(at, function(v) log((1 - outlier) * part(v, factor * sqrt(variance)) + outlier * part(v, sqrt(variance + extra)))))
}

# --- present level and growth: the same posterior summed on a grid as dense as R allows
trends <- list()
for (x in list(list(rbind(c(0, 2, 3800), c(28, 5, 3600), c(56, 9, 3900), c(84, 21, 3800)), c(0.015, 0.015)), list(rbind(c(0, 190, 3800), c(42, 60, 3000), c(84, 22, 3500)), c(0, 0.015)),
               list(rbind(c(0, 0, 3800), c(28, 0, 3600), c(56, 1, 4200), c(70, 8, 3100)), c(0.015, 0.015)), list(rbind(c(0, 900, 4000), c(30, 700, 3800), c(61, 800, 4100), c(95, 1100, 3900)), c(0, 0.015)))) {
  d <- x[[1]]; age <- max(d[, 1]) - d[, 1]; size <- 1 / (own^2 + shared^2 + (0.005 * age)^2)
  grid <- expand.grid(level = seq(log(1e-6), log(0.95), length.out = 1501), rate = seq(x[[2]][1] - 5 * x[[2]][2], x[[2]][1] + 5 * x[[2]][2], length.out = 301))
  ll <- dnorm(grid$rate, x[[2]][1], x[[2]][2], log = TRUE)
  for (i in seq_along(age)) ll <- ll + dnbinom(d[i, 2], mu = d[i, 3] * exp(pmin(log(0.95), grid$level - grid$rate * age[i])) + 3e-5 * d[i, 3], size = size[i], log = TRUE)
  w <- exp(ll - max(ll)); w <- w / sum(w)
  moments <- function(v) { m <- sum(w * v); c(m, sqrt(sum(w * (v - m)^2))) }
  trends[[length(trends) + 1]] <- list(draws = lapply(seq_along(age), function(i) d[i, ]), prior = x[[2]], level = moments(grid$level), rate = moments(grid$rate))
}

# --- shedding: ln burden is a level plus a slope that drifts; where the treatment changed the slope may be another and the level may have jumped. `noise`: a Kalman filter in
# matrices, whose two branches (jumped or not) become one normal of their mixture's mean and variance after each draw. `exact`: every history of jumps on its own, all draws so
# far jointly normal, weighted by its probability: what the filter stands for. One truncal variant: no levels of variants against each other.
guesses <- c(0.2, 0.35, 0.6, 0.9); prior <- c(0.25, 0.45, 0.2, 0.1); slope_sd <- 0.02; drift <- 0.0003; change_sd <- 0.02; jump_share <- 0.7; jump_sd <- 2
cov_burden <- function(t, change, jumped) {
  t <- t - t[1]
  u <- outer(t, t, pmin); v <- outer(t, t, pmax)
  s <- 16 + slope_sd^2 * outer(t, t) + drift^2 * u^2 * (3 * v - u) / 6
  # A change of treatment adds to the slope from the draw before it on; a jump to the level from its draw on.
  for (i in which(change)) if (i > 1) { r <- pmax(0, t - t[i - 1]); s <- s + change_sd^2 * outer(r, r) }
  for (i in which(jumped)) { r <- seq_along(t) >= i; s <- s + jump_sd^2 * outer(r, r) }
  s
}
mixed <- function(w, means, covs) {
  m <- Reduce(`+`, Map(`*`, w, means))
  list(m = m, P = Reduce(`+`, Map(function(a, x, P) a * (P + tcrossprod(x - m)), w, means, covs)))
}
filtered <- function(x) {
  y <- log(x$k / x$n); v <- own^2 + 1 / x$k; weight <- prior; out <- list()
  state <- lapply(guesses, function(g) list(m = c(0, 0), P = diag(c(16, slope_sd^2))))
  for (t in seq_along(y)) {
    parts <- matrix(0, length(guesses), 2)
    for (g in seq_along(guesses)) {
      d <- if (t > 1) x$d[t] - x$d[t - 1] else 0
      jumps <- if (x$change[t]) c(0, jump_sd^2) else 0; share <- if (x$change[t]) c(1 - jump_share, jump_share) else 1
      F <- matrix(c(1, 0, d, 1), 2); Q <- drift^2 * matrix(c(d^3 / 3, d^2 / 2, d^2 / 2, d), 2)
      before <- state[[g]]$P + diag(c(0, if (t > 1 && x$change[t]) change_sd^2 else 0))
      branch <- lapply(jumps, function(j) {
        P <- F %*% before %*% t(F) + Q + diag(c(j, 0)); m <- c(F %*% state[[g]]$m)
        S <- P[1, 1] + guesses[g]^2 + v[t]; K <- P[, 1] / S; r <- y[t] - m[1]
        list(m = m + K * r, P = P - outer(K, K) * S, like = dnorm(r, 0, sqrt(S)) * sqrt(2 * pi), log = guesses[g]^2 / S * r, left = guesses[g]^2 * (1 - guesses[g]^2 / S))
      })
      w <- share * sapply(branch, `[[`, "like"); weight[g] <- weight[g] * max(sum(w), 1e-6); w <- w / sum(w)
      state[[g]] <- mixed(w, lapply(branch, `[[`, "m"), lapply(branch, `[[`, "P"))
      l <- sapply(branch, `[[`, "log"); parts[g, ] <- c(sum(w * l), sum(w * sapply(branch, `[[`, "left")) + sum(w * (l - sum(w * l))^2))
    }
    weight <- weight / sum(weight); m <- sum(weight * parts[, 1])
    out[[t]] <- list(log = m, variance = sum(weight * (parts[, 2] + (parts[, 1] - m)^2)), whole = sum(weight * guesses^2))
  }
  out
}
exact <- function(x) {
  y <- log(x$k / x$n); v <- own^2 + 1 / x$k; out <- list()
  for (t in seq_along(y)) {
    at <- which(x$change[1:t]); histories <- as.matrix(expand.grid(rep(list(c(FALSE, TRUE)), length(at))))
    w <- c(); l <- c(); left <- c(); sd2 <- c()
    for (h in seq_len(max(1, nrow(histories)))) for (g in seq_along(guesses)) {
      jumped <- rep(FALSE, t); if (length(at) > 0) jumped[at] <- histories[h, ]
      p <- prod(ifelse(jumped[at], jump_share, 1 - jump_share))
      total <- cov_burden(x$d[1:t], x$change[1:t], jumped) + diag(guesses[g]^2 + v[1:t], t)
      solved <- solve(total, cbind(y[1:t], guesses[g]^2 * (seq_len(t) == t)))
      w <- c(w, prior[g] * p * exp(-0.5 * sum(y[1:t] * solved[, 1]) - 0.5 * c(determinant(total)$modulus)))
      l <- c(l, guesses[g]^2 * solved[t, 1]); left <- c(left, guesses[g]^2 * (1 - solved[t, 2])); sd2 <- c(sd2, guesses[g]^2)
    }
    w <- w / sum(w); m <- sum(w * l)
    out[[t]] <- list(log = m, variance = sum(w * (left + (l - m)^2)), whole = sum(w * sd2))
  }
  out
}
shedding <- list()
for (x in list(list(d = c(0, 28, 56, 84, 112), k = c(190, 160, 210, 80, 240), n = c(3800, 3600, 3900, 3700, 3800), change = rep(FALSE, 5)),
               list(d = c(0, 14, 28, 70, 84, 98, 140), k = c(40, 500, 30, 420, 35, 610, 22), n = rep(4000, 7), change = rep(FALSE, 7)),
               list(d = c(0, 42, 84, 126), k = c(300, 280, 60, 20), n = c(4100, 3900, 4200, 3600), change = c(FALSE, FALSE, TRUE, FALSE)),
               list(d = c(0, 46, 102, 158, 186, 214, 256, 312, 368), k = c(460, 32, 28, 38, 80, 185, 23, 18, 40), n = rep(4000, 9), change = c(FALSE, TRUE, FALSE, FALSE, FALSE, FALSE, TRUE, FALSE, FALSE)))) {
  shedding[[length(shedding) + 1]] <- list(days = x$d, k = x$k, n = x$n, changed = as.numeric(x$change), noise = filtered(x), exact = exact(x))
}

# --- does a change of the last draws exclude that nothing changed? Weighted straight line through ln VAF by lm, of known variances; the count of the last draw at which its slope
# is 1.96 sd from none, to all the digits of uniroot.
changes <- list()
for (x in list(list(rbind(c(0, 60, 3800), c(28, 48, 3500), c(56, 40, 3900), c(84, NA, 4100)), c(8, 60)), list(rbind(c(0, 60, 3800), c(28, 66, 3500), c(56, 75, 3900), c(84, NA, 4100)), c(60, 3000)),
               list(rbind(c(0, 400, 4000), c(42, 300, 3000), c(77, NA, 3600)), c(8, 400)), list(rbind(c(0, 12, 2500), c(42, 13, 3000), c(77, NA, 3600)), c(14, 900)),
               list(rbind(c(0, 33, 2700), c(35, NA, 3600)), c(8, 40)), list(rbind(c(0, 33, 2700), c(35, NA, 3600)), c(50, 2000)))) {
  d <- x[[1]]; last <- nrow(d)
  z <- function(k) {
    d[last, 2] <- k; b <- 3e-5 * d[, 3]
    y <- log((pmax(0, d[, 2] - b) + 0.5) / d[, 3]); fit <- lm(y ~ d[, 1], weights = 1 / (own^2 + shared^2 + 1 / (d[, 2] + 0.5)))
    coef(fit)[[2]] / sqrt(summary(fit)$cov.unscaled[2, 2])
  }
  falls <- x[[2]][1] == 8; bound <- if (falls) qnorm(0.025) else qnorm(0.975)
  changes[[length(changes) + 1]] <- list(draws = lapply(seq_len(last - 1), function(i) d[i, ]), last = d[last, c(1, 3)], change = if (falls) "fell" else "rose", count = uniroot(function(k) z(k) - bound, x[[2]], tol = 1e-13)$root)
}

# --- probabilities
called_from <- function(b, a = alpha) { k <- 2; while (ppois(k - 1, b, lower.tail = FALSE) > a) k <- k + 1; k }
detected <- function(signal, size, b, critical) { j <- 0:(critical - 1); 1 - sum(dnbinom(j, mu = signal, size = size) * ppois(critical - 1 - j, b)) }
for (x in list(c(1.75, 25, 0.1, 2), c(3.5, 25, 0.105, 2), c(17.5, 25, 0.1, 3), c(5, 6.2, 0.5, 4), c(0.4, 3, 1e-6, 2), c(60, 25, 120, 147))) call("detectionProbability", as.list(x), do.call(detected, as.list(x)))
for (x in list(c(0.05, 1), c(0.05, 4), c(0.01, 30))) call("singleAlpha", as.list(x), 1 - (1 - x[1])^(1 / x[2]))
for (x in list(c(8, 3800, 400, 3800), c(0, 3900, 300, 3900), c(50, 1000, 60, 4000))) {
  t <- poisson.test(x[c(1, 3)], x[c(2, 4)])
  call("shareOfTumour", list(list(mutant = x[1], total = x[2]), list(mutant = x[3], total = x[4])), list(median = unname(t$estimate), low = t$conf.int[1], high = t$conf.int[2]))
}
shared_size <- function(k) 1 / ((1 + 1 / (k + 0.5)) * (1 + own^2)^2 - 1)
for (x in list(c(3800, 0.114, 190, 3800, 0.1), c(900, 0.03, 60, 900, 0.05), c(12000, 1.2, 40, 12000, 0.4))) {
  reading <- list(total = x[1], background = x[2], alpha = alpha); tumour <- list(mutant = x[3], total = x[4], background = x[5])
  vaf <- (x[3] - x[5]) / x[4]; critical <- called_from(x[2])
  seen <- function(share) detected(share * vaf * x[1], shared_size(x[3]), x[2], critical)
  call("tumourVaf", list(tumour), vaf)
  call("detectableVaf", list(reading), (qgamma(power, critical) - x[2]) / x[1])
  for (share in c(0.05, 0.25, 1)) call("shareDetection", list(reading, tumour, share), seen(share))
  if (seen(1) >= power) call("detectableShare", list(reading, tumour), uniroot(function(s) seen(s) - power, c(1e-9, 1), tol = 1e-14)$root)
}

# --- burden and its change: the ratio of two Gammas is Fisher's F
posterior <- function(k, b, total) { a <- k + 0.5; left <- pgamma(b, a, lower.tail = FALSE); q <- function(p) (qgamma((1 - p) * left, a, lower.tail = FALSE) - b) / total; list(median = q(0.5), low = q(0.025), high = q(0.975)) }
mean_burden <- function(p) {
  vaf <- mean(p[, 1] / p[, 2]); total <- nrow(p) * sum((p[, 1] + 0.5) / p[, 2]) / sum((p[, 1] + 0.5) / p[, 2]^2)
  list(mutant = vaf * total, total = total, background = mean(p[, 3] / p[, 2]) * total, meanVaf = vaf, variants = nrow(p))
}
parts_of <- function(p) lapply(seq_len(nrow(p)), function(i) list(mutant = p[i, 1], total = p[i, 2], background = p[i, 3]))
cases <- list(list(rbind(c(190, 3800, 0.1)), rbind(c(60, 3600, 0.1))), list(rbind(c(190, 3800, 0.1), c(150, 3700, 0.2)), rbind(c(12, 3600, 0.1), c(9, 2900, 0.2))), list(rbind(c(9, 3000, 0.09)), rbind(c(0, 3000, 0.09))))
for (x in cases) {
  b <- mean_burden(x[[1]]); now <- mean_burden(x[[2]])
  call("meanBurden", list(parts_of(x[[1]])), b)
  call("meanVafPosterior", list(now), posterior(now$mutant, now$background, now$total))
  ax <- now$mutant + 0.5; mx <- ax / now$total; ay <- max(0, b$mutant - b$background) + 0.5; my <- ay / b$total
  ratio <- function(p) qf(p, 2 * ax, 2 * ay) * mx / my
  wide <- function(a, m) 1 / (1 / a + expm1(shared^2 + (own^2 + assay_bias^2) / m))
  halved <- pf(0.5 * my / mx, 2 * wide(ax, now$variants), 2 * wide(ay, b$variants))
  call("pTumourHalved", list(b, now), halved)
  # Real counts: the exact upper bound is a Beta quantile.
  upper <- qbeta(0.95, now$mutant + 1, now$total - now$mutant)
  call("meanChange", list(b, now), list(ratio = list(median = ratio(0.5), low = ratio(0.025), high = ratio(0.975)), pHalved = pf(0.5 * my / mx, 2 * ax, 2 * ay), pTenth = pf(0.1 * my / mx, 2 * ax, 2 * ay),
       pTumourHalved = halved, provableFall = max(0, 1 - upper / b$meanVaf)))
  lead <- x[[1]][which.max(x[[1]][, 1] / x[[1]][, 2]), ]
  high <- qgamma((1:12 - 0.5) / 12, max(0, lead[1] - lead[3]) + 0.5)
  fall <- function(c) mean(sapply(high, function(l) prod(pgamma(c * l * x[[2]][, 2] / lead[2], x[[2]][, 1] + 0.5))))
  now_max <- max(x[[2]][, 1] / x[[2]][, 2])
  call("maxChange", list(parts_of(x[[1]]), parts_of(x[[2]])), list(baseMax = lead[1] / lead[2], nowMax = now_max, change = now_max * lead[2] / lead[1] - 1, pFall50 = fall(0.5), pFall90 = fall(0.1)))
  seen <- sapply(seq_len(nrow(x[[2]])), function(i) { v <- x[[2]][i, ]; detected(0.1 * v[2] * x[[1]][i, 1] / x[[1]][i, 2], 1 / expm1(shared^2 + own^2), v[3], called_from(v[3])) })
  call("pSeenAt", list(0.1, parts_of(x[[1]]), parts_of(x[[2]])), max(seen))
}
for (x in list(c(8, 3800, 0.114), c(0, 3800, 0.114), c(21, 900, 0.03))) call("vafPosterior", list(list(mutant = x[1], total = x[2], background = x[3])), posterior(x[1], x[3], x[2]))

# --- agreement of two groupings (Hubert and Arabie 1985), from the table of both
for (x in list(list(c(1, 1, 2, 2, 3), c(1, 1, 2, 3, 3)), list(c(1, 1, 1, 2, 2, 2), c(1, 1, 2, 2, 3, 3)), list(c(1, 2, 1, 2, 1, 2, 3), c(1, 2, 1, 2, 1, 2, 3)))) {
  pairs <- function(v) sum(choose(v, 2)); joint <- pairs(table(x[[1]], x[[2]])); a <- pairs(table(x[[1]])); b <- pairs(table(x[[2]])); all <- choose(length(x[[1]]), 2)
  call("adjustedRandIndex", list(I(x[[1]]), I(x[[2]])), (joint - a * b / all) / ((a + b) / 2 - a * b / all))
}

writeLines(paste0("{\n \"generated_by\": \"tests/golden/generate_kinetics.R\",\n \"versions\": ", js(versions), ",\n \"draws\": ", lines_of(draws), ",\n \"trends\": ", lines_of(trends),
                  ",\n \"shedding\": ", lines_of(shedding), ",\n \"changes\": ", lines_of(changes), ",\n \"calls\": ", lines_of(calls), "\n}"), "kinetics_r.json")
