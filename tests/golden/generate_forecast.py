"""Fits the forecast of progression once, on design seeds of libs/simulate, and writes its coefficients as data; then judges it on other seeds.

A discrete-time hazard with complementary log-log link: three intervals (0-8, 8-12, 12-16 weeks after a draw), each with coefficients of
its own: five-fold cross-validation within the design seeds preferred that to common coefficients (calibration slope at 8 weeks 0.97 against 1.25).
    node tests/golden/forecast_rows.mjs 9001 0 450 default > design.csv
    node tests/golden/forecast_rows.mjs 9002 0 300 default > test.csv
    python3 tests/golden/generate_forecast.py design.csv test.csv
The second file is never fitted to. The clustered (sandwich) covariance counts patients, not draws."""
import json
import pathlib
import platform
import sys

import numpy as np
import scipy
from scipy import optimize

ENDS = (56, 84, 112)
RIDGE = 1e-2
ROOT = pathlib.Path(__file__).resolve().parents[2]


def read(path):
    head = open(path).readline().strip().split(",")
    data = np.genfromtxt(path, delimiter=",", skip_header=1, dtype=str)
    names = [h[: -len("_56")] for h in head if h.endswith("_56")]
    col = lambda n: data[:, head.index(n)].astype(float)
    x = np.stack([np.column_stack([col(f"{n}_{e}") for n in names]) for e in ENDS], axis=1)
    return {"names": names, "patient": data[:, 0], "pd": col("pd_in"), "end": col("end_in"), "x": x, "vaf": col("last_vaf")}


def at_risk(d, i):
    """Covariates (intercept first), event and patient of those at risk in an interval."""
    start = ENDS[i - 1] if i else 0
    hit = (d["pd"] > start) & (d["pd"] <= ENDS[i])
    risk = (d["pd"] > start) & (hit | (d["end"] >= ENDS[i]))
    return np.column_stack([np.ones(risk.sum()), d["x"][risk, i]]), hit[risk], d["patient"][risk]


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
    out, hazard = [], 0.0
    for i, (b, _) in enumerate(model):
        hazard = hazard + np.exp(np.clip(b[0] + d["x"][:, i] @ b[1:], -20, 4))
        out.append(-np.expm1(-hazard))
    return np.column_stack(out)


def outcome(d, i):
    """Known at the end of the horizon: progressed, or followed on the line to it."""
    hit = d["pd"] <= ENDS[i]
    return hit | (d["end"] >= ENDS[i]), hit


def kaplan_meier(d, e):
    time = np.minimum(d["pd"], d["end"])
    hit = d["pd"] <= d["end"]
    s = 1.0
    for t in np.unique(time[hit & (time <= e)]):
        s *= 1 - np.sum(hit & (time == t)) / np.sum(time >= t)
    return 1 - s


def logistic(x, y, w):
    f = lambda b: np.sum(w * (np.logaddexp(0, x @ b) - y * (x @ b)))
    return optimize.minimize(f, np.zeros(x.shape[1]), method="BFGS").x


def judge(model, design, test):
    out = {}
    p = predict(model, test)
    for i, e in enumerate(ENDS):
        ok, y = outcome(test, i)
        okd, yd = outcome(design, i)
        km = kaplan_meier(design, e)
        lv = lambda d, k: np.column_stack([np.ones(k.sum()), np.log(d["vaf"][k] + 1e-4)])
        c = logistic(lv(design, okd), yd[okd].astype(float), np.ones(okd.sum()))
        last = 1 / (1 + np.exp(-(lv(test, ok) @ c)))
        q, t = np.clip(p[ok, i], 1e-6, 1 - 1e-6), y[ok].astype(float)
        brier = lambda r: float(np.mean((r - t) ** 2))
        base = min(brier(np.full(t.size, km)), brier(last))
        lo = np.log(q / (1 - q))
        cal = logistic(np.column_stack([np.ones(t.size), lo]), t, np.ones(t.size))
        out[f"{e // 7}_weeks"] = {"landmarks": int(ok.sum()), "events": int(t.sum()), "mean_p": float(q.mean()), "brier": brier(q), "brier_kaplan_meier": brier(np.full(t.size, km)),
                                  "brier_last_value": brier(last), "brier_skill": 1 - brier(q) / base, "calibration_slope": float(cal[1]), "calibration_intercept": float(cal[0])}
    return out


def as_code(doc):
    """One row of numbers a line."""
    num = lambda xs: "[" + ", ".join(repr(x) for x in xs) + "]"
    flat = {k: v for k, v in doc.items() if k not in ("intervals", "names", "versions")}
    lines = [f"  {k}: {json.dumps(v) if not isinstance(v, str) else chr(39) + v + chr(39)}," for k, v in flat.items()]
    lines.append("  versions: { " + ", ".join(f"{k}: '{v}'" for k, v in doc["versions"].items()) + " },")
    lines.append("  names: [" + ", ".join(f"'{n}'" for n in doc["names"]) + "],")
    lines.append("  intervals: [")
    for i in doc["intervals"]:
        lines += ["    {", f"      coefficients: {num(i['coefficients'])},", "      covariance: ["] + [f"        {num(r)}," for r in i["covariance"]] + ["      ],", "    },"]
    return "{\n" + "\n".join(lines + ["  ],"]) + "\n}"


def main():
    design, test = read(sys.argv[1]), read(sys.argv[2])
    model = [fit(*at_risk(design, i)) for i in range(len(ENDS))]
    figures = judge(model, design, test)
    for n, row in zip(["intercept"] + design["names"], zip(*[zip(b, np.sqrt(np.diag(c))) for b, c in model])):
        print(f"{n:20s}" + "".join(f"{v:9.3f} ± {s:.3f}" for v, s in row))
    print(json.dumps(figures, indent=1))
    doc = {
        "generatedBy": "tests/golden/generate_forecast.py", "population": "libs/simulate, default", "designSeed": 9001, "testSeed": 9002,
        "designPatients": len(set(design["patient"])), "designLandmarks": len(design["pd"]),
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
        "names": ["intercept"] + design["names"],
        "intervals": [{"coefficients": list(map(float, b)), "covariance": [[float(f"{v:.4g}") for v in row] for row in c]} for b, c in model],
    }
    text = "/** Coefficients of the forecast of progression: fitted once, by tests/golden/generate_forecast.py, to simulated patients. Not a patient's data. */\n"
    text += """export interface ProgressionModel {
  readonly generatedBy: string;
  readonly population: string;
  readonly designSeed: number;
  readonly testSeed: number;
  readonly designPatients: number;
  readonly designLandmarks: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  /** 0-8, 8-12, 12-16 weeks; the intercept first. Covariance: sandwich, by patient. */
  readonly intervals: readonly { readonly coefficients: readonly number[]; readonly covariance: readonly (readonly number[])[] }[];
}

"""
    text += "export const progressionModel: ProgressionModel = " + as_code(doc) + ";\n"
    (ROOT / "libs/guidance/src/forecast-model.data.ts").write_text(text)
    oracle = {"generated_by": "tests/golden/generate_forecast.py", "versions": doc["versions"], "test_seed_figures": figures,
              "cases": [{"x": test["x"][i].tolist(), "p": predict(model, {"x": test["x"][i : i + 1]})[0].tolist()} for i in range(0, len(test["pd"]), max(1, len(test["pd"]) // 12))]}
    pathlib.Path(__file__).with_name("forecast.json").write_text(json.dumps(oracle, indent=1) + "\n")


if __name__ == "__main__":
    main()
