"""Dawid-Skene on pandas, built as crowd-kit builds it, for the `consensus` benchmark.
In: votes file, tasks, votes a task, workers, classes, iterations, file for the posteriors or "". Out: JSON."""
import json
import sys
import time

import numpy as np
import pandas as pd

EPS = 1e-10
path, tasks, per_task, workers, classes, iterations = sys.argv[1], *map(int, sys.argv[2:7])
out = sys.argv[7] if len(sys.argv) > 7 else ""
rows = tasks * per_task
columns = np.fromfile(path, dtype=np.int32).reshape(3, rows)
data = pd.DataFrame({"task": columns[0], "worker": columns[1], "label": columns[2]})


def m_step(data, probas):
    joined = data.join(probas, on="task")
    joined.drop(columns=["task"], inplace=True)
    errors = joined.groupby(["worker", "label"], sort=False).sum()
    errors.clip(lower=EPS, inplace=True)
    errors /= errors.groupby("worker", sort=False).sum()
    return errors


def e_step(data, priors, errors):
    joined = data.join(np.log2(errors), on=["worker", "label"])
    joined.drop(columns=["worker", "label"], inplace=True)
    log_likelihoods = np.log2(priors) + joined.groupby("task", sort=False).sum()
    scaled = np.exp2(log_likelihoods.sub(log_likelihoods.max(axis=1), axis=0))
    return scaled.div(scaled.sum(axis=1), axis=0)


def evidence(data, probas, priors, errors):
    joined = data.join(np.log(errors), on=["worker", "label"])
    joined.loc[:, priors.index] = joined.loc[:, priors.index].add(np.log(priors))
    joined.set_index(["task", "worker"], inplace=True)
    expectation = (probas * joined).sum().sum()
    return float(expectation - (np.log(probas) * probas).sum().sum())


shares = pd.get_dummies(data["label"]).groupby(data["task"]).mean()
shares.columns = range(classes)
probas, priors, errors = shares, shares.mean(), m_step(data, shares)
began = time.process_time()
for _ in range(iterations):
    probas = e_step(data, priors, errors)
    priors = probas.mean()
    errors = m_step(data, probas)
    evidence(data, probas.clip(lower=EPS), priors.clip(lower=EPS), errors) / len(data)
seconds = time.process_time() - began
if out:
    probas.sort_index().clip(lower=EPS).to_numpy(dtype=np.float64).tofile(out)
print(json.dumps({"secondsPerIteration": seconds / iterations}))
