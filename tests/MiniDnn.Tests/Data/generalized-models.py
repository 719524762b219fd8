"""Makes generalized-models.json: 64 generalised linear models of all families and links, with right values to 17 digits.

Every value is computed from the definitions with 60 digits (mpmath), by Newton's method with the observed information on the exact doubles
of the data. Usage: python generalized-models.py > generalized-models.json
"""
import json
import random
from mpmath import mp, mpf, matrix, log, exp, sqrt, erfc, npdf, expm1, betainc, qr_solve, lu_solve, inverse, loggamma, pi

mp.dps = 60
rnd = random.Random(20)
LINKS = {
    "Gaussian": ["Identity", "Log", "Inverse"],
    "Binomial": ["Logit", "Probit", "ComplementaryLogLog"],
    "Poisson": ["Log", "Identity", "SquareRoot"],
    "Gamma": ["Inverse", "Log", "Identity"],
    "InverseGaussian": ["InverseSquare", "Inverse", "Log", "Identity"],
}


def mean(link, eta):
    """μ, μ′, μ″ and 1 − μ."""
    if link == "Identity":
        return eta, mpf(1), mpf(0), 1 - eta
    if link == "Log":
        return (exp(eta),) * 3 + (1 - exp(eta),)
    if link == "Inverse":
        return 1 / eta, -1 / eta**2, 2 / eta**3, 1 - 1 / eta
    if link == "InverseSquare":
        return eta**mpf(-0.5), eta**mpf(-1.5) / -2, eta**mpf(-2.5) * 3 / 4, 1 - eta**mpf(-0.5)
    if link == "SquareRoot":
        return eta**2, 2 * eta, mpf(2), 1 - eta**2
    if link == "Logit":
        m, q = 1 / (1 + exp(-eta)), 1 / (1 + exp(eta))
        return m, m * q, m * q * (q - m), q
    if link == "Probit":
        d = npdf(eta)
        return erfc(-eta / sqrt(2)) / 2, d, -eta * d, erfc(eta / sqrt(2)) / 2
    h = exp(eta)
    return -expm1(-h), h * exp(-h), h * (1 - h) * exp(-h), exp(-h)


def variance(family, m, q):
    """V and V′."""
    return {
        "Gaussian": (mpf(1), mpf(0)), "Binomial": (m * q, q - m), "Poisson": (m, mpf(1)), "Gamma": (m**2, 2 * m),
        "InverseGaussian": (m**3, 3 * m**2),
    }[family]


def part(y, m):
    return y * log(y / m) if y else mpf(0)


def deviance(family, y, m, q):
    return 2 * {
        "Gaussian": lambda: (y - m)**2 / 2,
        "Binomial": lambda: part(y, m) + part(1 - y, q),
        "Poisson": lambda: part(y, m) - (y - m),
        "Gamma": lambda: -log(y / m) + (y - m) / m,
        "InverseGaussian": lambda: (y - m)**2 / (2 * y * m**2),
    }[family]()


def fit(family, link, rows, y, w, offset, start):
    """Newton's method; shares y and weights w·trials for the binomial."""
    p = len(rows[0])
    b = matrix([mpf(v) for v in start])
    total = None
    for step in range(200):
        g, h, e = matrix(p, 1), matrix(p, p), matrix(p, p)
        value = mpf(0)
        for x, yi, wi, oi in zip(rows, y, w, offset):
            eta = sum(x[j] * b[j] for j in range(p)) + oi
            m, d, dd, q = mean(link, eta)
            v, dv = variance(family, m, q)
            value += wi * deviance(family, yi, m, q)
            for j in range(p):
                g[j] += wi * (yi - m) * d / v * x[j]
                for k in range(p):
                    e[j, k] += wi * d**2 / v * x[j] * x[k]
                    h[j, k] += wi * (d**2 / v - (yi - m) * (dd / v - d**2 * dv / v**2)) * x[j] * x[k]
        delta = lu_solve(h if step > 8 else e, g)
        size = max(abs(delta[j]) for j in range(p))
        scale = mpf(1)
        while True:
            trial = b + scale * delta
            try:
                etas = [sum(x[j] * trial[j] for j in range(p)) + oi for x, oi in zip(rows, offset)]
                new = sum(wi * deviance(family, yi, mean(link, t)[0], mean(link, t)[3]) for t, yi, wi in zip(etas, y, w))
                ok = mp.isfinite(new) and new.imag == 0 and new <= value + mpf(10)**-40
                if link in ("Inverse", "InverseSquare", "SquareRoot") or link == "Identity" and family != "Gaussian":
                    ok = ok and min(etas) > 0
            except (ValueError, ZeroDivisionError, TypeError, AttributeError):
                ok = False
            if ok:
                break
            scale /= 2
            if scale < 1e-10:
                return None
        b = trial
        if size < mpf(10)**-45 * (1 + max(abs(b[j]) for j in range(p))):
            return b, e, new, etas
    return None


def tail(t, df):
    if df is None:
        return erfc(abs(t) / sqrt(2))
    return betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t**2), regularized=True)


def log_likelihood(family, y, w, trials, etas, link, dev):
    n, sw = len(y), sum(w)
    if family == "Gaussian":
        return -(n * (log(2 * pi * dev / n) + 1) - sum(log(v) for v in w)) / 2
    if family == "InverseGaussian":
        return -(sw * (log(2 * pi * dev / sw) + 1) + 3 * sum(a * log(b) for a, b in zip(w, y))) / 2
    total = mpf(0)
    for yi, wi, ti, eta in zip(y, w, trials, etas):
        m, _, _, q = mean(link, eta)
        if family == "Poisson":
            total += wi * (yi * log(m) - m - loggamma(yi + 1))
        elif family == "Gamma":
            a = sw / dev
            total += wi * (a * log(a * yi / m) - a * yi / m - log(yi) - loggamma(a))
        else:
            s = ti * yi
            total += wi * (loggamma(ti + 1) - loggamma(s + 1) - loggamma(ti - s + 1) + s * log(m) + (ti - s) * log(q))
    return total


def condition(columns):
    """Of the columns, centred and of length 1."""
    c = [[v - sum(col) / len(col) for v in col] for col in columns]
    c = [[v / sqrt(sum(u * u for u in col)) for v in col] for col in c]
    a = matrix(len(c), len(c))
    for i in range(len(c)):
        for j in range(len(c)):
            a[i, j] = sum(u * v for u, v in zip(c[i], c[j]))
    values = mp.eigsy(a, eigvals_only=True)
    return float(sqrt(max(values) / min(values)))


def simulate(family, link, m):
    if family == "Gaussian":
        return round(rnd.gauss(m, 0.3), 4)
    if family == "Gamma":
        return max(0.001, round(rnd.gammavariate(5, m / 5), 4))
    if family == "InverseGaussian":
        return max(0.01, round(m * rnd.lognormvariate(0, 0.3), 4))
    if family == "Poisson":
        k, level = 0, exp(-mpf(m))
        product = rnd.random()
        while product > level:
            k, product = k + 1, product * rnd.random()
        return k
    return None


def make(family, link, kind):
    while True:
        n, p = rnd.randint(12, 30), rnd.randint(1, 3)
        unit = [1, 1e6, 1e-7][kind % 3] if kind != 1 else 1
        shift = [0, 1.6e9, 0, 50][kind]
        scale = 1 if kind != 1 else 1e5
        x = [[round(rnd.uniform(-1, 1), 3) for _ in range(p)] for _ in range(n)]
        if link in ("Identity", "Inverse", "InverseSquare", "SquareRoot"):
            etas = [2 + sum((0.5 / (j + 1)) * v for j, v in enumerate(r)) for r in x]
        else:
            etas = [0.5 + sum((1.0 / (j + 1)) * v for j, v in enumerate(r)) for r in x]
        trials = [1] * n
        y = []
        for eta in etas:
            m = float(mean(link, mpf(eta))[0])
            y.append(simulate(family, link, m))
        if family == "Binomial":
            trials = [rnd.choice([1, 5, 20]) if kind % 2 else 1 for _ in range(n)]
            if kind == 2:
                trials = [rnd.choice([1000, 10**6, 10**8]) for _ in range(n)]
            y = []
            for t, eta in zip(trials, etas):
                m = float(mean(link, mpf(eta))[0])
                y.append(sum(rnd.random() < m for _ in range(t)) if t <= 1000 else round(t * m + rnd.gauss(0, (t * m * (1 - m))**0.5)))
        weights = [round(rnd.uniform(0.3, 4), 2) if kind in (1, 3) and family != "Binomial" else 1 for _ in range(n)]
        offset = [round(rnd.uniform(-0.3, 0.3), 2) if kind == 3 else 0 for _ in range(n)]
        data = [[shift + scale * unit * v for v in r] for r in x]
        rows = [[mpf(1)] + [mpf(v) for v in r] for r in data]
        shares = [mpf(s) / t if family == "Binomial" else mpf(s) for s, t in zip(y, trials)]
        w = [mpf(a) * t for a, t in zip(weights, trials)]
        off = [mpf(v) for v in offset]
        # start from the truth that the data were simulated with
        slopes = [mpf(0.5 if etas and link in ("Identity", "Inverse", "InverseSquare", "SquareRoot") else 1) / (j + 1) / mpf(scale * unit) for j in range(p)]
        first = mpf(2 if link in ("Identity", "Inverse", "InverseSquare", "SquareRoot") else 0.5) - sum(s * shift for s in slopes)
        result = fit(family, link, rows, shares, w, off, [first] + slopes)
        if result is None:
            continue
        b, e, dev, final = result
        if family == "Binomial" and max(abs(v) for v in final) > 20:
            continue
        null = fit(family, link, [[mpf(1)]] * n, shares, w, off, [sum(final) / n])
        if null is None:
            continue
        count = p + 1
        inv = inverse(e)
        df = n - count
        known = family in ("Binomial", "Poisson")
        phi = mpf(1)
        if not known:
            phi = sum(wi * (yi - mean(link, t)[0])**2 / variance(family, *mean(link, t)[::3])[0] for wi, yi, t in zip(w, shares, final)) / df
        se = [sqrt(phi * inv[j, j]) for j in range(count)]
        stat = [b[j] / se[j] for j in range(count)]
        case = {
            "name": f"{family}-{link}-{kind}", "family": family, "link": link, "x": data, "y": y,
            "trials": trials if family == "Binomial" else None, "weights": weights, "offset": offset,
            "condition": condition(list(zip(*[r[1:] for r in rows]))),
            "coefficients": [float(v) for v in b], "standardErrors": [float(v) for v in se],
            "statistics": [float(v) for v in stat], "p": [float(tail(v, None if known else df)) for v in stat],
            "deviance": float(dev), "nullDeviance": float(null[2]), "dispersion": float(phi),
            "logLikelihood": float(log_likelihood(family, shares, [mpf(v) for v in weights], trials, final, link, dev)),
        }
        return case


print("[")
cases = [make(f, l, k) for f in LINKS for l in LINKS[f] for k in range(4)]
print(",\n".join(json.dumps(c) for c in cases))
print("]")
