"""The measures of data tables equal SciPy, scikit-learn and statsmodels on the same counts."""

import math
import unittest

import numpy
import scipy.spatial.distance
import scipy.stats
import sklearn.metrics
import sklearn.metrics.cluster
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import run_dir


def rows_of(table):
    """The two label vectors of a table of counts."""
    first, second = numpy.indices(table.shape)
    return numpy.repeat(first.ravel(), table.ravel()), numpy.repeat(second.ravel(), table.ravel())


def array_of(table):
    """The declared counts of a table of two columns; None if they are withheld."""
    values = [list(dict.fromkeys(c["group"][k] for c in table["counts"])) for k in table["columns"]]
    if any("count" not in c for c in table["counts"]):
        return None
    counts = [c["count"] for c in table["counts"]]
    return numpy.array(counts).reshape(len(values[0]), len(values[1]))


def occupied(array):
    return array[array.sum(axis=1) > 0][:, array.sum(axis=0) > 0]


class DataMeasuresTest(unittest.TestCase):
    def close(self, expected, measure, what, key="value"):
        self.assertIn(key, measure, f"{what}: {measure}")
        if not math.isclose(expected, measure[key], rel_tol=1e-6, abs_tol=1e-9):
            self.fail(f"{what} {key}: ours {measure[key]}, theirs {expected}")

    def audits(self):
        for name, run in run_dir.every_run().items():
            for audit_name, audit in run.audits().items():
                yield f"{name}, audit {audit_name}", audit

    def tables(self):
        """(where, counts, measures) of every table of two columns with two values of each."""
        found = 0
        for where, audit in self.audits():
            for table in audit["tables"]:
                array = array_of(table) if len(table["columns"]) == 2 else None
                if array is not None and min(occupied(array).shape) > 1:
                    found += 1
                    yield f"{where}, {table['split']}, {table['columns']}", array, table
        self.assertGreater(found, 4)

    def of(self, audit, split, columns):
        """The counts of one table of an audit."""
        for table in audit["tables"]:
            if table["split"] == split and table["columns"] == columns:
                return array_of(table)
        return None

    def test_information_is_scikit_learns(self):
        means = {"min": "min", "mean": "arithmetic", "sqrt": "geometric", "max": "max"}
        for where, array, table in self.tables():
            ours = table["measures"]
            y, x = rows_of(array)
            information = sklearn.metrics.mutual_info_score(y, x)
            for name, theirs in means.items():
                expected = sklearn.metrics.normalized_mutual_info_score(y, x, average_method=theirs)
                self.close(expected, ours[f"nmi_{name}"], f"{where} nmi_{name}")
            self.close(information / scipy.stats.entropy(array.ravel()), ours["nmi_joint"], where)
            u = sklearn.metrics.homogeneity_score(y, x)
            self.close(u, ours["theils_u_label_given_attribute"], where)
            u = sklearn.metrics.completeness_score(y, x)
            self.close(u, ours["theils_u_attribute_given_label"], where)
            ami = sklearn.metrics.adjusted_mutual_info_score(y, x)
            self.close(ami, ours["ami"], f"{where} ami")
            r, k = occupied(array).shape
            less = (r - 1) * (k - 1) / (2 * array.sum())
            self.close(max(0, information - less), ours["mutual_information_corrected"], where)

    def test_small_samples_are_flagged_and_tested_exactly(self):
        for where, array, table in self.tables():
            expected = scipy.stats.contingency.expected_freq(occupied(array))
            self.assertEqual(bool(expected.min() < 5), table["small_sample"], where)
            exact = table["measures"]["exact_test"]
            self.assertEqual(bool(expected.min() < 5), "p_value" in exact, where)
            if "p_value" in exact and occupied(array).shape == (2, 2):
                self.close(scipy.stats.fisher_exact(occupied(array))[1], exact, where, "p_value")

    def test_cells_have_their_information_and_lift(self):
        found = 0
        for where, audit in self.audits():
            for cell in audit["data_measures"]["cells"]:
                array = self.of(audit, cell["split"], cell["columns"])
                if array is None:
                    continue
                group = [cell["group"][c] for c in cell["columns"]]
                i, j = self.position(audit, cell["split"], cell["columns"], group)
                n, row, column = array[i, j], array[i].sum(), array[:, j].sum()
                if n > 0:
                    found += 1
                    pmi = math.log(n * array.sum() / (row * column))
                    self.close(pmi, cell["measures"]["pmi"], where)
                    self.close(math.exp(pmi), cell["measures"]["lift"], where)
                    if n < array.sum():
                        npmi = pmi / -math.log(n / array.sum())
                        self.close(npmi, cell["measures"]["npmi"], where)
        self.assertGreater(found, 4)

    def position(self, audit, split, columns, group):
        table = next(
            t for t in audit["tables"] if t["split"] == split and t["columns"] == columns)
        values = [list(dict.fromkeys(c["group"][k] for c in table["counts"])) for k in columns]
        return tuple(v.index(g) for v, g in zip(values, group))

    def test_disparities_are_scipys_and_statsmodels(self):
        found = 0
        for where, audit in self.audits():
            for entry in audit["data_measures"]["disparities"]:
                array = self.of(audit, entry["split"], entry["columns"])
                if array is None or not entry["rows"] or not entry["other_rows"]:
                    continue
                found += 1
                label = entry["columns"][0]
                table = next(t for t in audit["tables"]
                             if t["split"] == entry["split"] and t["columns"] == entry["columns"])
                labels = list(dict.fromkeys(c["group"][label] for c in table["counts"]))
                values = list(dict.fromkeys(c["group"][entry["columns"][1]] for c in table["counts"]))
                own = array[:, values.index(entry["value"])]
                others = array.sum(axis=1) - own
                y = labels.index(entry["positive_class"])
                self.disparity(f"{where}, {entry['value']}", entry["measures"], own, others, y)
        self.assertGreater(found, 4)

    def disparity(self, where, ours, own, others, y):
        p, q = others / others.sum(), own / own.sum()
        self.close(p[y] - q[y], ours["dpl"], where)
        interval = confint_proportions_2indep(
            others[y], others.sum(), own[y], own.sum(), method="newcomb")
        self.close(interval[0], ours["dpl"], where, "low")
        self.close(interval[1], ours["dpl"], where, "high")
        if all(q[p > 0] > 0):
            self.close(scipy.stats.entropy(p, q), ours["kl"], where)
        self.close(scipy.spatial.distance.jensenshannon(p, q) ** 2, ours["js"], where)
        self.close(numpy.linalg.norm(p - q, 1), ours["l1"], where)
        self.close(numpy.linalg.norm(p - q, 2), ours["l2"], where)
        self.close(numpy.abs(p - q).sum() / 2, ours["tvd"], where)
        self.close(numpy.abs(p - q).max(), ours["ks"], where)
        total = own.sum() + others.sum()
        low, high = proportion_confint(own.sum(), total, method="wilson")
        self.close((others.sum() - own.sum()) / total, ours["class_imbalance"], where)
        self.close(1 - 2 * high, ours["class_imbalance"], where, "low")
        self.close(1 - 2 * low, ours["class_imbalance"], where, "high")

    def test_shortcuts_have_the_accuracy_of_the_best_rule(self):
        found = 0
        for where, audit in self.audits():
            for entry in audit["data_measures"]["shortcuts"]:
                if len(entry["columns"]) != 2:
                    continue
                array = self.of(audit, entry["split"], entry["columns"])
                if array is None:
                    continue
                found += 1
                total, best, majority = array.sum(), array.max(axis=0).sum(), array.sum(axis=1).max()
                ours = entry["measures"]
                self.close(best / total, ours["shortcut_accuracy"], where)
                low, high = proportion_confint(best, total, method="wilson")
                self.close(low, ours["shortcut_accuracy"], where, "low")
                self.close(high, ours["shortcut_accuracy"], where, "high")
                self.close(majority / total, ours["majority_accuracy"], where)
                self.close((best - majority) / total, ours["shortcut_gain"], where)
        self.assertGreater(found, 1)

    def test_shifts_are_the_differences_of_both_splits(self):
        found = 0
        for where, audit in self.audits():
            for shift in audit["shifts"]:
                if len(shift["columns"]) != 2:
                    continue
                found += 1
                changes = shift["changes"]
                for side in ("before", "after"):
                    array = self.of(audit, shift[side], shift["columns"])
                    labels = scipy.stats.entropy(array.sum(axis=1))
                    imbalance = 1 - labels / math.log(array.shape[0])
                    self.close(imbalance, changes["class_imbalance"][side], where)
                    values = scipy.stats.entropy(array.sum(axis=0))
                    imbalance = 1 - values / math.log(array.shape[1])
                    self.close(imbalance, changes["attribute_imbalance"][side], where)
                    if "value" in changes["spurious_correlation"][side]:
                        nmi = sklearn.metrics.normalized_mutual_info_score(
                            *rows_of(array), average_method="min")
                        self.close(nmi, changes["spurious_correlation"][side], where)
        self.assertGreater(found, 1)

    def test_references_are_met_as_scipy_says(self):
        for where, audit in self.audits():
            for fit in audit["data_measures"]["reference_fits"]:
                goodness = fit["measures"]["goodness_of_fit"]
                counts = {
                    next(iter(r["group"].values())): r["count"] for r in audit["representation"]
                    if r["split"] == fit["split"] and list(r["group"]) == [fit["column"]]}
                shares = [v["reference"] for v in fit["values"]]
                observed = [counts[v["value"]] for v in fit["values"]]
                if "value" in goodness and min(shares) * sum(observed) >= 5:
                    chi = scipy.stats.chisquare(observed, [s * sum(observed) for s in shares])
                    self.close(chi.statistic, goodness, where)
                    self.close(chi.pvalue, goodness, where, "p_value")


class ReferenceValuesTest(unittest.TestCase):
    """The numbers that stand in the unit tests, from the calls that stand above them there."""

    def test_expected_information(self):
        table = numpy.array([[0, 7, 3], [12, 0, 1], [1, 2, 0], [0, 0, 5]])
        expected = sklearn.metrics.cluster.expected_mutual_information(table, int(table.sum()))
        self.assertAlmostEqual(0.11830778072225373, expected, places=12)

    def test_fisher(self):
        for table, p in (
                ([[3, 1], [1, 9]], 0.04095904095904096),
                ([[8, 2], [1, 5]], 0.034965034965034975),
                ([[3, 0], [0, 4]], 0.028571428571428567)):
            self.assertAlmostEqual(p, scipy.stats.fisher_exact(table)[1], places=12)

    def test_newcombe(self):
        low, high = confint_proportions_2indep(70, 450, 110, 130, method="newcomb")
        self.assertAlmostEqual(-0.7509048324320672, low, places=9)
        self.assertAlmostEqual(-0.610048561900505, high, places=9)
