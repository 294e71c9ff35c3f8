"""The numbers of every audit equal those of SciPy and scikit-learn on the same rows."""

import math
import unittest

import numpy
import pandas
import scipy.stats
import scipy.stats.contingency
import sklearn.metrics

import run_dir


def data_of(run, audit):
    """The rows an audit is about; a curated variant has training rows only."""
    rows = run.table("ingest/data")
    if audit["data"] in ("ingest", "original"):
        return rows
    variant = run.table(f"curate/{audit['data']}/data")
    return pandas.concat([variant, rows[rows["split"] != "train"]], ignore_index=True)


class AuditTest(unittest.TestCase):
    def close(self, expected, measure, what):
        if not math.isclose(expected, measure, rel_tol=1e-9, abs_tol=1e-11):
            self.fail(f"{what}: ours {measure}, theirs {expected}")

    def tables(self):
        """Every two-column table of every audit with its rows: (name, table, first, second)."""
        found = 0
        for name, run in run_dir.every_run().items():
            for audit_name, audit in run.audits().items():
                rows = data_of(run, audit)
                for table in audit["tables"]:
                    part = rows if table["split"] == "all" else rows[rows["split"] == table["split"]]
                    if len(table["columns"]) == 2 and len(part):
                        found += 1
                        first, second = table["columns"]
                        for column in (first, second):
                            part = part[part[column].notna() & (part[column] != "(missing)")]
                        where = f"{name}, audit {audit_name}, {table['split']}"
                        yield where, table, part[first], part[second]
        self.assertGreater(found, 4)

    def test_counts_are_those_of_a_crosstab(self):
        for where, table, first, second in self.tables():
            crosstab = pandas.crosstab(first, second)
            total = 0
            for cell in table["counts"]:
                a, b = (cell["group"][c] for c in table["columns"])
                expected = crosstab.get(b, {}).get(a, 0)
                self.assertEqual(expected, cell["count"], f"{where} {cell['group']}")
                total += cell["count"]
            self.assertEqual(len(first), total)

    def test_association_is_scipys(self):
        for where, table, first, second in self.tables():
            observed = pandas.crosstab(first, second).to_numpy()
            if min(observed.shape) < 2:
                continue
            ours = table["measures"]
            chi = scipy.stats.chi2_contingency(observed, correction=False)
            self.close(chi.statistic, ours["chi_squared"]["value"], f"{where} chi squared")
            self.close(chi.pvalue, ours["chi_squared"]["p_value"], f"{where} p")
            g = scipy.stats.chi2_contingency(observed, correction=False, lambda_="log-likelihood")
            self.close(g.statistic, ours["g"]["value"], f"{where} G")
            v = scipy.stats.contingency.association(observed, method="cramer")
            self.close(v, ours["cramers_v"]["value"], f"{where} V")
            mi = sklearn.metrics.mutual_info_score(None, None, contingency=observed)
            self.close(mi, ours["mutual_information"]["value"], f"{where} MI")

    def test_phi_and_odds_ratio_of_two_by_two_tables(self):
        for where, table, first, second in self.tables():
            observed = self.declared(table)
            if observed.shape != (2, 2) or 0 in observed:
                continue
            ours = table["measures"]
            # r of two 0/1 columns, the last declared value being 1
            values = [list(dict.fromkeys(c["group"][k] for c in table["counts"])) for k in table["columns"]]
            r = scipy.stats.pearsonr(first == values[0][1], second == values[1][1]).statistic
            self.close(r, ours["phi"]["value"], f"{where} phi")
            odds = scipy.stats.contingency.odds_ratio(observed, kind="sample")
            self.close(odds.statistic, ours["odds_ratio"]["value"], f"{where} odds ratio")
            interval = odds.confidence_interval(ours["odds_ratio"]["level"])
            self.close(interval.low, ours["odds_ratio"]["low"], f"{where} odds ratio, low")
            self.close(interval.high, ours["odds_ratio"]["high"], f"{where} odds ratio, high")

    def declared(self, table):
        values = [list(dict.fromkeys(c["group"][k] for c in table["counts"])) for k in table["columns"]]
        counts = {tuple(c["group"][k] for k in table["columns"]): c["count"] for c in table["counts"]}
        return numpy.array([[counts[a, b] for b in values[1]] for a in values[0]])

    def test_shares_have_wilsons_interval(self):
        checked = 0
        for name, run in run_dir.every_run().items():
            for cell in run.json("audit/original/audit.json")["representation"]:
                if cell.get("share") is None:
                    continue
                total = cell["count"] / cell["share"] if cell["share"] else None
                if not total:
                    continue
                test = scipy.stats.binomtest(cell["count"], round(total))
                interval = test.proportion_ci(cell["level"], method="wilson")
                self.close(interval.low, cell["low"], f"{name} {cell['group']} low")
                self.close(interval.high, cell["high"], f"{name} {cell['group']} high")
                checked += 1
        self.assertGreater(checked, 4)


class PerformanceTest(unittest.TestCase):
    """Per-group measures of the predictions."""

    def groups(self):
        """(where, group entry, performance entry, rows of the group with their predictions)."""
        found = 0
        for name, run in run_dir.every_run().items():
            for audit_name, audit in run.audits().items():
                for entry in audit.get("performance") or []:
                    rows = run.table("ingest/data").merge(
                        run.table(run.predictions(audit_name)[0]).drop(columns="split"), on="id")
                    rows = rows[rows["split"] == entry["split"]]
                    for group in entry["groups"]:
                        own = rows
                        for column, value in group["group"].items():
                            own = own[own[column] == value]
                        found += 1
                        where = f"{name}, audit {audit_name}, {entry['split']}, {group['group']}"
                        yield where, group, entry, own, run.columns()[0]
        self.assertGreater(found, 4)

    def close(self, expected, measure, what):
        self.assertIsNotNone(measure.get("value"), what)
        if not math.isclose(expected, measure["value"], rel_tol=1e-9):
            self.fail(f"{what}: ours {measure['value']}, theirs {expected}")

    def test_accuracy_is_scikit_learns(self):
        for where, group, _, rows, label in self.groups():
            self.assertEqual(group["count"], len(rows), where)
            if len(rows):
                accuracy = sklearn.metrics.accuracy_score(rows[label], rows["predicted"])
                self.close(accuracy, group["measures"]["accuracy"], where)

    def test_rates_and_auc_are_scikit_learns(self):
        areas = 0
        for where, group, entry, rows, label in self.groups():
            truth = rows[label] == entry["positive_class"]
            if label in group["group"] or truth.nunique() < 2:
                continue
            predicted = rows["predicted"] == entry["positive_class"]
            tn, fp, fn, tp = sklearn.metrics.confusion_matrix(truth, predicted).ravel()
            self.close(tp / (tp + fn), group["measures"]["tpr"], f"{where} TPR")
            self.close(fp / (fp + tn), group["measures"]["fpr"], f"{where} FPR")
            scores = [dict(s)[entry["positive_class"]] for s in rows["scores"]]
            area = sklearn.metrics.roc_auc_score(truth, scores)
            self.close(area, group["measures"]["auc"], f"{where} AUC")
            areas += 1
        self.assertGreater(areas, 0)
