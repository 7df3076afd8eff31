# The posterior over courses of libs/kinetics/src/decay by R: the same likelihood, written anew. A draw's noise is integrated on a step of 0.01 in ln VAF (trapezoid; of so smooth a
# density exact to many digits), read between its points by a cubic spline; the level of a course on a step of a fiftieth of its own sd. Modes by optim and optimize.
# Run in tests/golden: Rscript generate_decay.R (writes decay_r.json). Nothing is random.
source("json.R")
own <- 0.2; shared <- 0.35; prior_sd <- 0.6; longest <- 3650
factors <- c(0.75, 1.1, 1.7, 2.6); factor_weight <- c(0.2, 0.4, 0.27, 0.13)
outlier <- 0.05; extra <- 1; many <- 25
x <- seq(-13, 1.4, 0.01)

# ln likelihood of one draw at every x. More than 25 molecules are normal in their logarithm; the constants are those of the engine, so that values compare.
draw_log_lik <- function(k, n, b, variance, factor) {
  core <- factor^2 * variance; wide <- variance + extra
  if (k > many) {
    at <- log(max(k - b, k / 2) / n)
    part <- function(v) exp(-0.5 * (x - at)^2 / (v + 1 / k)) / sqrt(v + 1 / k)
  } else {
    best <- if (k > b) k * log(k) - k else k * log(b) - b
    part <- function(v) {
      step <- min(0.01, sqrt(v) / 40); e <- seq(-9 * sqrt(v), 9 * sqrt(v), by = step); w <- dnorm(e, 0, sqrt(v)); w <- w / sum(w); out <- numeric(length(x))
      for (i in seq_along(e)) { mean <- n * exp(x + e[i]) + b; out <- out + w[i] * exp((if (k > 0) k * log(mean) else 0) - mean - best) }
      out
    }
  }
  pmax(-60, log((1 - outlier) * part(core) + outlier * part(wide)))
}
per <- function(half) ifelse(is.infinite(half), 0, -log(2) / half)
change <- function(c, t) c$rate * t + c$extra * pmin(pmax(0, t - c$from), c$days)
course <- function(kind, rate, extra, from, days, prior) list(kind = kind, rate = rate, extra = extra, from = from, days = days, prior = prior)
courses_of <- function(median, span, phases, therapy) {
  killed <- 0
  if (!is.null(therapy)) { said <- if (is.null(therapy$fall)) 0 else max(-2, min(2, (-1.2 - therapy$fall) * 2)); odds <- 0.4 / 0.6 * exp(said); killed <- odds / (1 + odds) }
  bent <- if (phases) 0.08 else 0
  z <- seq(-3.5, 3.5, length.out = 40); w <- dnorm(z); w <- w / sum(w); rest <- (1 - killed) * (1 - bent)
  out <- lapply(1:40, function(i) course("decay", per(median * exp(prior_sd * z[i])), 0, 0, 0, rest * 0.875 * w[i]))
  out <- c(out, list(course("steady", 0, 0, 0, 0, rest * 0.125 * 0.8)), lapply(c(60, 180), function(d) course("steady", log(2) / d, 0, 0, 0, rest * 0.125 * 0.1)))
  if (phases) for (t1 in c(15, 30, 60)) for (at in c(0.35, 0.6)) for (t2 in c(200, Inf, -60))
    out[[length(out) + 1]] <- course(if (t2 < 0) "regrowing" else "slowing", per(t2), per(t1) - per(t2), 0, at * span, (1 - killed) * bent / 18)
  if (!is.null(therapy)) for (t1 in c(8, 12, 18, 27, 40)) for (d in c(50, 100, 150)) for (t2 in c(60, 140, Inf))
    out[[length(out) + 1]] <- course("response", per(t2), per(t1), therapy$from, min(d, max(1, therapy$to - therapy$from)), killed / 45)
  out
}

fit <- function(name, rows, median, therapy = NULL) {
  t <- rows[, 1] - rows[1, 1]; k <- rows[, 2]; n <- rows[, 3]; b <- pmax(3e-5 * n, 1e-6); variance <- own^2 + shared^2
  # Of few molecules the engine's cubic is a spline's equal; of many the normal itself is read.
  splines <- lapply(factors, function(f) lapply(seq_along(t), function(i) splinefun(x, draw_log_lik(k[i], n[i], b[i], variance, f))))
  log_lik <- function(g, offsets, level) { s <- 0; for (i in seq_along(t)) s <- s + splines[[g]][[i]](level + offsets[i]); s }
  courses <- courses_of(median, max(t), length(unique(t)) >= 4, therapy)
  # Evidence, mean and sd of ln VAF on the day of the first draw under each course.
  found <- lapply(courses, function(c) {
    offsets <- change(c, t); guess <- sum((k + 0.5) * (log((k + 0.5) / n) - offsets)) / sum(k + 0.5)
    level <- seq(guess - 3.5, guess + 3.5, 0.004)
    level <- level[level + min(offsets) > -12.9 & level + max(offsets) < 1.3]
    if (length(level) < 3) return(list(log_weight = -Inf, mean = 0, sd = 0))
    logs <- sapply(seq_along(factors), function(g) log(factor_weight[g]) + log_lik(g, offsets, level))
    top <- max(logs); w <- rowSums(exp(logs - top)); m <- sum(w * level) / sum(w)
    list(log_weight = log(c$prior) + top + log(sum(w) * 0.004), mean = m, sd = sqrt(sum(w * (level - m)^2) / sum(w)))
  })
  log_weight <- sapply(found, `[[`, "log_weight"); weight <- exp(log_weight - max(log_weight)); weight <- weight / sum(weight)
  # Half-life given that it falls: the population's on 8,001 half-lives, their log weight by a spline through the 40; that of a phased course (least squares over the span, 25 days)
  # an eighth to each side.
  t_half <- function(c) { if (c$kind == "decay") return(-log(2) / c$rate); if (c$kind == "steady") return(longest); u <- seq(0, max(t), length.out = 25); slope <- coef(lm(change(c, u) ~ u))[[2]]; if (slope < -log(2) / longest) -log(2) / slope else longest }
  half <- sapply(courses, t_half); kind <- sapply(courses, `[[`, "kind"); phased <- half < longest & kind != "decay"; falls <- phased | kind == "decay"
  h <- seq(log(half[1]), log(half[40]), length.out = 8001); fine <- exp(splinefun(log(half[1:40]), log_weight[1:40] - max(log_weight))(h)); fine <- fine / sum(fine) * sum(weight[1:40])
  below <- function(v) (sum(fine * pmin(1, pmax(0, (v - h) / (h[2] - h[1]) + 0.5))) + sum((weight * pmin(1, pmax(0, (v - log(half) + 0.125) / 0.25)))[phased])) / sum(weight[falls])
  quantile_of <- function(q) exp(uniroot(function(v) below(v) - q, c(0, 9), tol = 1e-12)$root)
  steady <- sum(weight[kind == "steady"]); flat <- sum(weight[!falls & kind != "steady"])
  half_life <- list(low = quantile_of(0.025), median = quantile_of(0.5), high = if (steady + flat >= 0.2) longest else quantile_of(0.975))
  kept <- which(weight > 1e-3)
  posterior <- lapply(kept, function(i) c(courses[[i]][c("kind", "rate", "extra", "from", "days")], list(weight = weight[i], mean = found[[i]]$mean, sd = found[[i]]$sd)))
  # Modes, for the second guess of the noise: of the exponential decay over level and half-life, of the likeliest course of every other kind over the level.
  g <- 2
  start <- which.max(ifelse(sapply(courses, `[[`, "kind") == "decay", weight, -1))
  objective <- function(p) log_lik(g, per(exp(p[2])) * t, p[1]) + dnorm(p[2], log(median), prior_sd, log = TRUE)
  best <- optim(c(found[[start]]$mean, log(-log(2) / courses[[start]]$rate)), objective, control = list(fnscale = -1, reltol = 1e-15, maxit = 5000))
  for (again in 1:3) best <- optim(best$par, objective, control = list(fnscale = -1, reltol = 1e-15, maxit = 5000))
  modes <- list(list(kind = "decay", rate = per(exp(best$par[2])), extra = 0, from = 0, days = 0, level = best$par[1], log_half_life = best$par[2], value = best$value))
  for (kind in setdiff(unique(sapply(courses, `[[`, "kind")), "decay")) {
    i <- which.max(ifelse(sapply(courses, `[[`, "kind") == kind, weight, -1)); offsets <- change(courses[[i]], t)
    if (weight[i] < 1e-6) next
    o <- optimize(function(l) log_lik(g, offsets, l), found[[i]]$mean + c(-1.5, 1.5), maximum = TRUE, tol = 1e-12)
    modes[[length(modes) + 1]] <- c(courses[[i]][c("kind", "rate", "extra", "from", "days")], list(level = o$maximum, log_half_life = 0, value = o$objective))
  }
  list(name = name, rows = lapply(seq_along(t), function(i) rows[i, ]), prior_median = median, variance = variance, therapy = therapy, factor = factors[g], p_not_decaying = steady, half_life = half_life, posterior = posterior, modes = modes)
}
rows <- function(...) matrix(c(...), ncol = 3, byrow = TRUE)
fits <- list(
  fit("steady fall", rows(0, 60, 3800, 56, 41, 3500, 112, 30, 3900, 168, 22, 4100, 224, 15, 3700), 112.6),
  fit("to non-detects", rows(0, 22, 3800, 28, 15, 4200, 56, 9, 3100, 84, 3, 3600, 112, 1, 4000, 140, 0, 3900), 112.6),
  fit("no fall", rows(0, 60, 4000, 30, 71, 3800, 61, 58, 3500, 92, 66, 4200, 122, 68, 3900), 112.6),
  fit("slows", rows(0, 800, 4000, 28, 250, 4100, 56, 70, 3900, 84, 66, 4000, 112, 75, 3800, 140, 58, 4100), 112.6),
  fit("falls and grows again", rows(0, 400, 4000, 28, 120, 4100, 56, 24, 3900, 84, 60, 4000, 112, 84, 3800, 140, 170, 4100), 112.6),
  fit("response to another treatment", rows(0, 900, 4000, 28, 260, 3900, 56, 80, 4100, 84, 20, 3700), 112.6, list(from = 5, to = 200, fall = -2)),
  fit("few molecules", rows(0, 8, 3000, 42, 4, 2500, 91, 3, 3300, 140, 1, 2800), 133.9)
)
writeLines(paste0("{\n \"generated_by\": \"tests/golden/generate_decay.R\",\n \"versions\": ", js(versions), ",\n \"fits\": ", lines_of(fits), "\n}"), "decay_r.json")
