package org.ballast.spark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;

/** Opens run directories by where they are. */
public final class RunStores {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):/.*");

  private RunStores() {}

  /**
   * The run directory at a local path, a {@code file:} URI, or a URI of a Hadoop file system; it
   * need not exist yet.
   *
   * @param spark Spark settings by their own names, of which the Hadoop ones are used
   * @throws JobException if nothing on the class path knows the scheme, or the store cannot be
   *     reached
   */
  public static RunStore open(String location, Map<String, String> spark) {
    Matcher scheme = SCHEME.matcher(location);
    if (!scheme.matches()) {
      return new LocalRunStore(Path.of(location));
    }
    if (scheme.group(1).toLowerCase(Locale.ROOT).equals("file")) {
      return new LocalRunStore(Path.of(URI.create(location).getPath()));
    }
    try {
      return new HadoopRunStore(location, SparkSettings.hadoop(spark));
    } catch (IOException | IllegalArgumentException e) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot open run directory "
              + location
              + ": "
              + e.getMessage()
              + ". Give a local path, or put the file system's jar and settings on Spark's class"
              + " path.",
          e);
    }
  }
}
