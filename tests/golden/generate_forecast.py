"""Fits the forecast of progression once, on design seeds of libs/simulate, and writes its coefficients as data; then judges it on other seeds.

A discrete-time hazard with complementary log-log link: three intervals (0-8, 8-12, 12-16 weeks after a draw) for each kind of line (first targeted,
later targeted, not targeted), each with coefficients of its own. Five-fold cross-validation within the design seeds chose it: common to all lines, the
calibration slope on the first line is 1.2 to 1.5 and the Brier skill at 16 weeks 0.11, against 0.97 and 0.28; images that are due raise 0.26 to 0.28.
    node tests/golden/forecast_rows.mjs 9001 0 1500 default > design.csv
    node tests/golden/forecast_rows.mjs 9002 0 1000 default > test.csv
    python3 tests/golden/generate_forecast.py design.csv test.csv
The second file is never fitted to. The clustered (sandwich) covariance counts patients, not draws. Nothing is censored: each line is followed as if it went on."""
import json
import pathlib
import platform
import sys

import numpy as np
import scipy
from scipy import optimize

ENDS = (56, 84, 112)
# By cross-validation within the design seeds: skill is that of no ridge, slopes are nearest to 1 on the first line.
RIDGE = 1
ROOT = pathlib.Path(__file__).resolve().parents[2]


KINDS = ("first_targeted", "later_targeted", "not_targeted")
FIELDS = ("patient", "kind", "pd", "vaf", "x")


def read(path):
    head = open(path).readline().strip().split(",")
    data = np.genfromtxt(path, delimiter=",", skip_header=1, dtype=str)
    names = [h[: -len("_56")] for h in head if h.endswith("_56")]
    col = lambda n: data[:, head.index(n)].astype(float)
    x = np.stack([np.column_stack([col(f"{n}_{e}") for n in names]) for e in ENDS], axis=1)
    return {"names": names, "patient": data[:, 0], "kind": data[:, head.index("line_kind")], "pd": col("pd_in"), "x": x, "vaf": col("last_vaf")}


def only(d, which):
    return {**d, **{f: d[f][which] for f in FIELDS}}


def at_risk(d, i):
    """Covariates (intercept first), event and patient of those at risk in an interval."""
    risk = d["pd"] > (ENDS[i - 1] if i else 0)
    return np.column_stack([np.ones(risk.sum()), d["x"][risk, i]]), d["pd"][risk] <= ENDS[i], d["patient"][risk]


def fit(x, y, who):
    pen = np.r_[0, np.full(x.shape[1] - 1, RIDGE)]
    mean = lambda b: np.exp(np.clip(x @ b, -20, 4))

    def loss(b):
        mu = mean(b)
        return -np.sum(np.where(y, np.log(-np.expm1(-mu) + 1e-300), -mu)) + 0.5 * np.sum(pen * b * b)

    def scores(b):
        mu = mean(b)
        # d ln L / d eta: mu / (e^mu - 1) for an event, -mu else.
        return np.where(y, mu / np.expm1(mu), -mu)[:, None] * x

    start = np.r_[np.log(y.mean()), np.zeros(x.shape[1] - 1)]
    b = optimize.minimize(loss, start, jac=lambda b: -scores(b).sum(0) + pen * b, method="BFGS", options={"gtol": 1e-8, "maxiter": 2000}).x
    info = (x * mean(b)[:, None]).T @ x + np.diag(pen)
    groups = np.unique(who, return_inverse=True)[1]
    cluster = np.zeros((groups.max() + 1, x.shape[1]))
    np.add.at(cluster, groups, scores(b))
    bread = np.linalg.inv(info)
    # What is stored is what is judged.
    return np.array([float(f"{v:.6g}") for v in b]), bread @ (cluster.T @ cluster) @ bread


def predict(model, d):
    """P(progression) by the end of each interval; `model` by kind of line."""
    out = np.zeros((len(d["pd"]), len(ENDS)))
    for kind, intervals in model.items():
        own, hazard = d["kind"] == kind, 0.0
        for i, (b, _) in enumerate(intervals):
            hazard = hazard + np.exp(np.clip(b[0] + d["x"][own, i] @ b[1:], -20, 4))
            out[own, i] = -np.expm1(-hazard)
    return out


def logistic(x, y):
    f = lambda b: np.sum(np.logaddexp(0, x @ b) - y * (x @ b))
    return optimize.minimize(f, np.zeros(x.shape[1]), method="BFGS").x


def judge(model, design, test):
    """Beside the frequency of the test patients themselves, and the last VAF's logistic regression fitted to the design patients."""
    out, p = {}, predict(model, test)
    for i, e in enumerate(ENDS):
        y, design_y = (test["pd"] <= e).astype(float), (design["pd"] <= e).astype(float)
        last = lambda d: np.column_stack([np.ones(len(d["pd"])), np.log(d["vaf"] + 1e-4)])
        peer = 1 / (1 + np.exp(-(last(test) @ logistic(last(design), design_y))))
        q = np.clip(p[:, i], 1e-6, 1 - 1e-6)
        brier = lambda r: float(np.mean((r - y) ** 2))
        slope = logistic(np.column_stack([np.ones(len(y)), np.log(q / (1 - q))]), y)
        out[f"{e // 7}_weeks"] = {"landmarks": len(y), "events": int(y.sum()), "mean_p": float(q.mean()), "brier": brier(q), "brier_frequency": brier(np.full(len(y), y.mean())),
                                  "brier_last_value": brier(peer), "brier_skill": 1 - brier(q) / min(brier(peer), brier(np.full(len(y), y.mean()))), "calibration_slope": float(slope[1])}
    return out


def as_code(doc):
    """One row of numbers a line."""
    num = lambda xs: "[" + ", ".join(repr(x) for x in xs) + "]"
    quoted = lambda v: f"'{v}'" if isinstance(v, str) else str(v)
    flat = lambda o: "{ " + ", ".join(f"{k}: {quoted(v)}" for k, v in o.items()) + " }"
    lines = [f"  {k}: {flat(v) if isinstance(v, dict) else quoted(v)}," for k, v in doc.items() if k not in ("lines", "names")]
    lines += ["  names: [" + ", ".join(map(quoted, doc["names"])) + "],", "  lines: {"]
    for kind, intervals in doc["lines"].items():
        lines.append(f"    {kind}: [")
        for i in intervals:
            lines += ["      {", f"        coefficients: {num(i['coefficients'])},", "        covariance: ["] + [f"          {num(r)}," for r in i["covariance"]] + ["        ],", "      },"]
        lines.append("    ],")
    return "{\n" + "\n".join(lines + ["  },"]) + "\n}"


def main():
    design, test = read(sys.argv[1]), read(sys.argv[2])
    model = {kind: [fit(*at_risk(only(design, design["kind"] == kind), i)) for i in range(len(ENDS))] for kind in KINDS}
    figures = {kind: judge(model, only(design, design["kind"] == kind), only(test, test["kind"] == kind)) for kind in KINDS}
    for kind, intervals in model.items():
        print(kind)
        for n, row in zip(["intercept"] + design["names"], zip(*[zip(b, np.sqrt(np.diag(c))) for b, c in intervals])):
            print(f"{n:20s}" + "".join(f"{v:9.3f} ± {s:.3f}" for v, s in row))
    print(json.dumps(figures, indent=1))
    versions = {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__}
    doc = {
        "generatedBy": "tests/golden/generate_forecast.py", "population": "libs/simulate, default", "designSeed": 9001, "testSeed": 9002, "designPatients": len(set(design["patient"])),
        "designLandmarks": {kind: int((design["kind"] == kind).sum()) for kind in KINDS}, "versions": versions, "names": ["intercept"] + design["names"],
        "lines": {kind: [{"coefficients": list(map(float, b)), "covariance": [[float(f"{v:.4g}") for v in row] for row in c]} for b, c in intervals] for kind, intervals in model.items()},
    }
    head = "/** Coefficients of the forecast of progression, written by tests/golden/generate_forecast.py: fitted to simulated patients, no patient's data. Its type: ProgressionModel. */\n"
    (ROOT / "libs/guidance/src/forecast-model.data.ts").write_text(head + "export const progressionModel = " + as_code(doc) + ";\n")
    chosen = range(0, len(test["pd"]), max(1, len(test["pd"]) // 24))
    cases = [{"kind": str(test["kind"][i]), "x": test["x"][i].tolist(), "p": predict(model, only(test, [i]))[0].tolist()} for i in chosen]
    oracle = {"generated_by": "tests/golden/generate_forecast.py", "versions": versions, "test_seed_figures": figures}
    text = json.dumps(oracle, indent=1)[:-2] + ',\n "cases": [\n  ' + ",\n  ".join(map(json.dumps, cases)) + "\n ]\n}\n"
    pathlib.Path(__file__).with_name("forecast.json").write_text(text)


if __name__ == "__main__":
    main()
