package org.ballast.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ballast.group.GroupGrid;

/** What is read and how its rows are grouped; the keys are documented where they are declared. */
public record DatasetConfig(
    @Setting(value = "A name for people.", byDefault = "dataset") String name,
    @Setting(
            "How the input is stored: csv, tsv, jsonl, parquet, orc, texts (a file per row), emails"
                + " (an RFC 822 file per row), images (a JPEG or PNG file per row), or table (of a"
                + " catalog that Spark knows: Iceberg, or any other).")
        Format format,
    @Setting(
            "Files, folders or globs to read, on any Hadoop file system. Of the format table: names"
                + " as lake.db.emails, or lake.db.emails VERSION AS OF 12. An Iceberg table is read"
                + " at its current snapshot, whose id is recorded.")
        List<String> paths,
    @Setting(
            value =
                "Column names of a csv or tsv file without a header line; empty: the first line"
                    + " names the columns.",
            byDefault = "[]")
        List<String> columns,
    @Setting(
            value =
                "Column with a unique row id; empty: the file's path for texts, emails and images,"
                    + " a hash of the whole row otherwise.",
            byDefault = "\"\"")
        String id,
    @Setting(
            value =
                "Column with the text; empty: the rows have none and can be audited only. Rows of"
                    + " images have none.",
            byDefault = "text")
        String text,
    @Setting(value = "Where the labels of images are.", byDefault = "{}") ImagesConfig images,
    @Setting("The target.") LabelConfig label,
    @Setting(value = "The sensitive or nuisance attributes by name.", byDefault = "{}")
        Map<String, AttributeConfig> attributes,
    @Setting(
            value =
                "Attributes whose combinations with the label are the groups that are split,"
                    + " curated and balanced; empty: all single-valued attributes whose nulls are"
                    + " not excluded.",
            byDefault = "[]")
        List<String> groups,
    @Setting(
            value =
                "Keep every row, or drop those whose text or image (the whole row, where there is"
                    + " neither) equals that of a row with a smaller id.",
            byDefault = "keep")
        Duplicates duplicates,
    @Setting(
            value =
                "Column with what a row counts for in a survey, at least 0; empty: every row counts"
                    + " once. Audits then state weighted shares beside the counts.",
            byDefault = "\"\"")
        String weight,
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
    ORC,
    TEXTS,
    EMAILS,
    IMAGES,
    TABLE
  }

  /** What is done with exact duplicates. */
  public enum Duplicates {
    KEEP,
    DROP
  }

  /** What a row without a value is. */
  public enum Nulls {
    /** Faulty. */
    REFUSE,
    /** A row with the value {@link GroupGrid#MISSING}. */
    LEVEL,
    /** A row that tables of the column leave out and count. */
    EXCLUDE;

    /** The key's documentation. */
    public static final String MEANING =
        "What a row without a value is: refuse (faulty), level (a row with the value (missing)),"
            + " or exclude (left out of every table of the column, with the number of such rows;"
            + " it cannot make groups).";
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
              value =
                  "Declared values: a list, or a map from the input's value to the name it gets"
                      + " (names then count in alphabetical order). Required where there are no"
                      + " tags.",
              byDefault = "[]")
          ValueNames values,
      @Setting(value = "The positive class; empty: the last declared value.", byDefault = "\"\"")
          String positive,
      @Setting(
              value =
                  "The column holds an array, many tags per row: each declared value is audited as a"
                      + " present/absent column. For audits only.",
              byDefault = "false")
          boolean multiValued,
      @Setting(value = "Instead of a column: one per tag.", byDefault = "{}") TagsConfig tags,
      @Setting(value = Nulls.MEANING, byDefault = "refuse") Nulls nulls) {

    /** Whether a row has many. */
    public boolean isMultiValued() {
      return multiValued || tags.isGiven();
    }

    /** The names of its values or tags. */
    public List<String> names() {
      return tags.isGiven() ? tags.columns() : values.names();
    }

    /** The positive class: the declared one, or else the last value. */
    public String positiveClass() {
      List<String> names = names();
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
              value =
                  "Declared values: a list, or a map from the input's value to the name it gets"
                      + " (names then count in alphabetical order). Required where there are no"
                      + " bins.",
              byDefault = "[]")
          ValueNames values,
      @Setting(value = "The bins of a numeric attribute.", byDefault = "{}") BinsConfig bins,
      @Setting(
              value =
                  "The column holds an array: it is audited as one present/absent column per"
                      + " declared value, and cannot make groups.",
              byDefault = "false")
          boolean multiValued,
      @Setting(value = "Instead of a column: one per tag.", byDefault = "{}") TagsConfig tags,
      @Setting(value = Nulls.MEANING, byDefault = "refuse") Nulls nulls) {

    /** Whether a row has many. */
    public boolean isMultiValued() {
      return multiValued || tags.isGiven();
    }

    /** The names of its values, tags or bins. */
    public List<String> names() {
      if (tags.isGiven()) {
        return tags.columns();
      }
      return bins.isGiven() ? bins.names() : values.names();
    }
  }

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
          double unreadable,
      @Setting(
              value =
                  "Images without a row in the table or off the pattern, and rows of the table"
                      + " without an image.",
              byDefault = "0",
              min = 0,
              max = 1)
          double unmatched) {}

  /** Whether a row's content is an image. */
  public boolean hasImages() {
    return format == Format.IMAGES;
  }

  /** Whether a row's content is a text. */
  public boolean hasText() {
    return !hasImages() && !text.isEmpty();
  }

  /**
   * The names of the attributes that make groups: the declared ones, or all that are single-valued
   * and give every row a value.
   */
  public List<String> groupAttributes() {
    if (!groups.isEmpty()) {
      return groups;
    }
    return attributes.entrySet().stream()
        .filter(e -> !e.getValue().isMultiValued() && e.getValue().nulls() != Nulls.EXCLUDE)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The declared label × group-attribute cells, the label first; of tags, none make groups. */
  public GroupGrid groupGrid() {
    return grid(groupAttributes());
  }

  private GroupGrid grid(List<String> attributeNames) {
    List<GroupGrid.Axis> axes = new ArrayList<>();
    axes.add(label.isMultiValued() ? GroupGrid.EVERY_ROW : labelAxis());
    attributeNames.forEach(a -> axes.add(attributeAxis(a)));
    return new GroupGrid(axes);
  }

  /** The groups within which splits are drawn: bins that the split itself decides make none. */
  public GroupGrid splitGrid() {
    return grid(groupAttributes().stream().filter(a -> !isQuantile(a)).toList());
  }

  private boolean isQuantile(String attribute) {
    AttributeConfig config = attributes.get(attribute);
    return config != null && config.bins().isQuantile();
  }

  /** The label with its declared values. */
  public GroupGrid.Axis labelAxis() {
    return axis(label.name(), label.names(), label.nulls());
  }

  private static GroupGrid.Axis axis(String column, List<String> names, Nulls nulls) {
    GroupGrid.Axis declared = new GroupGrid.Axis(column, names);
    return nulls == Nulls.LEVEL ? declared.withMissing() : declared;
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
    return axis(attribute, config.names(), config.nulls());
  }
}
