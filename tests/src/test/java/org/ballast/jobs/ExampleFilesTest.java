package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ballast.config.BallastConfig;
import org.ballast.config.ConfigLoader;
import org.ballast.curation.PlanFile;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.Json;
import org.ballast.sweep.SweepPlan;
import org.ballast.sweep.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of conf/examples ask for, and what becomes of the real data. */
final class ExampleFilesTest {
  @TempDir Path folder;

  @Test
  void pacsTrainsEveryMethodWithThreeSeeds() {
    BallastConfig config = ConfigLoader.load(PublicTables.conf("examples/pacs"), List.of());
    Map<String, String> data = Map.of("bias-0.95", "a", "bias-0.5", "b");
    List<Trial> trials = SweepPlan.of(config, data, "backbone").trials();
    assertThat(trials).hasSize(36);
    assertThat(trials).extracting(Trial::seed).containsOnly(1L, 2L, 3L);
    assertThat(trials.stream().map(t -> t.method().toString()).distinct()).hasSize(6);
  }

  /** The smallest group has 100 rows: 95 and 5 of them, or 50 and 50. */
  @Test
  void pacs() throws Exception {
    BallastConfig config =
        ConfigLoader.load(
            PublicTables.conf("examples/pacs"),
            List.of("dataset.paths=[\"" + unpacked() + "/{photo,sketch}/{dog,horse}/*.jpg\"]"));
    Ingest ingest = new Ingest(folder.resolve("run"));
    assertThat(ingest.run(config, Existing.KEEP)).isEqualTo(ExitCode.OK);
    // tar tf pacs128.tar | grep jpg | awk -F/ '{n[$3 "-" $2]++} END {for (g in n) print g, n[g]}'
    assertThat(all(ingest, "dog-photo")).isEqualTo(189);
    assertThat(all(ingest, "dog-sketch")).isEqualTo(772);
    assertThat(all(ingest, "horse-photo")).isEqualTo(199);
    assertThat(all(ingest, "horse-sketch")).isEqualTo(816);
    new CurateJob(ingest.context(config), List.of()).run();
    assertThat(after(ingest, "bias-0.95")).containsExactly(95, 5, 5, 95);
    assertThat(after(ingest, "bias-0.5")).containsExactly(50, 50, 50, 50);
  }

  private static long all(Ingest ingest, String group) {
    return Stream.of("train/", "val/", "test/").mapToLong(s -> ingest.count(s + group)).sum();
  }

  private static long[] after(Ingest ingest, String variant) throws IOException {
    byte[] plan = ingest.store.read("curate/" + variant + "/plan.json");
    return Json.read(plan, PlanFile.class, variant).decided().after();
  }

  /** Two classes of two domains, as anybody unpacks the archive. */
  private Path unpacked() throws Exception {
    Process tar =
        new ProcessBuilder(
                "tar",
                "xf",
                PublicTables.path("pacs128.tar").toString(),
                "-C",
                folder.toString(),
                "pacs128/photo/dog",
                "pacs128/photo/horse",
                "pacs128/sketch/dog",
                "pacs128/sketch/horse")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    return folder.resolve("pacs128");
  }
}
