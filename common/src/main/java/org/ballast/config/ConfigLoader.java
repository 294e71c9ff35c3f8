package org.ballast.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * Reads one HOCON file, lays the overrides over it, resolves its substitutions (from the file and
 * the environment) and binds it.
 */
public final class ConfigLoader {
  /** The root key. */
  public static final String ROOT = "ballast";

  private ConfigLoader() {}

  /**
   * The configuration in a file.
   *
   * @param file a HOCON file
   * @param overrides {@code key=value} pairs, the value in HOCON; the key with or without {@code
   *     ballast.}
   * @throws JobException with every problem at once, each with file, line and the nearest known key
   */
  public static BallastConfig load(Path file, List<String> overrides) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw problems(List.of(file + ": expected a readable file, found none."));
    }
    ConfigParseOptions hocon = ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF);
    try {
      return bind(ConfigFactory.parseFile(file.toFile(), hocon), overrides);
    } catch (ConfigException e) {
      throw problems(List.of(String.valueOf(e.getMessage())));
    }
  }

  /** The configuration in a text, for tests and notebooks. */
  public static BallastConfig parse(String hocon, List<String> overrides) {
    try {
      return bind(ConfigFactory.parseString(hocon), overrides);
    } catch (ConfigException e) {
      throw problems(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static BallastConfig bind(Config file, List<String> overrides) {
    Config config = file;
    for (String override : overrides) {
      config = override(override).withFallback(config);
    }
    ConfigObject root = config.resolve().root();
    List<String> problems = new ArrayList<>();
    refuseOtherRoots(root, problems);
    ConfigValue ballast = root.get(ROOT);
    if (!(ballast instanceof ConfigObject tree)) {
      problems.add(
          ConfigBinder.where(root.origin()) + "expected a block `ballast { … }`, found none.");
      throw problems(problems);
    }
    BallastConfig bound = new ConfigBinder(problems).bind(BallastConfig.class, tree, ROOT);
    if (bound == null) {
      throw problems(problems);
    }
    ConfigChecks.check(bound, tree, problems);
    if (!problems.isEmpty()) {
      throw problems(problems);
    }
    return bound;
  }

  private static void refuseOtherRoots(ConfigObject root, List<String> problems) {
    root.forEach(
        (key, value) -> {
          if (!key.equals(ROOT)) {
            problems.add(
                ConfigBinder.where(value.origin())
                    + key
                    + " is not a known key. Everything stands under the root key "
                    + ROOT
                    + ".");
          }
        });
  }

  private static Config override(String pair) {
    int equals = pair.indexOf('=');
    if (equals <= 0) {
      throw problems(List.of("--set: expected key=value, found " + pair + "."));
    }
    String key = pair.substring(0, equals).trim();
    String path = key.startsWith(ROOT + ".") ? key : ROOT + "." + key;
    try {
      return ConfigFactory.parseString(
          path + " = " + pair.substring(equals + 1),
          ConfigParseOptions.defaults().setOriginDescription("--set " + pair));
    } catch (ConfigException e) {
      throw problems(List.of("--set " + pair + ": " + e.getMessage()));
    }
  }

  private static JobException problems(List<String> problems) {
    String count = problems.size() == 1 ? "" : " (" + problems.size() + " problems)";
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot use the configuration"
            + count
            + ":\n  "
            + String.join("\n  ", problems)
            + "\n`ballast describe-config` lists every key.");
  }
}
