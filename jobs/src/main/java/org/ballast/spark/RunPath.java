package org.ballast.spark;

import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/** The rule for paths in a run directory. */
final class RunPath {
  private static final Set<String> REFUSED = Set.of("", ".", "..");
  private static final String TEMPORARY = ".tmp";

  private RunPath() {}

  /**
   * The path itself.
   *
   * @throws IllegalArgumentException if it could lead out of the run directory, or name one thing
   *     in two ways
   */
  static String require(String path) {
    if (!path.isEmpty() && (leadsOut(path) || path.indexOf('\0') >= 0)) {
      throw new IllegalArgumentException(
          "Cannot use path "
              + path
              + ": expected names separated by single slashes, none of them . or .., relative to"
              + " the run directory.");
    }
    return path;
  }

  private static boolean leadsOut(String path) {
    return path.indexOf('\\') >= 0
        || Arrays.stream(path.split("/", -1)).anyMatch(REFUSED::contains);
  }

  /** A name beside the final one that nobody else uses, and that lists leave out. */
  static String temporary(String name) {
    return "." + name + "." + UUID.randomUUID() + TEMPORARY;
  }

  static boolean isTemporary(String name) {
    return name.startsWith(".") && name.endsWith(TEMPORARY);
  }

  /** A path and a name below it; the path may be that of the run directory itself. */
  static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }
}
