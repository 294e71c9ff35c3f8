package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ballast.config.BallastConfig;
import org.ballast.report.SyntheticRun;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A front of trials that lie in several run directories. */
class MergedFrontTest {
  private static final String TRIALS = "sweep/trials";

  @TempDir Path folder;
  private BallastConfig config;

  /** One run directory with all trials, and the same without. */
  @BeforeEach
  void wholeRun() throws IOException {
    config = run("whole").everything(1, 2).data().config();
    run("front").data();
    front("whole");
  }

  private RunStore store(String name) {
    return RunStores.open(folder.resolve(name).toString(), Map.of());
  }

  private SyntheticRun run(String name) {
    return new SyntheticRun(store(name), "html", "plain");
  }

  private ExitCode front(String name, String... from) {
    Progress silent =
        new Progress() {
          @Override
          public void say(String text) {}

          @Override
          public void status(String text) {}

          @Override
          public void warn(String text) {}
        };
    JobContext context =
        new JobContext(
            config,
            store(name),
            SharedSpark::session,
            silent,
            Map.of(),
            false,
            Existing.KEEP,
            () -> false);
    List<String> others = Arrays.stream(from).map(f -> folder.resolve(f).toString()).toList();
    return new FrontJob(context, others).run();
  }

  private List<String> trials(String name) throws IOException {
    return store(name).list(TRIALS).stream().sorted().toList();
  }

  private void copy(String trial, String from, String to) throws IOException {
    Path source = folder.resolve(from).resolve(TRIALS).resolve(trial);
    Path target = folder.resolve(to).resolve(TRIALS).resolve(trial);
    try (Stream<Path> files = Files.walk(source)) {
      files.forEach(f -> copyOne(f, target.resolve(source.relativize(f))));
    }
  }

  private static void copyOne(Path from, Path to) {
    try {
      if (Files.isDirectory(from)) {
        Files.createDirectories(to);
      } else {
        Files.copy(from, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void split(String... names) throws IOException {
    List<String> all = trials("whole");
    for (int i = 0; i < all.size(); i++) {
      copy(all.get(i), "whole", names[i % names.length]);
    }
  }

  private JsonNode json(String name, String file) throws IOException {
    return new ObjectMapper().readTree(store(name).read(file));
  }

  @Test
  void equalsTheFrontOfOneRunDirectoryWithAllTrials() throws IOException {
    split("one", "two", "three");
    assertThat(front("front", "one", "two", "three")).isEqualTo(ExitCode.OK);
    assertThat(json("front", "front/front.json")).isEqualTo(json("whole", "front/front.json"));
    assertThat(trials("front")).isEmpty();
    String trial = json("front", "front/front.json").at("/recommended/trial").asText();
    assertThat(store("front").read("front/recommended/prompt.safetensors"))
        .isEqualTo(("prompt of " + trial).getBytes(StandardCharsets.UTF_8));
    assertThat(new String(store("front").read("front/report.html"), StandardCharsets.UTF_8))
        .hasSameSizeAs(
            new String(store("whole").read("front/report.html"), StandardCharsets.UTF_8));
  }

  @Test
  void theManifestNamesTheOtherDirectories() throws IOException {
    split("front", "one");
    front("front", "one");
    List<String> inputs =
        json("front", "front/manifest.json").get("inputs").findValuesAsText("path");
    List<String> all = trials("whole");
    assertThat(inputs).contains(TRIALS + "/" + all.get(0) + "/trial.json");
    assertThat(inputs).contains(store("one").uri(TRIALS + "/" + all.get(1) + "/trial.json"));
  }

  @Test
  void aTrialThatLiesTwiceCountsOnceIfItIsTheSame() throws IOException {
    split("one");
    copy(trials("one").get(0), "one", "two");
    front("front", "one", "two", "one");
    assertThat(json("front", "front/front.json")).isEqualTo(json("whole", "front/front.json"));
  }

  @Test
  void twoResultsOfOneTrialAreRefused() throws IOException {
    split("one");
    String trial = trials("one").get(0);
    copy(trial, "one", "two");
    String file = TRIALS + "/" + trial + "/trial.json";
    String text = new String(store("two").read(file), StandardCharsets.UTF_8);
    store("two").replace(file, text.replaceFirst("0\\.9", "0.8").getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> front("front", "one", "two"))
        .asInstanceOf(type(JobException.class))
        .returns(ExitCode.DATA, JobException::exitCode)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("Cannot merge trial " + trial, store("one").uri(""), store("two").uri(""));
    assertThat(store("front").exists("front/manifest.json")).isFalse();
  }

  @Test
  void aDirectoryWithoutTrialsIsRefused() throws IOException {
    split("one");
    assertThatThrownBy(() -> front("front", "one", "nowhere"))
        .asInstanceOf(type(JobException.class))
        .returns(ExitCode.CONFIGURATION, JobException::exitCode)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("nowhere", "--from");
  }
}
