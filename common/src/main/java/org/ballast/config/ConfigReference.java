package org.ballast.config;

import java.util.List;

/** The key table and the reference file, written from the keys themselves. */
public final class ConfigReference {
  private ConfigReference() {}

  /** A line per key: key, type, default; the meaning indented below. */
  public static String table() {
    StringBuilder out = new StringBuilder();
    for (SettingKey key : SettingKey.all()) {
      out.append(key.path()).append("  (").append(key.type()).append("; ");
      out.append(key.byDefault().equals("required") ? "" : "default ").append(key.byDefault());
      out.append(")\n").append(wrapped(key.meaning(), "    ")).append("\n");
    }
    return out.toString();
  }

  /** The same as a Markdown table. */
  public static String markdown() {
    StringBuilder out =
        new StringBuilder("| key | type | default | meaning |\n|---|---|---|---|\n");
    for (SettingKey key : SettingKey.all()) {
      List<String> cells =
          List.of("`" + key.path() + "`", key.type(), "`" + key.byDefault() + "`", key.meaning());
      out.append("| ")
          .append(String.join(" | ", cells.stream().map(c -> c.replace("|", "\\|")).toList()))
          .append(" |\n");
    }
    return out.toString();
  }

  private static String wrapped(String text, String indent) {
    StringBuilder out = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > 96) {
        out.append(line.toString().stripTrailing()).append("\n");
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    return out.append(line.toString().stripTrailing()).toString();
  }
}
