package org.ballast.stats;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;

/**
 * What an audit tabulates: every label × attribute and attribute × attribute pair, their
 * intersections with the label up to a size, and the cells of the groups that are balanced.
 *
 * @param label the target
 * @param attributes all attributes; a multi-valued one stands here as a present/absent column per
 *     value
 * @param groups names of the attributes whose combinations with the label are the groups
 * @param largest columns of the largest intersections, at least 2
 */
public record AuditPlan(Axis label, List<Axis> attributes, List<String> groups, int largest) {
  /** The column that says which split a row belongs to. */
  public static final Axis SPLIT = new Axis("split", List.of("train", "val", "test"));

  /** Copies the lists. */
  public AuditPlan {
    attributes = List.copyOf(attributes);
    groups = List.copyOf(groups);
  }

  /** The values of a present/absent column, in this order. */
  public static final List<String> PRESENCE = List.of("absent", "present");

  /** The present/absent column of one value of a multi-valued attribute, named attribute.value. */
  public static Axis presence(String attribute, String value) {
    return new Axis(attribute + "." + value, PRESENCE);
  }

  /** Split, label and attributes in this order. */
  public GroupGrid grid() {
    List<Axis> axes = new ArrayList<>(List.of(SPLIT, label));
    axes.addAll(attributes);
    return new GroupGrid(axes);
  }

  /** The columns of every table of two or more columns; the label, where it is one, first. */
  public List<List<String>> tables() {
    Set<List<String>> tables = new LinkedHashSet<>();
    List<String> names = attributes.stream().map(Axis::column).toList();
    names.forEach(a -> tables.add(List.of(label.column(), a)));
    subsets(names, 2).forEach(tables::add);
    for (int size = 3; size <= largest; size++) {
      subsets(names, size - 1).forEach(s -> tables.add(withLabel(s)));
    }
    if (!groups.isEmpty()) {
      tables.add(withLabel(groups));
    }
    return List.copyOf(tables);
  }

  /** The label with each attribute, and with those that make the groups. */
  List<List<String>> shiftSets() {
    Set<List<String>> sets = new LinkedHashSet<>();
    attributes.forEach(a -> sets.add(withLabel(List.of(a.column()))));
    if (!groups.isEmpty()) {
      sets.add(withLabel(groups));
    }
    return List.copyOf(sets);
  }

  /** Each column by itself, then every table. */
  public List<List<String>> columnSets() {
    List<List<String>> sets = new ArrayList<>();
    sets.add(List.of(label.column()));
    attributes.forEach(a -> sets.add(List.of(a.column())));
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
    return columns.contains(label.column()) ? columns : withLabel(columns);
  }

  /** {@code label} for the target, {@code attribute} for every other column. */
  public List<String> roles(List<String> columns) {
    return columns.stream().map(c -> c.equals(label.column()) ? "label" : "attribute").toList();
  }

  /** The columns by which the performance of a model is laid out. */
  public List<List<String>> performanceSets() {
    Set<List<String>> sets = new LinkedHashSet<>();
    attributes.forEach(a -> sets.add(List.of(a.column())));
    attributes.forEach(a -> sets.add(List.of(label.column(), a.column())));
    if (!groups.isEmpty()) {
      sets.add(withLabel(groups));
    }
    return sets.isEmpty() ? List.of(List.of(label.column())) : List.copyOf(sets);
  }

  private List<String> withLabel(List<String> columns) {
    List<String> all = new ArrayList<>(List.of(label.column()));
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
