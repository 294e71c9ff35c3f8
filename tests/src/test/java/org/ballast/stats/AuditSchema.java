package org.ballast.stats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ballast.group.GroupKey;
import org.jspecify.annotations.Nullable;

/** The fields of a record and of all records in it, with what their Javadoc says of them. */
final class AuditSchema {
  /** What a name means wherever it stands, unless a record says otherwise. */
  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("split", "{@code train}, {@code val}, {@code test}, or {@code all} rows"),
          Map.entry("columns", "column names"),
          Map.entry("by", "the columns that make the groups"),
          Map.entry("group", "a value for each of its columns"),
          Map.entry("count", "its rows; absent if withheld"),
          Map.entry("low", "lower end of the interval"),
          Map.entry("high", "upper end of the interval"),
          Map.entry("level", "confidence level of the interval"),
          Map.entry("method", "how value and interval were computed"),
          Map.entry("value", "the estimate"),
          Map.entry("measures", "numbers by name"),
          Map.entry("suppressed", "true if withheld, absent otherwise"),
          Map.entry("undefined_because", "why there is no value"));

  private final Path sources;
  private final Set<Class<?>> records = new LinkedHashSet<>();
  private final List<String> undocumented = new ArrayList<>();

  AuditSchema(Path sources, Class<?> root) {
    this.sources = sources;
    collect(root);
  }

  private void collect(Class<?> record) {
    if (records.add(record)) {
      for (RecordComponent component : record.getRecordComponents()) {
        nested(component.getGenericType());
      }
    }
  }

  private void nested(Type type) {
    if (type instanceof ParameterizedType generic) {
      Arrays.stream(generic.getActualTypeArguments()).forEach(this::nested);
    } else if (type instanceof Class<?> c && c.isRecord() && c != GroupKey.class) {
      collect(c);
    }
  }

  /** A heading and a table for each record. */
  String markdown() {
    String all = records.stream().map(this::section).collect(Collectors.joining("\n"));
    if (!undocumented.isEmpty()) {
      throw new IllegalStateException(
          "Cannot document an audit: expected an @param of each of " + undocumented + ".");
    }
    return all;
  }

  private String section(Class<?> record) {
    String doc = javadoc(record);
    StringBuilder out = new StringBuilder("### " + title(record) + "\n\n" + first(doc) + "\n\n");
    out.append("| field | type | meaning |\n|---|---|---|\n");
    for (RecordComponent component : record.getRecordComponents()) {
      String name = snake(component.getName());
      out.append("| `")
          .append(name)
          .append("` | ")
          .append(words(component.getGenericType()))
          .append(isNullable(component.getAnnotatedType()) ? ", or absent" : "")
          .append(" | ")
          .append(meaning(record, component, doc).replace("|", "\\|"))
          .append(" |\n");
    }
    return out.toString();
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  /** Parts of the audit itself go by their own name, those of other records by both. */
  private static String title(Class<?> record) {
    Class<?> within = record.getEnclosingClass();
    boolean isOwn = within == null || within == AuditResult.class;
    return snake((isOwn ? "" : within.getSimpleName()) + record.getSimpleName()).replace('_', ' ');
  }

  static String snake(String name) {
    return name.replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static String words(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      boolean isMap = generic.getRawType() == Map.class;
      return (isMap ? "names to " : "list of ") + words(of[of.length - 1]);
    }
    Class<?> c = (Class<?>) type;
    if (c == GroupKey.class) {
      return "names to text";
    }
    if (c.isRecord()) {
      return "[" + title(c) + "](#" + title(c).replace(' ', '-') + ")";
    }
    if (c.isEnum()) {
      return Arrays.stream(c.getEnumConstants())
          .map(e -> "`" + ((Enum<?>) e).name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
          .collect(Collectors.joining(", "));
    }
    return plain(c);
  }

  private static String plain(Class<?> c) {
    if (c == long.class || c == Long.class || c == int.class || c == Integer.class) {
      return "whole number";
    }
    if (c == double.class || c == Double.class) {
      return "number";
    }
    return c == boolean.class || c == Boolean.class ? "true or false" : "text";
  }

  private String meaning(Class<?> record, RecordComponent component, String doc) {
    Matcher param =
        Pattern.compile("@param " + component.getName() + "\\s+((?:[^@]|(?<=\\{)@)*)").matcher(doc);
    String name = snake(component.getName());
    String meaning = param.find() ? param.group(1) : COMMON.get(name);
    if (meaning == null) {
      undocumented.add(record.getSimpleName() + "." + component.getName());
      return "";
    }
    return inMarkdown(meaning);
  }

  private static String first(String doc) {
    return inMarkdown(doc.split("(?m)@param|<p>", 2)[0]);
  }

  private static String inMarkdown(String text) {
    return text.replaceAll("\\{@(?:code|link)\\s+#?([^}]*)}", "`$1`")
        .replaceAll("\\s+", " ")
        .replace("&gt;", ">")
        .replace("&lt;", "<")
        .replaceAll("\\bnull\\b", "absent")
        .strip();
  }

  /** The comment above a record, without its stars. */
  private String javadoc(Class<?> record) {
    String source = source(record);
    int at = source.indexOf("record " + record.getSimpleName() + "(");
    int end = source.lastIndexOf("*/", at);
    String comment = source.substring(source.lastIndexOf("/**", end) + 3, end);
    return comment.replaceAll("(?m)^\\s*\\*", " ");
  }

  private String source(Class<?> record) {
    Class<?> file = record.getEnclosingClass() == null ? record : record.getEnclosingClass();
    try {
      return Files.readString(sources.resolve(file.getName().replace('.', '/') + ".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
