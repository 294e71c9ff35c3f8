package org.ballast.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;

/**
 * What an audit tabulates: every label × attribute and attribute × attribute pair, their
 * intersections with the label up to a size, and the cells of the groups that are balanced.
 *
 * @param labels the target or, of data with many tags per row, a present/absent column per tag; not
 *     empty
 * @param attributes all attributes; a multi-valued one stands here as a present/absent column per
 *     value
 * @param groups names of the attributes whose combinations with the label are the groups
 * @param largest columns of the largest intersections, at least 2
 * @param excluding columns whose rows without a value are counted, as {@link GroupGrid#MISSING},
 *     but left out of every table
 */
public record AuditPlan(
    List<Axis> labels,
    List<Axis> attributes,
    List<String> groups,
    int largest,
    Set<String> excluding) {
  /** The column that says which split a row belongs to. */
  public static final Axis SPLIT = new Axis("split", List.of("train", "val", "test"));

  /** Copies the collections. */
  public AuditPlan {
    labels = List.copyOf(labels);
    attributes = List.copyOf(attributes);
    groups = List.copyOf(groups);
    excluding = Collections.unmodifiableSet(new TreeSet<>(excluding));
  }

  /** A plan of columns that leave no row out. */
  public AuditPlan(Axis label, List<Axis> attributes, List<String> groups, int largest) {
    this(List.of(label), attributes, groups, largest, Set.of());
  }

  /** The target, or the first of many tags. */
  public Axis label() {
    return labels.get(0);
  }

  private List<String> labelColumns() {
    return labels.stream().map(Axis::column).toList();
  }

  /** Labels, then attributes. */
  public List<Axis> axes() {
    return Stream.concat(labels.stream(), attributes.stream()).toList();
  }

  /** The values of a present/absent column, in this order. */
  public static final List<String> PRESENCE = List.of("absent", "present");

  /** The present/absent column of one value of a multi-valued attribute, named attribute.value. */
  public static Axis presence(String attribute, String value) {
    return new Axis(attribute + "." + value, PRESENCE);
  }

  /** The columns that make the groups: the label, unless a row has many, and {@link #groups}. */
  public List<String> groupColumns() {
    return labels.size() == 1 ? withLabel(groups) : groups;
  }

  /** A column with the values that its tables have. */
  public Axis axis(String column) {
    return axes().stream().filter(a -> a.column().equals(column)).findFirst().orElseThrow();
  }

  /** What is counted: split, label and attributes, those left out with a value for missing ones. */
  public List<Axis> countedAxes() {
    return Stream.concat(Stream.of(SPLIT), axes().stream())
        .map(a -> excluding.contains(a.column()) ? a.withMissing() : a)
        .toList();
  }

  /** The counted columns and a further one. */
  public List<Axis> countedAxesWith(String column, List<String> values) {
    return Stream.concat(countedAxes().stream(), Stream.of(new Axis(column, values))).toList();
  }

  /**
   * The joint of the counted columns.
   *
   * @throws IllegalArgumentException if it has more than 2³¹ − 1 cells, as that of some thirty
   *     attributes has
   */
  public GroupGrid grid() {
    return new GroupGrid(countedAxes());
  }

  /** The joint of some of the counted columns, in the order asked for. */
  public GroupGrid gridOver(List<String> columns) {
    Map<String, Axis> axes = new LinkedHashMap<>();
    countedAxes().forEach(axis -> axes.put(axis.column(), axis));
    return new GroupGrid(columns.stream().map(c -> Objects.requireNonNull(axes.get(c))).toList());
  }

  /** For each of {@link #labelledSets} the split, its columns and a further one. */
  public Map<List<String>, List<String>> labelledTables(String column) {
    Map<List<String>, List<String>> tables = new LinkedHashMap<>();
    for (List<String> columns : labelledSets()) {
      tables.put(columns, tableWith(columns, column));
    }
    return tables;
  }

  /** The split, these columns and a further one. */
  public static List<String> tableWith(List<String> columns, String column) {
    List<String> table = new ArrayList<>(bySplit(columns));
    table.add(column);
    return List.copyOf(table);
  }

  /** Of what was counted by some columns the rows that their tables hold. */
  public GroupCounts included(GroupCounts counted) {
    return Exclusion.included(counted, excluding);
  }

  /** The columns of every table of two or more columns; a label, where it is one, first. */
  public List<List<String>> tables() {
    Set<List<String>> tables = new LinkedHashSet<>();
    List<String> names = attributes.stream().map(Axis::column).toList();
    labelColumns().forEach(l -> names.forEach(a -> tables.add(List.of(l, a))));
    tables.addAll(subsets(labelColumns(), 2));
    tables.addAll(subsets(names, 2));
    for (int size = 3; size <= largest; size++) {
      List<List<String>> subsets = subsets(names, size - 1);
      labelColumns().forEach(l -> subsets.forEach(s -> tables.add(with(l, s))));
    }
    for (int size = 3; size < largest; size++) {
      tables.addAll(subsets(names, size));
    }
    if (!groups.isEmpty() && labels.size() == 1) {
      tables.add(withLabel(groups));
    }
    return List.copyOf(tables);
  }

  /** Labels, then attributes, by name. */
  List<String> columns() {
    return axes().stream().map(Axis::column).toList();
  }

  /**
   * Every set of columns that is counted: each column by itself, every table, and all columns
   * together if their patterns are few enough to search them all.
   */
  public List<List<String>> countedSets() {
    Set<List<String>> sets = new LinkedHashSet<>(columnSets());
    if (hasJoint()) {
      sets.add(columns());
    }
    return List.copyOf(sets);
  }

  /**
   * Whether all columns are counted together: margins of such counts lack what any column leaves
   * out, so none may.
   */
  boolean hasJoint() {
    double patterns = 1;
    for (Axis axis : axes()) {
      patterns *= axis.values().size() + 1;
    }
    return excluding.isEmpty() && patterns <= CoverageSearch.MOST_PATTERNS;
  }

  /** A label with each attribute, and the only one with those that make the groups. */
  List<List<String>> shiftSets() {
    Set<List<String>> sets = new LinkedHashSet<>();
    labelColumns().forEach(l -> attributes.forEach(a -> sets.add(List.of(l, a.column()))));
    if (!groups.isEmpty() && labels.size() == 1) {
      sets.add(withLabel(groups));
    }
    return List.copyOf(sets);
  }

  /** A label with each attribute. */
  List<List<String>> labelledPairs() {
    return tables().stream().filter(t -> t.size() == 2 && isLabelled(t)).toList();
  }

  /** A label with every two attributes that are tabulated with it. */
  List<List<String>> labelledTriples() {
    return tables().stream().filter(t -> t.size() == 3 && isLabelled(t)).toList();
  }

  /** Whether the first column is a label and all others are attributes. */
  boolean isLabelled(List<String> columns) {
    List<String> tags = labelColumns();
    return tags.contains(columns.get(0)) && !tags.contains(columns.get(1));
  }

  /** Each column by itself, then every table. */
  public List<List<String>> columnSets() {
    List<List<String>> sets = new ArrayList<>();
    axes().forEach(a -> sets.add(List.of(a.column())));
    sets.addAll(tables());
    return sets;
  }

  /** The split, then these columns. */
  public static List<String> bySplit(List<String> columns) {
    List<String> all = new ArrayList<>(List.of(SPLIT.column()));
    all.addAll(columns);
    return List.copyOf(all);
  }

  /** The sets of columns, the label first in each, that performance is computed from. */
  public List<List<String>> labelledSets() {
    return performanceSets().stream().map(this::labelled).distinct().toList();
  }

  /** These columns with the label first. */
  List<String> labelled(List<String> columns) {
    return columns.contains(label().column()) ? columns : withLabel(columns);
  }

  /** {@code label} for the target or a tag, {@code attribute} for every other column. */
  public List<String> roles(List<String> columns) {
    List<String> tags = labelColumns();
    return columns.stream().map(c -> tags.contains(c) ? "label" : "attribute").toList();
  }

  /** The columns by which the performance of a model is laid out. */
  public List<List<String>> performanceSets() {
    Set<List<String>> sets = new LinkedHashSet<>();
    attributes.forEach(a -> sets.add(List.of(a.column())));
    attributes.forEach(a -> sets.add(List.of(label().column(), a.column())));
    if (!groups.isEmpty()) {
      sets.add(withLabel(groups));
    }
    return sets.isEmpty() ? List.of(List.of(label().column())) : List.copyOf(sets);
  }

  private List<String> withLabel(List<String> columns) {
    return with(label().column(), columns);
  }

  private static List<String> with(String first, List<String> columns) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(columns);
    return List.copyOf(all);
  }

  private static List<List<String>> subsets(List<String> names, int size) {
    if (size == 0) {
      return List.of(List.of());
    }
    List<List<String>> subsets = new ArrayList<>();
    for (int i = 0; i + size <= names.size(); i++) {
      for (List<String> rest : subsets(names.subList(i + 1, names.size()), size - 1)) {
        List<String> subset = new ArrayList<>(List.of(names.get(i)));
        subset.addAll(rest);
        subsets.add(List.copyOf(subset));
      }
    }
    return subsets;
  }
}
