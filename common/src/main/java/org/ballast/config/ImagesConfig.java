package org.ballast.config;

/** Where the labels of a folder of images are; the keys are documented where they are declared. */
public record ImagesConfig(
    @Setting(
            value =
                "Path of an image below dataset.paths with names for its parts, as"
                    + " {domain}/{class}/*.jpg: each name is a column of the input (* stands for"
                    + " part of a name, ** for several folders); empty: there is a table, or only"
                    + " the column path.",
            byDefault = "\"\"")
        String labels,
    @Setting(
            value =
                "File with a row per image: its path, and the columns that label, attributes and"
                    + " split name. Its ending says what it is: .csv, .tsv, .jsonl or .parquet."
                    + " Empty: there is none.",
            byDefault = "\"\"")
        String table,
    @Setting(
            value = "The table's column with the path of an image below dataset.paths.",
            byDefault = "path")
        String path) {

  /** Whether anything is said of them. */
  boolean isGiven() {
    return !labels.isEmpty() || !table.isEmpty();
  }
}
