# JSON for the generators of R: numbers with as many digits as the double needs; no package beyond R itself is needed.
num <- Vectorize(function(x) {
  if (!is.finite(x)) stop("a golden value must be finite")
  for (digits in 15:17) if (as.numeric(text <- sprintf("%.*g", digits, x)) == x) break
  text
})
js <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x) && !is.null(names(x))) return(paste0("{", paste0("\"", names(x), "\": ", vapply(x, js, ""), collapse = ", "), "}"))
  if (is.list(x)) return(paste0("[", paste(vapply(x, js, ""), collapse = ", "), "]"))
  if (inherits(x, "AsIs") || length(x) > 1) return(paste0("[", paste(if (is.character(x)) paste0("\"", x, "\"") else num(x), collapse = ", "), "]"))
  if (is.character(x)) return(paste0("\"", x, "\""))
  num(x)
}
versions <- list(R = paste0(R.version$major, ".", R.version$minor), survival = as.character(packageVersion("survival")))
# One element of each list a line, so that a change of one value is one line of a diff.
lines_of <- function(xs) paste0("[\n  ", paste(vapply(xs, js, ""), collapse = ",\n  "), "\n ]")
