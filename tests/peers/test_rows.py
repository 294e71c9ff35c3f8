"""What audits say about rows beyond counts equals pandas, NumPy and SciPy on the same rows."""

import math
import unittest

import numpy
import scipy.stats

import run_dir


class RowsTest(unittest.TestCase):
    def close(self, expected, found, what):
        if not math.isclose(expected, found, rel_tol=1e-9, abs_tol=1e-11):
            self.fail(f"{what}: ours {found}, theirs {expected}")

    def originals(self):
        """Every audit of ingested rows: (name, its row details, the rows)."""
        found = 0
        for name, run in run_dir.every_run().items():
            details = run.json("audit/original/audit.json").get("row_details")
            if details:
                found += 1
                yield name, details, run.table("ingest/data")
        self.assertGreater(found, 0)

    def split(self, rows, split):
        return rows if split == "all" else rows[rows["split"] == split]

    def test_counted_and_excluded_rows_add_up(self):
        for name, details, rows in self.originals():
            for table in details["excluded"]:
                part = self.split(rows, table["split"])
                kept = part.dropna(subset=table["columns"])
                self.assertEqual(len(kept), table["counted"], f"{name} {table['columns']}")
                self.assertEqual(len(part) - len(kept), table["excluded"], f"{name} {table['columns']}")

    def test_quantiles_are_numpys_of_the_training_rows(self):
        for name, details, rows in self.originals():
            for bins in details["bins"]:
                numbers = rows[rows["split"] == "train"][bins["attribute"] + ".value"].dropna()
                k = len(bins["names"])
                for i, cut in enumerate(bins["cuts"], 1):
                    self.close(numpy.quantile(numbers, i / k), cut, f"{name} {bins['attribute']}")

    def test_eta_is_that_of_an_analysis_of_variance(self):
        for name, details, rows in self.originals():
            for entry in details["numeric"]:
                value = entry["attribute"] + ".value"
                part = self.split(rows, entry["split"]).dropna(subset=[value, entry["by"]])
                groups = [g[value].to_numpy() for _, g in part.groupby(entry["by"])]
                if len(groups) < 2:
                    continue
                where = f"{name} {entry['split']} {entry['attribute']} by {entry['by']}"
                test = scipy.stats.f_oneway(*groups)
                between = sum(len(g) * (g.mean() - part[value].mean()) ** 2 for g in groups)
                eta = between / ((part[value] - part[value].mean()) ** 2).sum()
                ours = entry["measures"]
                self.close(eta, ours["eta_squared"]["value"], where)
                self.close(test.pvalue, ours["eta_squared"]["p_value"], where)
                self.close(math.sqrt(eta), ours["correlation_ratio"]["value"], where)
                for group in entry["groups"]:
                    own = part[part[entry["by"]] == group["group"][entry["by"]]][value]
                    mean = group["mean"]
                    self.close(own.mean(), mean["value"], where)
                    low, high = scipy.stats.t.interval(
                        mean["level"], len(own) - 1, own.mean(), scipy.stats.sem(own))
                    self.close(low, mean["low"], where)
                    self.close(high, mean["high"], where)

    def test_copies_and_units_that_straddle_are_pandas(self):
        for name, details, rows in self.originals():
            for entry in details["leakage"]:
                key = {"duplicates": "row.content", "units": "split.unit"}.get(entry["kind"])
                if key is None:
                    continue
                splits = rows.groupby(key)["split"].agg(set)
                for share in entry["shares"]:
                    own = self.split(rows, share["split"])
                    for column, value in (share.get("group") or {}).items():
                        own = own[own[column] == value]
                    there = own[key].map(splits)
                    where = f"{name} {entry['kind']} {share['split']} {share.get('group')}"
                    self.assertEqual(len(own), share["rows"], where)
                    self.assertEqual(sum(len(s) > 1 for s in there), share["elsewhere"], where)
                    if share["split"] != "train":
                        self.assertEqual(sum("train" in s for s in there), share["in_train"], where)

    def test_weighted_shares_are_horvitz_and_thompsons(self):
        for name, details, rows in self.originals():
            for table in details["weighted"]:
                part = self.split(rows, table["split"]).dropna(subset=table["columns"])
                w = part["row.weight"].to_numpy()
                self.close(w.sum(), table["weight"], f"{name} {table['columns']}")
                self.close(w.sum() ** 2 / (w**2).sum(), table["effective_rows"], f"{name} {table['columns']}")
                for cell in table["cells"]:
                    own = numpy.ones(len(part), dtype=bool)
                    for column, value in cell["group"].items():
                        own &= (part[column] == value).to_numpy()
                    where = f"{name} {table['split']} {cell['group']}"
                    self.close(w[own].sum(), cell["weight"], where)
                    self.close(w[own].sum() / w.sum(), cell["share"]["value"], where)


if __name__ == "__main__":
    unittest.main()
