package org.ballast.spark;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The name of a table as people write it: {@code lake.db.emails}, with back-ticks around parts that
 * hold other characters, and {@code VERSION AS OF 12} after it for a version that is not the
 * current one.
 *
 * @param parts catalog, namespace and table, as many as were given
 * @param version the number of the version that is asked for; empty: the current one
 */
record TableName(List<String> parts, Optional<String> version) {
  private static final Pattern AS_OF =
      Pattern.compile("(.*\\S)\\s+VERSION\\s+AS\\s+OF\\s+(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_]+");

  /**
   * Takes a name apart as Spark's SQL does.
   *
   * @param key where it was declared
   * @throws JobException if it is none
   */
  static TableName parse(SparkSession spark, String declared, String key) {
    Matcher asOf = AS_OF.matcher(declared.strip());
    String name = asOf.matches() ? asOf.group(1) : declared.strip();
    Optional<String> version = asOf.matches() ? Optional.of(asOf.group(2)) : Optional.empty();
    if (version.isPresent() && !NUMBER.matcher(version.get()).matches()) {
      throw refused(
          declared,
          "a whole number after VERSION AS OF, for names of branches and tags can move, found "
              + version.get(),
          key);
    }
    try {
      return new TableName(
          List.copyOf(
              CollectionConverters.asJava(
                  spark.sessionState().sqlParser().parseMultipartIdentifier(name))),
          version);
    } catch (ParseException e) {
      throw refused(
          declared,
          "a name as lake.db.emails, with back-ticks around parts that hold more than letters,"
              + " digits and underscores, found another text",
          key);
    }
  }

  private static JobException refused(String declared, String expectedAndFound, String key) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot read the table "
            + declared
            + ": expected "
            + expectedAndFound
            + ". Correct "
            + key
            + ".");
  }

  /** The name without its version, in back-ticks where these are needed. */
  String quoted() {
    return parts.stream()
        .map(p -> PLAIN.matcher(p).matches() ? p : "`" + p.replace("`", "``") + "`")
        .collect(Collectors.joining("."));
  }
}
