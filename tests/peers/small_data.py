"""Writes a small generated table and its configuration: sentences about the weather or about food
(the label), mostly shouted about the one and told
calmly about the other (the attribute).

usage: small_data.py FOLDER MODEL
"""

import csv
import pathlib
import random
import sys

TOPICS = {
    "weather": ["rain", "wind", "sun", "snow", "storm", "cloud", "frost", "fog"],
    "food": ["bread", "soup", "apple", "cheese", "rice", "salad", "cake", "bean"],
}
PER_GROUP = {("weather", "loud"): 140, ("weather", "calm"): 60, ("food", "loud"): 40, ("food", "calm"): 160}

CONFIG = """\
ballast {{
  dataset {{
    name = small, format = csv, paths = ["{folder}/small.csv"], id = id, text = text
    label {{ name = topic, values = [food, weather], positive = weather }}
    attributes {{
      tone {{ values = [calm, loud] }}
      words {{ bins {{ quantiles = 3 }}, nulls = exclude }}
    }}
    groups = [tone]
    weight = weight
    split {{ fractions {{ train = 0.5, val = 0.25, test = 0.25 }} }}
  }}
  curate.variants {{ even {{ plan = balance, by = drop }} }}
  backbone {{ path = "{model}", max-tokens = 32 }}
  prompt {{ tokens = 4, layers = 2 }}
  train {{ steps = 12, rows-per-group = 4, evaluate-every = 6, threads = 1 }}
  sweep.trials = [
    {{ data = [original], methods = [cpt], control = [[1, 2, 2, 1]] }}
    {{ data = [even], methods = [erm] }}
  ]
}}
"""


def sentence(rng, topic, tone):
    words = [rng.choice(TOPICS[topic]) for _ in range(rng.randint(2, 5))]
    text = f"number {rng.randint(100, 999)}: the {' and the '.join(words)} of today"
    return text.upper() + "!" if tone == "loud" else text + "."


def main(folder, model):
    rng = random.Random(7)
    rows = [(t, a, sentence(rng, t, a)) for (t, a), n in PER_GROUP.items() for _ in range(n)]
    rng.shuffle(rows)
    with (folder / "small.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "topic", "tone", "text", "words", "weight"])
        for i, row in enumerate(rows):
            # Every seventh row was not counted, every fifth stands for four.
            words = "" if i % 7 == 0 else len(row[2].split())
            out.writerow([f"row-{i:04d}", *row, words, 4 if i % 5 == 0 else 1])
    (folder / "small.conf").write_text(CONFIG.format(folder=folder, model=model), encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
