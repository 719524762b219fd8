"""Writes calibration-cases.json: generated calibrations with their values from the definitions, in 60 digits (mpmath).

Nothing here takes the library's way: normal equations in 60 digits, intervals by bisection on the definition, t by the incomplete beta.
"""
import json
import random
from mpmath import mp, mpf, matrix, sqrt, lu_solve, inverse, betainc, findroot, log, exp

mp.dps = 60
random.seed(32645)


def number(value):
    return None if value is None else float(value)


def t_quantile(tail, df):
    """The t with P(T > t) = tail."""
    df = mpf(df)
    def upper(t):
        return betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    low, high = mpf(0), mpf(1)
    while upper(high) > tail:
        high *= 2
    for _ in range(220):
        middle = (low + high) / 2
        low, high = (middle, high) if upper(middle) > tail else (low, middle)
    return low


def f_upper(f, d1, d2):
    d1, d2 = mpf(d1), mpf(d2)
    return betainc(d2 / 2, d1 / 2, 0, d2 / (d2 + d1 * f), regularized=True)


class Fit:
    def __init__(self, x, y, degree, w=None):
        self.x, self.y = [mpf(v) for v in x], [mpf(v) for v in y]
        self.w = [mpf(v) for v in (w or [1] * len(x))]
        p = degree + 1
        a = matrix(p, p)
        c = matrix(p, 1)
        for xi, yi, wi in zip(self.x, self.y, self.w):
            for j in range(p):
                c[j] += wi * xi ** j * yi
                for k in range(p):
                    a[j, k] += wi * xi ** (j + k)
        self.v = inverse(a)
        self.b = self.v * c
        self.p, self.df = p, len(x) - p
        self.rss = sum(wi * (yi - self.at(xi)) ** 2 for xi, yi, wi in zip(self.x, self.y, self.w))
        self.s2 = self.rss / self.df

    def at(self, x):
        return sum(self.b[j] * x ** j for j in range(self.p))

    def slope(self, x):
        return sum(j * self.b[j] * x ** (j - 1) for j in range(1, self.p))

    def variance(self, x):
        """In units of s²."""
        return sum(self.v[j, k] * x ** (j + k) for j in range(self.p) for k in range(self.p))


class LogisticFit:
    """d + (a - d)/(1 + (x/c)^b)^g, or a/(1 + exp(-k*(x - c))) of three parameters, by Gauss-Newton steps of 60 digits from where the data
    were made, to the fixed point."""

    def __init__(self, x, y, start, w=None):
        self.x, self.y = [mpf(v) for v in x], [mpf(v) for v in y]
        self.w = [mpf(v) for v in (w or [1] * len(x))]
        self.b = [mpf(v) for v in start]
        self.p = len(start)
        for _ in range(2000):
            rows = [self.gradient(v) for v in self.x]
            normal = matrix(self.p, self.p)
            right = matrix(self.p, 1)
            for row, xi, yi, wi in zip(rows, self.x, self.y, self.w):
                for j in range(self.p):
                    right[j] += wi * row[j] * (yi - self.at(xi))
                    for k in range(self.p):
                        normal[j, k] += wi * row[j] * row[k]
            self.v = inverse(normal)
            step = self.v * right
            self.b = [b + s for s, b in zip(step, self.b)]
            if max(abs(s / b) for s, b in zip(step, self.b)) < mpf(10) ** -40:
                break
        else:
            raise ValueError("no fixed point")
        self.df = len(x) - self.p
        self.rss = sum(wi * (yi - self.at(xi)) ** 2 for xi, yi, wi in zip(self.x, self.y, self.w))
        self.s2 = self.rss / self.df

    def parts(self, x):
        """a, d, g, the power u = (x/c)^b, and the derivatives of ln u with respect to b, c and x."""
        if self.p == 3:
            a, k, c = self.b
            return a, mpf(0), mpf(1), exp(-k * (x - c)), c - x, k, -k
        a, b, c, d = self.b[:4]
        return a, d, self.b[4] if self.p == 5 else mpf(1), (x / c) ** b, log(x / c), -b / c, b / x

    def at(self, x):
        a, d, g, u = self.parts(x)[:4]
        return d + (a - d) / (1 + u) ** g

    def gradient(self, x):
        a, d, g, u, by_b, by_c, _ = self.parts(x)
        falls = 1 / (1 + u) ** g
        share = (d - a) * g * falls * u / (1 + u)
        all = [falls, share * by_b, share * by_c, 1 - falls, (d - a) * falls * log(1 + u)]
        return all[:self.p]

    def slope(self, x):
        a, d, g, u, _, _, by_x = self.parts(x)
        return (d - a) * g * u / (1 + u) ** (g + 1) * by_x

    def variance(self, x):
        """In units of s^2."""
        g = self.gradient(x)
        return sum(self.v[j, k] * g[j] * g[k] for j in range(self.p) for k in range(self.p))

    def x_of(self, y):
        a, d, g = self.parts(mpf(1))[:3]
        u = ((a - d) / (y - d)) ** (1 / g) - 1
        return self.b[2] - log(u) / self.b[1] if self.p == 3 else self.b[2] * u ** (1 / self.b[1])


def bisect(f, inside, outside):
    for _ in range(230):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if f(middle) else (inside, middle)
    return inside


def inverse_of(fit, readings, w0, pooled, level):
    m, y0 = len(readings), sum(mpf(r) for r in readings) / len(readings)
    lo, hi = min(fit.x), max(fit.x)
    if isinstance(fit, LogisticFit):
        x0 = fit.x_of(y0)
    elif fit.p == 2:
        x0 = findroot(lambda x: fit.at(x) - y0, (lo + hi) / 2)
    else:
        x0 = bisect(lambda x: (fit.at(x) < y0) == (fit.at(lo) < y0), lo, hi)
    s2, df = fit.s2, fit.df
    if pooled:
        df = fit.df + m - 1
        s2 = (fit.rss + w0 * sum((mpf(r) - y0) ** 2 for r in readings)) / df
    t = t_quantile((1 - mpf(level)) / 2, df)
    def error(x):
        return sqrt(s2 * (1 / (m * w0) + fit.variance(x)))
    def holds(x):
        return abs(y0 - fit.at(x)) <= t * error(x)
    se = error(x0) / abs(fit.slope(x0))
    ends = []
    for sign in (-1, 1):
        step, outside = t * se / 16, x0
        while holds(outside):
            outside += sign * step
        ends.append(bisect(holds, outside - sign * step, outside))
    return {"x": number(x0), "se": number(se), "wald": [number(x0 - t * se), number(x0 + t * se)], "inversion": [number(e) for e in ends]}


def draw(degree, weighted):
    n = random.randint(6, 12)
    scale = 10.0 ** random.randint(-3, 3)
    x = sorted(round(scale * random.uniform(0.2, 10), 6) for _ in range(n))
    rise, bend = random.choice([1, -1]) * random.uniform(0.5, 4), random.uniform(-0.03, 0.03) if degree == 2 else 0
    def value(v):
        u = v / scale
        return 3 + rise * u + rise * bend * u * u
    noise = [1 + (v / scale if weighted else 0) for v in x]
    y = [round(value(v) + 0.03 * k * random.gauss(0, 1), 6) for v, k in zip(x, noise)]
    w = [1 / (v * v) for v in x] if weighted else None
    centre = scale * random.uniform(3, 7)
    return x, y, w, [round(value(centre) + 0.03 * random.gauss(0, 1), 6) for _ in range(random.randint(1, 4))], centre


def draw_logistic(parameters, weighted):
    scale, b = 10.0 ** random.randint(-3, 3), random.uniform(0.8, 2)
    a, d = (3, 1) if random.random() < 0.5 else (0.2, 1.7)
    g = random.uniform(0.6, 2) if parameters == 5 else 1
    noise = 0.002 if parameters == 5 else 0.02
    if parameters == 3:
        scale = random.choice([1, 20])
        x = [float(f"{2000 + scale * k / 4:.6g}") for k in range(-16, 17)]
        start = [3, 1 / scale, 2000]
    else:
        x = [float(f"{scale * 10 ** (k / 4):.6g}") for k in range(-8, 9) for _ in range(random.randint(1, 2))]
        start = [a, b, scale, d] + [g] * (parameters - 4)
    def value(v):
        return 3 / (1 + float(exp(-(v - 2000) / scale))) if parameters == 3 else d + (a - d) / (1 + (v / scale) ** b) ** g
    sizes = [1 + value(v) if weighted else 1 for v in x]
    y = [round(value(v) + noise * k * random.gauss(0, 1), 6) for v, k in zip(x, sizes)]
    w = [float(f"{1 / value(v):.6g}") for v in x] if weighted else None
    centre = 2000 + scale * random.uniform(-1, 1) if parameters == 3 else scale * 10 ** random.uniform(-0.5, 0.5)
    readings = [round(value(centre) + noise * random.gauss(0, 1), 6) for _ in range(random.randint(1, 4))]
    return x, y, w, readings, float(f"{1 / value(centre):.6g}") if weighted else 1, start


def limits(x, y, alpha, beta, m, k):
    fit = Fit(x, y, 1)
    n, s, b1 = len(x), sqrt(fit.s2), abs(fit.b[1])
    mean = sum(fit.x) / n
    q = sum((v - mean) ** 2 for v in fit.x)
    def root(v):
        return sqrt(mpf(1) / m + mpf(1) / n + (v - mean) ** 2 / q)
    ng = s / b1 * t_quantile(alpha, fit.df) * root(0)
    tb, tq = t_quantile(beta, fit.df), t_quantile(mpf(alpha) / 2, fit.df)
    # fixed points of contractions
    eg, bg = ng, ng
    for _ in range(400):
        eg = ng + s / b1 * tb * root(eg)
        bg = k * s / b1 * tq * root(bg)
    return {"decision": number(ng), "detection": number(eg), "quantification": number(bg), "approximateDetection": number(ng + s / b1 * tb * root(0)),
            "approximateQuantification": number(k * s / b1 * tq * root(k * ng)), "criticalValue": number(fit.b[0] + fit.b[1] * ng)}


def linearity(x, y):
    line, parabola = Fit(x, y, 1), Fit(x, y, 2)
    f = (line.rss - parabola.rss) / (parabola.rss / parabola.df)
    levels = {}
    for xi, yi in zip(x, y):
        levels.setdefault(xi, []).append(mpf(yi))
    g, n = len(levels), len(x)
    pure = sum(sum((v - sum(ys) / len(ys)) ** 2 for v in ys) for ys in levels.values())
    lack = (line.rss - pure) / (g - 2) / (pure / (n - g))
    return {"mandel": number(f), "mandelP": number(f_upper(f, 1, parabola.df)), "lackOfFit": number(lack), "lackOfFitP": number(f_upper(lack, g - 2, n - g))}


def addition(x, y, level):
    fit = Fit(x, y, 1)
    c = fit.b[0] / fit.b[1]
    se, t = sqrt(fit.s2 * fit.variance(-c)) / abs(fit.b[1]), t_quantile((1 - mpf(level)) / 2, fit.df)
    def holds(v):
        return abs(fit.at(-v)) <= t * sqrt(fit.s2 * fit.variance(-v))
    ends = [bisect(holds, c, c + sign * 40 * se) for sign in (-1, 1)]
    return {"x": number(c), "se": number(se), "inversion": [number(e) for e in ends]}


cases = {"inverse": [], "limits": [], "linearity": [], "addition": []}
for i in range(20):
    degree, weighted, pooled = 1 + i // 10, i % 2 == 1, i % 3 == 2
    while True:
        x, y, w, readings, centre = draw(degree, weighted)
        fit, mean = Fit(x, y, degree, w), sum(readings) / len(readings)
        if (fit.at(fit.x[0]) - mean) * (fit.at(fit.x[-1]) - mean) < 0:
            break
    w0, level = (1 / (centre * centre), 0.9) if weighted else (1, 0.95)
    right = inverse_of(Fit(x, y, degree, w), readings, mpf(w0), pooled, level)
    cases["inverse"].append({"x": x, "y": y, "degree": degree, "weights": w, "readings": readings, "weight": w0, "pooled": pooled, "level": level, "right": right})
for i in range(10):
    x = [v for v in [0.5, 1, 1.5, 2, 2.5, 3] for _ in range(2)]
    y = [round(10 + 50 * v + random.gauss(0, 2) + (0.6 * v * v if i % 2 else 0), 4) for v in x]
    cases["limits"].append({"x": x, "y": y, "alpha": 0.01, "beta": 0.05, "m": 1 + i % 3, "k": 3, "right": limits(x, y, mpf(0.01), mpf(0.05), 1 + i % 3, 3)})
    cases["linearity"].append({"x": x, "y": y, "right": linearity(x, y)})
    cases["addition"].append({"x": x, "y": y, "right": addition(x, y, 0.95)})
cases["logistic"] = []
for i in range(36):
    parameters, weighted, pooled, level = 3 + i // 12, i % 2 == 1, i % 3 == 2, 0.95 if i % 4 < 2 else 0.9
    x, y, w, readings, w0, start = draw_logistic(parameters, weighted)
    fit = LogisticFit(x, y, start, w)
    if parameters == 5:   # asymmetric the other way round: a minimum of its own
        a, b, c, d, g = start
        try:
            fit = min(fit, LogisticFit(x, y, [d, -b, c, a, g], w), key=lambda f: f.rss)
        except (ValueError, ZeroDivisionError):
            pass
    right = inverse_of(fit, readings, mpf(w0), pooled, level)
    right["coefficients"] = [number(b) for b in fit.b]
    cases["logistic"].append({"x": x, "y": y, "weights": w, "readings": readings, "weight": w0, "pooled": pooled, "level": level, "right": right})
with open("calibration-cases.json", "w", encoding="utf-8") as file:
    file.write(json.dumps(cases, indent=1))
