package org.ballast.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a run directory was last worked on with: the content of {@code run.json}.
 *
 * @param schemaVersion version of this record's shape
 * @param config the resolved configuration; values of settings that look secret are left out
 * @param versions library names to versions
 * @param seed the seed of splits and samples
 * @param inputs paths that are read from outside the run directory
 * @param updatedAt ISO-8601 instant in UTC
 */
public record RunRecord(
    int schemaVersion,
    BallastConfig config,
    Map<String, String> versions,
    long seed,
    List<String> inputs,
    String updatedAt) {
  /** The name of the file. */
  public static final String FILE = "run.json";

  private static final Pattern SECRET =
      Pattern.compile("(?i)secret|password|passwd|token|credential|access[.-]?key|private");

  /** The record of a configuration. */
  public static RunRecord of(BallastConfig config, Map<String, String> versions, String now) {
    return new RunRecord(
        1, withoutSecrets(config), versions, config.run().seed(), config.dataset().paths(), now);
  }

  private static BallastConfig withoutSecrets(BallastConfig c) {
    Map<String, String> spark = new LinkedHashMap<>();
    c.run().spark().forEach((k, v) -> spark.put(k, SECRET.matcher(k).find() ? "(left out)" : v));
    RunConfig run =
        new RunConfig(
            c.run().seed(), c.run().master(), spark, c.run().device(), c.run().keepDays());
    return new BallastConfig(
        c.dataset(),
        c.audit(),
        c.curate(),
        c.backbone(),
        c.prompt(),
        c.train(),
        c.sweep(),
        c.front(),
        run);
  }
}
