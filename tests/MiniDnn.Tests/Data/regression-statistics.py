"""Writes regression-statistics.json: every statistic of a linear model from its definition, with 50 digits (mpmath), on Brownlee's stack-loss data.

Run: python3 regression-statistics.py > regression-statistics.json
"""
import json
from mpmath import mp, mpf, matrix, sqrt, log, pi, betainc, findroot, svd_r, eye

mp.dps = 50
AIR = [80, 80, 75, 62, 62, 62, 62, 62, 58, 58, 58, 58, 58, 58, 50, 50, 50, 50, 50, 56, 70]
WATER = [27, 27, 25, 24, 22, 23, 24, 24, 23, 18, 18, 17, 18, 19, 18, 18, 19, 19, 20, 20, 20]
ACID = [89, 88, 90, 87, 87, 87, 93, 93, 87, 80, 89, 88, 82, 93, 89, 86, 72, 79, 80, 82, 91]
LOSS = [42, 37, 37, 28, 18, 18, 19, 20, 15, 14, 14, 13, 11, 12, 8, 7, 8, 8, 9, 15, 15]
N = len(LOSS)
WEIGHTS = [mpf(1 + (7 * i) % 5) / 4 for i in range(N)]
POINT = [65, 22, 85]
LEVEL = mpf('0.9')


def two_sided_tail(t, df):
    return betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True)


def f_tail(f, d1, d2):
    return betainc(d2 / 2, d1 / 2, 0, d2 / (d2 + d1 * f), regularized=True)


def quantile(level, df):
    return findroot(lambda t: two_sided_tail(t, df) - (1 - level), 2)


def text(value):
    if isinstance(value, (list, tuple)):
        return [text(v) for v in value]
    return mp.nstr(value, 20)


def case(columns, intercept, weights, ridge):
    w = weights or [mpf(1)] * N
    x = matrix([([1] if intercept else []) + [c[i] for c in columns] for i in range(N)])
    y = matrix(LOSS)
    p = x.cols
    big_w = mp.diag(w)
    penalty = mp.diag([0 if intercept and j == 0 else mpf(ridge) for j in range(p)])
    cross = x.T * big_w * x
    m = (cross + penalty) ** -1
    b = m * (x.T * big_w * y)
    e = y - x * b
    rss = sum(w[i] * e[i] ** 2 for i in range(N))
    mean = sum(w[i] * y[i] for i in range(N)) / sum(w) if intercept else 0
    tss = sum(w[i] * (y[i] - mean) ** 2 for i in range(N))
    hat = m * cross
    model_df = sum(hat[j, j] for j in range(p))
    df = N - model_df
    s2 = rss / df
    cov = s2 * m * cross * m
    se = [sqrt(cov[j, j]) for j in range(p)]
    t = [b[j] / se[j] for j in range(p)]
    h = [w[i] * (x[i, :] * m * x[i, :].T)[0] for i in range(N)]
    r = [sqrt(w[i]) * e[i] / sqrt(s2 * (1 - h[i])) for i in range(N)]
    likelihood = (sum(log(v) for v in w) - N * (log(2 * pi * rss / N) + 1)) / 2
    total_df = N - (1 if intercept else 0)
    explained = p - (1 if intercept else 0)
    result = {
        'columns': len(columns), 'intercept': intercept, 'weights': text(weights) if weights else None, 'ridge': text(mpf(ridge)),
        'coefficients': text(list(b)), 'standardErrors': text(se), 'tValues': text(t), 'pValues': text([two_sided_tail(v, df) for v in t]),
        'covariance': text([cov[i, j] for i in range(p) for j in range(p)]),
        'residualSumOfSquares': text(rss), 'totalSumOfSquares': text(tss), 'degreesOfFreedom': text(df), 'residualStandardDeviation': text(sqrt(s2)),
        'rSquared': text(1 - rss / tss), 'adjustedRSquared': text(1 - (rss / df) / (tss / total_df)),
        'logLikelihood': text(likelihood), 'aic': text(2 * (model_df + 1) - 2 * likelihood), 'bic': text(log(N) * (model_df + 1) - 2 * likelihood),
        'residuals': text(list(e)), 'leverages': text(h), 'standardizedResiduals': text(r),
        'cooksDistances': text([r[i] ** 2 / model_df * h[i] / (1 - h[i]) for i in range(N)]),
    }
    if not ridge:
        f = (tss - rss) / explained / s2
        result['fStatistic'] = text(f)
        result['fPValue'] = text(f_tail(f, mpf(explained), df))
    factors = {'HC0': lambda i: 1, 'HC1': lambda i: N / df, 'HC2': lambda i: 1 / (1 - h[i]), 'HC3': lambda i: 1 / (1 - h[i]) ** 2,
               'HC4': lambda i: (1 - h[i]) ** -min(mpf(4), N * h[i] / model_df)}
    for name, factor in factors.items():
        filling = matrix(p, p)
        for i in range(N):
            filling += (e[i] ** 2 * factor(i) * w[i] ** 2) * (x[i, :].T * x[i, :])
        robust = m * filling * m
        result[name] = text([robust[i, j] for i in range(p) for j in range(p)])
    point = matrix([([1] if intercept else []) + POINT[:len(columns)]])
    centre = (point * b)[0]
    spread = (point * cov * point.T)[0]
    q = quantile(LEVEL, df)
    result['prediction'] = text(centre)
    result['confidenceInterval'] = text([centre - q * sqrt(spread), centre + q * sqrt(spread)])
    result['predictionInterval'] = text([centre - q * sqrt(spread + s2), centre + q * sqrt(spread + s2)])
    result['coefficientIntervals'] = text([v for j in range(p) for v in (b[j] - q * se[j], b[j] + q * se[j])])
    solved = mp.diag([sqrt(v) for v in w]) * x
    if ridge:
        solved = matrix(solved.tolist() + mp.diag([sqrt(penalty[j, j]) for j in range(p)]).tolist())
    values = svd_r(solved, compute_uv=False)
    result['conditionNumber'] = text(values[0] / values[len(values) - 1])
    if len(columns) == 1:
        # every x for which |y0 - b0 - b1*x| <= q*sqrt(s2/2 + v00 + 2*v01*x + v11*x^2), with y0 = 25 the mean of two measurements
        y0, last = mpf(25), p - 1
        b0, v00, v01 = (b[0], cov[0, 0], cov[0, 1]) if intercept else (mpf(0), mpf(0), mpf(0))
        a2 = b[last] ** 2 - q ** 2 * cov[last, last]
        a1 = -2 * (b[last] * (y0 - b0) + q ** 2 * v01)
        a0 = (y0 - b0) ** 2 - q ** 2 * (v00 + s2 / 2)
        root = sqrt(a1 ** 2 - 4 * a2 * a0)
        result['calibration'] = text([(y0 - b0) / b[last], (-a1 - root) / (2 * a2), (-a1 + root) / (2 * a2)])
    return result


ALL = [AIR, WATER, ACID]
print(json.dumps({
    'data': {'x': [list(row) for row in zip(*ALL)], 'y': LOSS, 'point': POINT, 'level': float(LEVEL), 'calibrated': 25, 'repeats': 2},
    'cases': {
        'plain': case(ALL, True, None, 0),
        'no intercept': case(ALL, False, None, 0),
        'weighted': case(ALL, True, WEIGHTS, 0),
        'weighted, no intercept': case(ALL, False, WEIGHTS, 0),
        'ridge': case(ALL, True, None, 2.5),
        'weighted ridge': case(ALL, True, WEIGHTS, 40),
        'much ridge': case(ALL, True, WEIGHTS, 1e6),
        'line': case([AIR], True, None, 0),
        'weighted line': case([AIR], True, WEIGHTS, 0),
        'line through 0': case([AIR], False, WEIGHTS, 0),
    },
}, indent=1))
