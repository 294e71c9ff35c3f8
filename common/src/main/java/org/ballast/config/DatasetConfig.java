package org.ballast.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupGrid;

/** What is read and how its rows are grouped; the keys are documented where they are declared. */
public record DatasetConfig(
    @Setting(value = "A name for people.", byDefault = "dataset") String name,
    @Setting(
            "How the input is stored: csv, tsv, jsonl, parquet, texts (a file per row) or emails"
                + " (an RFC 822 file per row).")
        Format format,
    @Setting("Files, folders or globs to read; any Hadoop file system.") List<String> paths,
    @Setting(
            value =
                "Column names of a csv or tsv file without a header line; empty: the first line"
                    + " names the columns.",
            byDefault = "[]")
        List<String> columns,
    @Setting(
            value =
                "Column with a unique row id; empty: the file's path for texts and emails, a hash"
                    + " of the whole row otherwise.",
            byDefault = "\"\"")
        String id,
    @Setting(
            value = "Column with the text; empty: the rows have none and can be audited only.",
            byDefault = "text")
        String text,
    @Setting("The target.") LabelConfig label,
    @Setting(value = "The sensitive or nuisance attributes by name.", byDefault = "{}")
        Map<String, AttributeConfig> attributes,
    @Setting(
            value =
                "Attributes whose combinations with the label are the groups that are split,"
                    + " curated and balanced; empty: all single-valued attributes.",
            byDefault = "[]")
        List<String> groups,
    @Setting(
            value =
                "Keep every row, or drop those whose text (the whole row, where there is no text)"
                    + " equals that of a row with a smaller id.",
            byDefault = "keep")
        Duplicates duplicates,
    @Setting(value = "How rows are divided into train, val and test.", byDefault = "{}")
        SplitConfig split,
    @Setting(value = "Which faulty rows are tolerated.", byDefault = "{}")
        ToleranceConfig tolerance,
    @Setting(value = "Parquet files to write.", byDefault = "4", min = 1, max = 100000)
        int shards) {

  /** How input is stored. */
  public enum Format {
    CSV,
    TSV,
    JSONL,
    PARQUET,
    TEXTS,
    EMAILS
  }

  /** What is done with exact duplicates. */
  public enum Duplicates {
    KEEP,
    DROP
  }

  /** The target: a column, or an expression over the input's columns. */
  public record LabelConfig(
      @Setting(value = "The name it has from now on.", byDefault = "label") String name,
      @Setting(
              value = "Input column; empty: the name, unless there is an expression.",
              byDefault = "\"\"")
          String column,
      @Setting(
              value = "Spark SQL expression over the input's columns, instead of a column.",
              byDefault = "\"\"")
          String expression,
      @Setting(
              "Declared values: a list, or a map from the input's value to the name it gets"
                  + " (names then count in alphabetical order).")
          ValueNames values,
      @Setting(value = "The positive class; empty: the last declared value.", byDefault = "\"\"")
          String positive) {

    /** The positive class: the declared one, or else the last value. */
    public String positiveClass() {
      List<String> names = values.names();
      return positive.isEmpty() ? names.get(names.size() - 1) : positive;
    }
  }

  /** A sensitive or nuisance attribute: a column, or an expression over the input's columns. */
  public record AttributeConfig(
      @Setting(
              value = "Input column; empty: the name, unless there is an expression.",
              byDefault = "\"\"")
          String column,
      @Setting(
              value = "Spark SQL expression over the input's columns, instead of a column.",
              byDefault = "\"\"")
          String expression,
      @Setting(
              "Declared values: a list, or a map from the input's value to the name it gets"
                  + " (names then count in alphabetical order).")
          ValueNames values,
      @Setting(
              value =
                  "The column holds an array: it is audited as one present/absent column per"
                      + " declared value, and cannot make groups.",
              byDefault = "false")
          boolean multiValued) {}

  /** How rows are divided into train, val and test. */
  public record SplitConfig(
      @Setting(value = "Input column that names the split; empty: it is drawn.", byDefault = "\"\"")
          String column,
      @Setting(
              value = "The column's value for each of train, val and test.",
              byDefault = "{train = train, val = val, test = test}")
          Map<String, String> values,
      @Setting(
              value = "Shares of train, val and test when the split is drawn; they add up to 1.",
              byDefault = "{train = 0.6, val = 0.2, test = 0.2}")
          Map<String, Double> fractions,
      @Setting(
              value =
                  "Column whose rows must stay together (sender, patient, thread); empty: every"
                      + " row by itself.",
              byDefault = "\"\"")
          String unit) {}

  /** Shares of faulty rows that are dropped with a count; more than that is refused. */
  public record ToleranceConfig(
      @Setting(
              value = "Rows whose id another row has too (one of them is kept).",
              byDefault = "0",
              min = 0,
              max = 1)
          double duplicateIds,
      @Setting(
              value = "Rows without an id, a label, an attribute or a text.",
              byDefault = "0",
              min = 0,
              max = 1)
          double nulls,
      @Setting(
              value = "Rows with a label, attribute or split value that is not declared.",
              byDefault = "0",
              min = 0,
              max = 1)
          double undeclared,
      @Setting(value = "Files or lines that cannot be decoded.", byDefault = "0", min = 0, max = 1)
          double unreadable) {}

  /** The names of the attributes that make groups: the declared ones, or all single-valued. */
  public List<String> groupAttributes() {
    if (!groups.isEmpty()) {
      return groups;
    }
    return attributes.entrySet().stream()
        .filter(e -> !e.getValue().multiValued())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The declared label × group-attribute cells, the label first. */
  public GroupGrid groupGrid() {
    List<GroupGrid.Axis> axes = new ArrayList<>();
    axes.add(labelAxis());
    groupAttributes().forEach(a -> axes.add(attributeAxis(a)));
    return new GroupGrid(axes);
  }

  /** The label with its declared values. */
  public GroupGrid.Axis labelAxis() {
    return new GroupGrid.Axis(label.name(), label.values().names());
  }

  /**
   * An attribute with its declared values.
   *
   * @throws IllegalArgumentException if there is no such attribute
   */
  public GroupGrid.Axis attributeAxis(String attribute) {
    AttributeConfig config = attributes.get(attribute);
    if (config == null) {
      throw new IllegalArgumentException(
          "Cannot find attribute "
              + attribute
              + ": dataset.attributes declares "
              + attributes.keySet());
    }
    return new GroupGrid.Axis(attribute, config.values().names());
  }
}
