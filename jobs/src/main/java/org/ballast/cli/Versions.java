package org.ballast.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The versions that a result may depend on. */
final class Versions {
  private Versions() {}

  static String ballast() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("ballast", ballast());
    versions.put("java", System.getProperty("java.version", ""));
    versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    versions.put("djl", ai.djl.engine.Engine.getDjlVersion());
    versions.put("os", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
    return versions;
  }
}
