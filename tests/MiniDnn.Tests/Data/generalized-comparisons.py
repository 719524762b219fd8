"""Makes generalized-comparisons.json: deviances of all parts of ten generated generalised linear models, their tests, and Wald's.

Every value is computed from the definitions with 50 digits (mpmath) on the exact doubles of the data.
Usage: python generalized-comparisons.py > generalized-comparisons.json
"""
import itertools, json, random, sys
from mpmath import mp, mpf, matrix, exp, log, lu_solve, inverse, gammainc, betainc, ncdf, npdf, sqrt
mp.dps = 50
rnd = random.Random(31)


def mean(link, eta):
    """mu and dmu/deta"""
    if link == "Logit":
        m = 1 / (1 + exp(-eta)); return m, m * (1 - m)
    if link == "Probit":
        return ncdf(eta), npdf(eta)
    if link == "Log":
        return exp(eta), exp(eta)
    if link == "Inverse":
        return 1 / eta, -1 / eta**2
    return eta, mpf(1)


def variance(family, m):
    return {"Binomial": m * (1 - m), "Poisson": m, "Gamma": m * m, "Gaussian": mpf(1), "InverseGaussian": m**3}[family]


def deviance(family, y, m, t):
    xlx = lambda a, b: a * log(a / b) if a > 0 else mpf(0)
    if family == "Binomial":
        return 2 * (xlx(y, m * t) + xlx(t - y, t * (1 - m)))
    if family == "Poisson":
        return 2 * (xlx(y, m) - (y - m))
    if family == "Gamma":
        return 2 * (-log(y / m) + (y - m) / m)
    if family == "Gaussian":
        return (y - m)**2
    return (y - m)**2 / (m * m * y)


def fit(s, cols):
    """Fisher's scoring to the end, whose fixed point is the maximum"""
    n, p = len(s["y"]), len(cols)
    X = [[mpf(1) if c == 0 else mpf(s["x"][i][c - 1]) for c in cols] for i in range(n)]
    y = [mpf(v) for v in s["y"]]; t = [mpf(v) for v in (s["trials"] or [1] * n)]
    w = [mpf(v) for v in s["weights"]]; o = [mpf(v) for v in s["offset"]]
    average = sum(a * b for a, b in zip(w, y)) / sum(a * b for a, b in zip(w, t))
    e0 = {"Logit": lambda: log(average / (1 - average)), "Probit": lambda: mpf(0), "Log": lambda: log(average), "Inverse": lambda: 1 / average, "Identity": lambda: average}[s["link"]]()
    b = [mpf(0)] * p
    if 0 in cols: b[cols.index(0)] = e0
    def dev(b):
        d = mpf(0)
        for i in range(n):
            m, _ = mean(s["link"], sum(X[i][j] * b[j] for j in range(p)) + o[i])
            if s["family"] != "Gaussian" and not m > 0: return mpf("inf")
            d += w[i] * deviance(s["family"], y[i], m, t[i])
        return d
    old = dev(b)
    for it in range(4000):
        g, H = matrix(p, 1), matrix(p, p)
        for i in range(n):
            m, d = mean(s["link"], sum(X[i][j] * b[j] for j in range(p)) + o[i])
            v = variance(s["family"], m)
            r, h = w[i] * (y[i] - t[i] * m) * d / v, w[i] * t[i] * d * d / v
            for j in range(p):
                g[j] += r * X[i][j]
                for k in range(p): H[j, k] += h * X[i][j] * X[i][k]
        step = lu_solve(H, g); size = sqrt(abs(sum(g[j] * step[j] for j in range(p))))
        if size < mpf(10)**-42: break
        f = mpf(1)
        while True:
            c = [b[j] + f * step[j] for j in range(p)]; new = dev(c)
            if new <= old or size < mpf(10)**-15: break
            f /= 2
        b, old = c, new
    else:
        raise ValueError("no convergence")
    pearson = mpf(0)
    for i in range(n):
        m, _ = mean(s["link"], sum(X[i][j] * b[j] for j in range(p)) + o[i])
        pearson += w[i] * (y[i] - t[i] * m)**2 / variance(s["family"], m) / t[i]
    return dict(b=b, cov=inverse(H), deviance=dev(b), pearson=pearson)


chi = lambda x, k: gammainc(mpf(k) / 2, x / 2, mp.inf, regularized=True)
ftail = lambda f, a, b: betainc(mpf(b) / 2, mpf(a) / 2, 0, b / (b + a * f), regularized=True)
PLAN = [("Binomial", "Logit", 30, 3, 0), ("Poisson", "Log", 25, 3, 1), ("Gamma", "Log", 24, 3, 0), ("Gaussian", "Identity", 20, 3, 2), ("InverseGaussian", "Log", 22, 2, 0),
    ("Binomial", "Probit", 26, 2, 3), ("Gamma", "Inverse", 28, 2, 4), ("Poisson", "Log", 18, 2, 5), ("Binomial", "Logit", 60, 4, 6), ("Gaussian", "Log", 24, 2, 0)]
out = []
for number, (family, link, n, m, kind) in enumerate(PLAN):
    while True:
        x = [[round(rnd.uniform(-1, 1), 3) for _ in range(m)] for _ in range(n)]
        if kind == 5: x = [[1.0e6 + r[0], r[1] * 2.0**30] for r in x]
        beta = [rnd.uniform(-.6, .6) for _ in range(m)]
        base = {"Inverse": 2.5, "Identity": 5}.get(link, 0.3)
        z = [base + sum(c * v for c, v in zip(beta, r)) for r in ([[v[0] - 1e6, v[1] / 2.0**30] for v in x] if kind == 5 else x)]
        trials = [rnd.randint(3, 20) for _ in x] if kind == 3 else None
        mu = [float(mean(link, mpf(v))[0]) for v in z]
        if family == "Binomial": y = [sum(rnd.random() < q for _ in range((trials or [1] * n)[i])) for i, q in enumerate(mu)]
        elif family == "Poisson": y = [sum(1 for _ in range(200) if rnd.random() < min(1, 3 * q / 200)) for q in mu]
        elif family == "Gaussian": y = [round(q + rnd.gauss(0, .3), 3) for q in mu]
        else: y = [round(q * rnd.uniform(.5, 1.6), 4) for q in mu]
        s = dict(name=f"{family}-{link}-{number}", family=family, link=link, x=x, y=y, trials=trials,
            weights=[round(rnd.uniform(.3, 3), 2) if kind in (2, 4) else 1 for _ in x], offset=[round(rnd.uniform(-.5, .5), 2) if kind in (1, 6) else 0 for _ in x])
        try:
            full = fit(s, list(range(m + 1)))
            if family == "Binomial" and full["deviance"] < 1: continue
            parts = []
            degrees = n - m - 1; known = family in ("Binomial", "Poisson"); phi = mpf(1) if known else full["pearson"] / degrees
            for r in range(m):
                for cols in itertools.combinations(range(1, m + 1), r):
                    d = fit(s, [0, *cols])["deviance"]; q = m - r; diff = d - full["deviance"]
                    stat = diff if known else diff / q / phi
                    parts.append(dict(columns=list(cols), deviance=float(d), statistic=float(stat), p=float(chi(stat, q) if known else ftail(stat, q, degrees)), degrees=q))
        except (ValueError, ZeroDivisionError) as e:
            print(family, link, e, file=sys.stderr); continue
        break
    # without the intercept, for type III
    try:
        none = fit(s, list(range(1, m + 1)))["deviance"] if link != "Inverse" else None
    except (ValueError, ZeroDivisionError):
        none = None
    # Wald: b1 - b2 = 0.1 and b0 + 2 b1 = 0.2
    R = matrix(2, m + 1); R[0, 1] = 1; R[0, 2] = -1; R[1, 0] = 1; R[1, 1] = 2
    v = R * matrix(full["b"]) - matrix([mpf(0.1), mpf(0.2)])
    W = (v.T * lu_solve(R * full["cov"] * R.T, v))[0]
    stat = W if known else W / 2 / phi
    out.append(dict(**s, deviance=float(full["deviance"]), dispersion=float(phi), parts=parts, withoutIntercept=None if none is None else float(none),
        wald=float(stat), waldP=float(chi(stat, 2) if known else ftail(stat, 2, degrees))))
    print(s["name"], float(full["deviance"]), [q["p"] for q in parts][:4], float(stat), file=sys.stderr)
json.dump(out, sys.stdout)
