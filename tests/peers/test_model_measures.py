"""What an audit says about predictions equals scikit-learn, Fairlearn, statsmodels and, where no
package has it, a second implementation on the same rows."""

import math
import unittest
import warnings

import fairlearn.metrics
import numpy
import scipy.optimize
import scipy.special
import scipy.stats
import sklearn.exceptions
import sklearn.metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import run_dir

BINS = 15


def midranks(x):
    return scipy.stats.rankdata(x)


def delong(truth, scores):
    """Area and standard error by the midranks of Sun and Xu (2014)."""
    pos, neg = scores[truth], scores[~truth]
    m, n = len(pos), len(neg)
    both = midranks(numpy.r_[pos, neg])
    v01 = (both[:m] - midranks(pos)) / n
    v10 = 1 - (both[m:] - midranks(neg)) / m
    return v01.mean(), math.sqrt(v01.var(ddof=1) / m + v10.var(ddof=1) / n)


def calibration_error(truth, scores, edges):
    bins = numpy.searchsorted(edges[1:-1], scores)
    gaps = [abs(truth[bins == b].sum() - scores[bins == b].sum()) for b in range(len(edges) - 1)]
    return sum(gaps) / len(truth)


def tango(b, c, n, level):
    """Score interval with the nuisance share found by numerical maximisation."""
    z = scipy.stats.norm.ppf((1 + level) / 2)

    def statistic(d):
        low, high = max(0, -d), (1 - d) / 2

        def loss(q):
            parts = ((b, q + d), (c, q), (n - b - c, 1 - 2 * q - d))
            return sum(-k * math.log(p) if p > 0 else math.inf for k, p in parts if k)

        q = scipy.optimize.minimize_scalar(loss, bounds=(low, high), method="bounded",
                                           options={"xatol": 1e-14}).x
        q = min((low, q, high), key=loss)
        return (b - c - n * d) / math.sqrt(n * (2 * q + d - d * d))

    at = (b - c) / n
    return (scipy.optimize.brentq(lambda d: statistic(d) - z, -1 + 1e-9, at - 1e-9),
            scipy.optimize.brentq(lambda d: statistic(d) + z, at + 1e-9, 1 - 1e-9))


class Predicted:
    """Rows of a run with the predictions that one of its audits is about."""

    def __init__(self, run, audit):
        self.run = run
        self.paths = run.predictions(audit)

    def columns(self):
        return self.run.columns()

    def training(self, by=()):
        return self.held(self.run.table("ingest/data"), "train", by)

    def rows(self, split, by=(), which=0):
        rows = self.run.table("ingest/data").merge(
            self.run.table(self.paths[which]).drop(columns="split"), on="id")
        return self.held(rows, split, by)

    @staticmethod
    def held(rows, split, by):
        """The rows of a split that have a value in each of the columns."""
        rows = rows[rows["split"] == split]
        for column in by:
            rows = rows[rows[column].notna() & (rows[column] != "(missing)")]
        return rows


class ModelMeasuresTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        warnings.simplefilter("ignore", sklearn.exceptions.UndefinedMetricWarning)
        warnings.simplefilter("ignore", RuntimeWarning)

    def audits(self):
        """(where, its rows and predictions, audit) of every audit with predictions."""
        found = 0
        for name, run in run_dir.every_run().items():
            for audit_name, audit in run.audits().items():
                if audit.get("performance"):
                    found += 1
                    yield f"{name}, audit {audit_name}", Predicted(run, audit_name), audit
        self.assertGreater(found, 0)

    def close(self, expected, value, what, rel=1e-9, abs_tol=1e-11):
        self.assertIsNotNone(value, what)
        if not math.isclose(expected, value, rel_tol=rel, abs_tol=abs_tol):
            self.fail(f"{what}: ours {value}, theirs {expected}")

    def attribute_groups(self):
        """(where, measures, truth, predicted, scores) of each value of each attribute."""
        found = 0
        for where, run, audit in self.audits():
            label = run.columns()[0]
            for entry in audit["performance"]:
                if label in entry["by"]:
                    continue
                rows = run.rows(entry["split"], entry["by"])
                for group in entry["groups"]:
                    own = rows
                    for column, value in group["group"].items():
                        own = own[own[column] == value]
                    truth = (own[label] == entry["positive_class"]).to_numpy()
                    if 0 < truth.sum() < len(truth):
                        found += 1
                        yield (f"{where}, {entry['split']}, {group['group']}", group["measures"],
                               truth, (own["predicted"] == entry["positive_class"]).to_numpy(),
                               numpy.array([dict(s)[entry["positive_class"]] for s in own["scores"]]))
        self.assertGreater(found, 1)

    def test_rates(self):
        for where, ours, truth, predicted, _ in self.attribute_groups():
            matrix = sklearn.metrics.confusion_matrix(truth, predicted)
            (tn, fp), (fn, tp) = matrix
            for name, k, n in (("error", fp + fn, len(truth)), ("tpr", tp, tp + fn),
                               ("fnr", fn, tp + fn), ("fpr", fp, fp + tn), ("tnr", tn, fp + tn),
                               ("precision", tp, tp + fp), ("selection_rate", tp + fp, len(truth))):
                if n:
                    self.close(k / n, ours[name]["value"], f"{where} {name}")
                    low, high = proportion_confint(k, n, 1 - ours[name]["level"], method="wilson")
                    self.close(low, ours[name]["low"], f"{where} {name}, low")
                    self.close(high, ours[name]["high"], f"{where} {name}, high")

    def test_areas_have_delongs_interval(self):
        for where, ours, truth, _, scores in self.attribute_groups():
            area, error = delong(truth, scores)
            self.close(sklearn.metrics.roc_auc_score(truth, scores), ours["auc"]["value"], where)
            if ours["auc"].get("low"):
                z = scipy.stats.norm.ppf((1 + ours["auc"]["level"]) / 2)
                self.close(max(0, area - z * error), ours["auc"]["low"], f"{where} AUC, low")
                self.close(min(1, area + z * error), ours["auc"]["high"], f"{where} AUC, high")

    def test_average_precision(self):
        for where, ours, truth, _, scores in self.attribute_groups():
            expected = sklearn.metrics.average_precision_score(truth, scores)
            ours = ours["average_precision"]
            self.close(expected, ours["value"], f"{where} AP")
            if ours.get("low") is not None:
                z = scipy.stats.norm.ppf((1 + ours["level"]) / 2)
                half = z / math.sqrt(truth.sum() * expected * (1 - expected))
                low = scipy.special.expit(scipy.special.logit(expected) - half)
                self.close(low, ours["low"], f"{where} AP, low")

    def test_losses_and_calibration(self):
        for where, ours, truth, _, scores in self.attribute_groups():
            self.close(sklearn.metrics.log_loss(truth, scores), ours["log_loss"]["value"], where)
            brier = sklearn.metrics.brier_score_loss(truth, scores)
            self.close(brier, ours["brier"]["value"], f"{where} Brier")
            error = calibration_error(truth, scores, numpy.linspace(0, 1, BINS + 1))
            self.close(error, ours["calibration_error"]["value"], f"{where} calibration")
            squares = (truth - scores) ** 2
            z = scipy.stats.norm.ppf((1 + ours["brier"]["level"]) / 2)
            half = z * squares.std(ddof=1) / math.sqrt(len(squares))
            self.close(max(0, brier - half), ours["brier"]["low"], f"{where} Brier, low", abs_tol=1e-9)

    def test_fairness_is_fairlearns(self):
        found = 0
        for where, run, audit in self.audits():
            label = run.columns()[0]
            positive = audit["performance"][0]["positive_class"]
            for summary in audit["model"]["summaries"]:
                if label in summary["by"]:
                    continue
                rows = run.rows(summary["split"], summary["by"])
                given = {"y_true": rows[label] == positive, "y_pred": rows["predicted"] == positive,
                         "sensitive_features": rows[summary["by"]]}
                for name in ("equalized_odds_difference", "demographic_parity_difference",
                             "demographic_parity_ratio"):
                    ours = summary["measures"][name]
                    if ours.get("value") is not None:
                        found += 1
                        theirs = getattr(fairlearn.metrics, name)(**given)
                        self.close(theirs, ours["value"], f"{where} {summary['by']} {name}")
        self.assertGreater(found, 0)

    def test_contrasts_have_newcombes_interval(self):
        found = 0
        for where, run, audit in self.audits():
            label = run.columns()[0]
            for contrast in audit["model"]["contrasts"]:
                rows = run.rows(contrast["split"])
                right = rows[label] == rows["predicted"]
                counts = []
                for group in (contrast["group"], contrast["reference"]):
                    own = right
                    for column, value in group.items():
                        own = own[rows[column].loc[own.index] == value]
                    counts.append((int(own.sum()), len(own)))
                (a, n), (b, m) = counts
                ours = contrast["differences"]["accuracy"]
                if n and m:
                    found += 1
                    low, high = confint_proportions_2indep(
                        a, n, b, m, method="newcomb", alpha=1 - ours["level"])
                    what = f"{where} {contrast['group']}"
                    self.close(a / n - b / m, ours["value"], what)
                    self.close(low, ours["low"], f"{what} low")
                    self.close(high, ours["high"], f"{what} high")
        self.assertGreater(found, 0)

    def test_worst_group(self):
        for where, run, audit in self.audits():
            label = run.columns()[0]
            for summary in audit["model"]["summaries"]:
                rows = run.rows(summary["split"], summary["by"])
                right = (rows[label] == rows["predicted"]).groupby(
                    [rows[c] for c in summary["by"]]).agg(["sum", "count"])
                ours = summary["measures"]["worst_group_accuracy"]
                self.close((right["sum"] / right["count"]).min(), ours["value"], where)
                alpha = 1 - ours["level"]
                low = proportion_confint(right["sum"], right["count"], alpha, method="wilson")[0]
                high = proportion_confint(
                    right["sum"], right["count"], alpha / len(right), method="wilson")[1]
                self.close(numpy.min(low), ours["low"], f"{where} low")
                self.close(numpy.min(high), ours["high"], f"{where} high")

    def test_threshold_is_that_of_validation(self):
        found = 0
        for where, run, audit in self.audits():
            threshold = audit["model"]["threshold"]
            if threshold.get("value") is None:
                continue
            found += 1
            label = run.columns()[0]
            positive = audit["performance"][0]["positive_class"]
            val = run.rows("val")
            truth = val[label] == positive
            scores = numpy.array([dict(s)[positive] for s in val["scores"]])
            self.close(numpy.sort(scores)[::-1][truth.sum() - 1], threshold["value"], where)
            self.assertEqual(truth.sum(), threshold["validation_positives"])
            self.assertEqual((scores >= threshold["value"]).sum(), threshold["validation_selected"])
            for entry in threshold["groups"]:
                rows = run.rows(entry["split"], entry["by"])
                predicted = numpy.array(
                    [dict(s)[positive] >= threshold["value"] for s in rows["scores"]])
                right = predicted == (rows[label] == positive)
                self.close(right.mean(), entry["summary"]["measures"]["average_accuracy"]["value"],
                           f"{where} {entry['split']}")
        self.assertGreater(found, 0)

    def test_bias_amplification(self):
        for where, run, audit in self.audits():
            label = run.columns()[0]
            for entry in audit["model"]["amplification"]:
                attribute, rows = entry["by"][0], run.rows(entry["split"], entry["by"])
                train = run.training(entry["by"])
                if "." in attribute:
                    continue
                values, classes = sorted(train[attribute].unique()), sorted(train[label].unique())
                values = sorted(set(values) | set(rows[attribute]))
                parts, zhao = [], []
                for t in classes:
                    share = []
                    for a in values:
                        has_a, has_t = train[attribute] == a, train[label] == t
                        sign = numpy.sign((has_a & has_t).mean() - has_a.mean() * has_t.mean())
                        own = rows[rows[attribute] == a]
                        if len(own):
                            parts.append(sign * ((own["predicted"] == t).mean() - (own[label] == t).mean()))
                        before = has_a[has_t].mean()
                        if before > 1 / len(values):
                            share.append((rows[attribute][rows["predicted"] == t] == a).mean() - before)
                    if (rows["predicted"] == t).any():
                        zhao.append(sum(share))
                what = f"{where} {entry['split']} {attribute}"
                ours = entry["measures"]
                self.close(numpy.mean(parts), ours["directional_attribute_to_task"]["value"], what)
                self.close(numpy.mean(zhao), ours["zhao_2017"]["value"], f"{what} Zhao")

    def test_comparison(self):
        found = 0
        for where, run, audit in self.audits():
            comparison = audit["model"].get("comparison")
            if not comparison:
                continue
            label = run.columns()[0]
            for entry in comparison["groups"]:
                new = run.rows(entry["split"], entry["by"])
                old = run.rows(entry["split"], which=1)
                both = new.merge(old[["id", "predicted"]], on="id", suffixes=("", "_old"))
                p_values, q_values = [], []
                for change in entry["changes"]:
                    own = both
                    for column, value in change["group"].items():
                        own = own[own[column] == value]
                    now, before = own["predicted"] == own[label], own["predicted_old"] == own[label]
                    b, c = int((now & ~before).sum()), int((~now & before).sum())
                    self.assertEqual((len(own), b, c), (change["rows"], change["gained"], change["lost"]))
                    ours = change["accuracy_change"]
                    if len(own):
                        found += 1
                        p_values.append(mcnemar([[0, b], [c, 0]], exact=True).pvalue)
                        q_values.append(ours["q_value"])
                        what = f"{where} {change['group']}"
                        self.close(p_values[-1], ours["p_value"], f"{what} p")
                        low, high = tango(b, c, len(own), ours["level"])
                        self.close(low, ours["low"], f"{what} low", abs_tol=1e-6)
                        self.close(high, ours["high"], f"{what} high", abs_tol=1e-6)
                for theirs, q in zip(multipletests(p_values, method="fdr_bh")[1], q_values):
                    self.close(theirs, q, f"{where} q")
        self.assertGreater(found, 0)


if __name__ == "__main__":
    unittest.main()
