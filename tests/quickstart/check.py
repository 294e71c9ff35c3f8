#!/usr/bin/env python3
"""Checks what a whole quickstart left behind, with nothing but Python's standard library.

usage: check.py RUN_DIR     exit code 0 if every check passed
"""

import hashlib
import json
import math
import pathlib
import re
import sys

RARE = {"spam": "ham", "html": "html"}
GROUPS = [{"spam": s, "html": h} for s in ("ham", "spam") for h in ("html", "plain")]
LIMIT_SECONDS = 600


class Checks:
    """Counts what held and names what did not."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def that(self, what, holds, found=""):
        if holds:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED  {what}" + (f": found {found}" if found != "" else ""))

    def equal(self, what, expected, found):
        self.that(what, expected == found, f"{found}, expected {expected}")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def by_group(cells):
    """Cells by their group, whatever the order of its keys."""
    return {tuple(sorted(c["group"].items())): c for c in cells}


def cell(cells, group):
    return by_group(cells).get(tuple(sorted(group.items())))


def close(a, b):
    return a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def vector(control):
    total = sum(control.values())
    return tuple(sorted((g, round(w / total, 9)) for g, w in control.items()))


# ---- manifests ------------------------------------------------------------------------------


MANIFEST_KEYS = {
    "schema_version", "job", "config_hash", "inputs", "outputs",
    "seed", "versions", "started_at", "seconds", "counts",
}


def sha256(path):
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def check_manifest(checks, run, path):
    name = str(path.relative_to(run))
    manifest = read(path)
    checks.that(f"{name} has every key", MANIFEST_KEYS <= manifest.keys(), sorted(manifest))
    wrong = [
        o["path"]
        for o in manifest["outputs"]
        if not (run / o["path"]).is_file()
        or (run / o["path"]).stat().st_size != o["bytes"]
        or sha256(run / o["path"]) != o["sha256"]
    ]
    checks.that(f"{name} names outputs", manifest["outputs"])
    checks.that(f"{name}: sizes and hashes of its outputs hold", not wrong, wrong)
    there = {str(f.relative_to(run)) for f in path.parent.rglob("*") if f.is_file()} - {name}
    listed = {o["path"] for o in manifest["outputs"]}
    checks.that(f"{name} lists every file", there == listed, sorted(there ^ listed)[:5])
    return manifest


def check_manifests(checks, run, variants):
    folders = ["ingest", "sweep", "front", "audit/original"]
    folders += [f"curate/{v}" for v in variants] + [f"audit/{v}" for v in variants]
    for folder in folders:
        checks.that(f"{folder} is finished", (run / folder / "manifest.json").is_file())
    checks.that("something is scored", list(run.glob("score/*/manifest.json")))
    manifests = [check_manifest(checks, run, p) for p in sorted(run.rglob("manifest.json"))]
    seconds = sum(m["seconds"] for m in manifests)
    checks.that(f"the jobs end within {LIMIT_SECONDS} s", seconds <= LIMIT_SECONDS, seconds)
    crc = [str(p) for p in run.rglob("*.crc")]
    checks.that("there are no .crc files", not crc, crc[:5])
    owners = [read(p) for p in run.glob("lock/*.json")]
    checks.that("the run is not locked any more", all(o["released"] for o in owners), owners)
    check_log(checks, run)
    print(f"the jobs took {seconds:.1f} s by their manifests")


def check_log(checks, run):
    lines = [json.loads(line) for line in (run / "logs/ballast.log").read_text().splitlines()]
    nameless = [line for line in lines if not line["run"].startswith(run.resolve().name + " ")]
    checks.that("every line of the log names the run", not nameless, nameless[:1])


# ---- data -----------------------------------------------------------------------------------


def check_ingest(checks, run):
    counts = read(run / "ingest/manifest.json")["counts"]
    duplicates = sum(n for k, n in counts.items() if "duplicate" in k and k != "duplicate_ids")
    checks.that("exact duplicates are removed", duplicates >= 100, counts)
    checks.that("nearly all emails are there", 5700 <= counts["rows"] <= 6046 - duplicates, counts)


def check_audit(checks, run):
    audit = read(run / "audit/original/audit.json")
    rows = {
        t["split"]: t for t in audit["tables"] if sorted(t["columns"]) == ["html", "spam"]
    }
    for split in ("all", "train", "val", "test"):
        cells = rows[split]["counts"]
        checks.that(f"audit names the four groups in {split}",
                    all(cell(cells, g) is not None for g in GROUPS), cells)
    checks.equal("audit counts every row", audit["rows"],
                 sum(c["count"] for c in rows["all"]["counts"]))
    for split, least in (("val", 50), ("test", 80)):
        count = cell(rows[split]["counts"], RARE)["count"]
        checks.that(f"the rare group has at least {least} rows in {split}", count >= least, count)
    phi = rows["all"]["measures"]["phi"]
    # Its sign is that of the first values, ham and html, which avoid each other.
    checks.that("HTML and spam go together", phi["value"] < -0.3, phi)
    checks.that("phi has an interval", phi["low"] < phi["value"] < phi["high"], phi)
    return {s: by_group(t["counts"]) for s, t in rows.items()}


def check_predictions(checks, run):
    audits = [read(p) for p in run.glob("audit/*/audit.json")]
    performance = [p for a in audits for p in a.get("performance") or []]
    checks.that("an audit reads the predictions", performance)
    for entry in performance:
        groups = [g["measures"]["accuracy"]["value"] for g in entry["groups"] if g["count"]]
        checks.that(f"worst group by {entry['by']} in {entry['split']} is the smallest",
                    close(min(groups), entry["worst_group_accuracy"]), groups)


def check_plan(checks, run, variant, audited):
    plan = read(run / f"curate/{variant}/plan.json")
    cells = plan["cells"]
    checks.that(f"{variant}: the plan knows all groups", len(cells) == 4, cells)
    for c in cells:
        checks.equal(f"{variant}: {c['group']} adds up",
                     c["before"] + c["added"] - c["dropped"], c["after"])
        key = tuple(sorted(c["group"].items()))
        checks.equal(f"{variant}: {c['group']} was counted in train",
                     audited["train"][key]["count"], c["before"])
    checks.equal(f"{variant}: rows before", sum(c["before"] for c in cells), plan["rows_before"])
    checks.equal(f"{variant}: rows after", sum(c["after"] for c in cells), plan["rows_after"])
    wanted, reached = plan["target"], plan["reached"]
    checks.equal(f"{variant}: the same measure is aimed at and reached",
                 wanted["measure"], reached["measure"])
    checks.that(f"{variant}: the target is reached up to rounding",
                abs(wanted["value"] - reached["value"]) <= 0.01, reached)
    rows = read(run / f"curate/{variant}/manifest.json")["counts"]
    checks.that(f"{variant}: as many rows as planned are written",
                plan["rows_after"] in rows.values(), rows)


# ---- trials and front -----------------------------------------------------------------------


def check_trial(checks, trial, audited):
    name = f"trial {trial['id']}"
    backbone = trial["backbone"]
    checks.that(f"{name}: the backbone is unchanged",
                backbone["hash_before"] and backbone["hash_before"] == backbone["hash_after"],
                backbone)
    checks.equal(f"{name}: state", "finished", trial["state"])
    for kind in ("splits", "last_step"):
        for split, result in trial[kind].items():
            check_split(checks, f"{name}: {kind}.{split}", split, result, audited)
    checks.that(f"{name}: few numbers are trained",
                0 < trial["trainable_parameters"] < 0.05 * trial["total_parameters"],
                trial["trainable_parameters"])


def check_split(checks, name, split, result, audited):
    groups = by_group(result["groups"])
    checks.that(f"{name} has the four groups", groups.keys() == audited["all"].keys(), groups)
    if split != "train":
        counts = {g: c["count"] for g, c in groups.items()}
        checks.equal(f"{name} evaluates every row",
                     {g: c["count"] for g, c in audited[split].items()}, counts)
    worst = min(g["accuracy"] for g in groups.values())
    checks.that(f"{name}: worst group", close(worst, result["worst_group_accuracy"]), worst)
    rows = sum(g["count"] for g in groups.values())
    average = sum(g["count"] * g["accuracy"] for g in groups.values()) / rows
    checks.that(f"{name}: average", close(average, result["average_accuracy"]), average)
    train = {g: c["count"] for g, c in audited["train"].items()}
    adjusted = sum(train[g] * c["accuracy"] for g, c in groups.items()) / sum(train.values())
    checks.that(f"{name}: average adjusted by the original training split",
                close(adjusted, result["adjusted_average_accuracy"]), adjusted)


def check_methods(checks, trials, variants):
    def controls(method):
        return {vector(t["control"]) for t in trials
                if t["method"] == method and t.get("control")}

    for method in ("linear-probe", "erm"):
        data = {t["data"] for t in trials if t["method"] == method}
        checks.that(f"{method} on original and curated data",
                    "original" in data and data & set(variants), data)
    cpt = controls("cpt")
    checks.that("cpt at five control vectors or more", len(cpt) >= 5, len(cpt))
    for method in ("scalarized", "groupdro"):
        same = controls(method) & cpt
        checks.that(f"{method} at three of cpt's control vectors", len(same) >= 3, len(same))
    for method in ("reweight", "groupdro"):
        checks.that(f"plain {method}",
                    any(t["method"] == method and not t.get("control") for t in trials))


def check_front(checks, run, trials):
    front = read(run / "front/front.json")
    by_id = {t["id"]: t for t in trials}
    objectives = front["objectives"]
    gathered = []
    for point in front["points"]:
        gathered += point["trials"]
        its = [by_id[i] for i in point["trials"] if i in by_id]
        checks.equal(f"{point['candidate']}: its trials are there", len(point["trials"]), len(its))
        for split, values in (("val", point["values"]), ("test", point["test_values"])):
            for measure, value in values.items():
                mean = sum(t["splits"][split][measure] for t in its) / len(its)
                checks.that(f"{point['candidate']}: {split} {measure} is its trials' mean",
                            close(mean, value["mean"]), value)
                low, high = value.get("low"), value.get("high")
                if low is not None:
                    checks.that(f"{point['candidate']}: {split} {measure} is in its interval",
                                low <= value["mean"] <= high, value)
    checks.equal("every trial is in one point", sorted(by_id), sorted(gathered))
    check_dominance(checks, front["points"], objectives)
    recommended = front["recommended"]
    chosen = [p for p in front["points"] if p["candidate"] == recommended["candidate"]]
    checks.that("the recommended candidate is on the front",
                len(chosen) == 1 and chosen[0]["on_front"], recommended)
    checks.that("the recommendation has a reason", recommended["policy"] and recommended["because"])
    value = front["hypervolume"]["value"]
    checks.that("the hypervolume is that of the front", math.isclose(
        value, hypervolume(front, objectives), rel_tol=1e-9), value)


def check_dominance(checks, points, objectives):
    at = [tuple(p["values"][o]["mean"] for o in objectives) for p in points]
    for p, own in zip(points, at):
        beaten = any(all(a >= b for a, b in zip(o, own)) and o != own for o in at)
        checks.equal(f"{p['candidate']} is on the front", not beaten, p["on_front"])


def hypervolume(front, objectives):
    """Area that the front's points dominate above the reference point, by a sweep from the right."""
    x0, y0 = front["hypervolume"]["reference_point"]
    at = sorted(((p["values"][objectives[0]]["mean"], p["values"][objectives[1]]["mean"])
                 for p in front["points"] if p["on_front"]), reverse=True)
    area, height = 0.0, y0
    for x, y in at:
        if x > x0 and y > height:
            area += (x - x0) * (y - height)
            height = y
    return area


def check_report(checks, run):
    html = (run / "front/report.html").read_text(encoding="utf-8")
    outside = re.findall(
        r"""(?:<(?:script|img|iframe|object|embed|source|video|audio|image|use)\b[^>]*?"""
        r"""(?:src|href|data)\s*=\s*["']?(?!data:|\#)[^"'\s>]+|<link\b[^>]*>|@import[^;]+"""
        r"""|url\(\s*["']?(?!data:|\#)[^)]+\))""", html, re.IGNORECASE)
    checks.that("report.html loads nothing from elsewhere", not outside, outside[:3])
    checks.that("report.html is a whole page", "</html>" in html.lower() and "<svg" in html.lower())
    for group in ("ham", "html", "recommended"):
        checks.that(f"report.html speaks of {group}", group in html.lower())


def main(run):
    checks = Checks()
    config = read(run / "run.json")
    checks.that("run.json holds the configuration", "dataset" in json.dumps(config))
    variants = sorted(p.parent.name for p in run.glob("curate/*/plan.json"))
    checks.that("a variant was curated", variants)
    trials = [read(p) for p in sorted(run.glob("sweep/trials/*/trial.json"))]
    checks.that("there are trials", trials)
    check_manifests(checks, run, variants)
    check_ingest(checks, run)
    audited = check_audit(checks, run)
    check_predictions(checks, run)
    for variant in variants:
        check_plan(checks, run, variant, audited)
    for trial in trials:
        check_trial(checks, trial, audited)
    check_methods(checks, trials, variants)
    check_front(checks, run, trials)
    check_report(checks, run)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
