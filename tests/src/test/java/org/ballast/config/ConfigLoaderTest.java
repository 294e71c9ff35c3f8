package org.ballast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private static final String MINIMAL =
      """
      ballast {
        dataset {
          format = csv
          paths = [rows.csv]
          label { name = spam, values = [ham, spam] }
          attributes { html { expression = "text like '%<%'", values = {true = html, false = plain} } }
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void fillsInDefaultsAndKeepsDeclaredOrder() {
    BallastConfig config = ConfigLoader.parse(MINIMAL, List.of());
    assertThat(config.train().steps()).isEqualTo(120);
    assertThat(config.dataset().format()).isEqualTo(DatasetConfig.Format.CSV);
    assertThat(config.dataset().label().positiveClass()).isEqualTo("spam");
    assertThat(config.dataset().attributes().get("html").values().byInput())
        .containsEntry("true", "html")
        .containsEntry("false", "plain");
    assertThat(config.dataset().groupGrid().groups().stream().map(g -> g.label()))
        .containsExactly("ham-html", "ham-plain", "spam-html", "spam-plain");
  }

  @Test
  void laterOverridesWinAndTheRootMayBeLeftOut() {
    BallastConfig config =
        ConfigLoader.parse(
            MINIMAL, List.of("train.steps=5", "ballast.train.steps=7", "run.master=\"local[3]\""));
    assertThat(config.train().steps()).isEqualTo(7);
    assertThat(config.run().master()).isEqualTo("local[3]");
  }

  @Test
  void tellsAllProblemsAtOnceWithFileLineAndNearestKey() throws Exception {
    Path file = folder.resolve("my.conf");
    Files.writeString(
        file,
        """
        ballast {
          dataset {
            format = cvs
            paths = [rows.csv]
            label { values = [a, b] }
            shards = 0
          }
          trian { steps = 10 }
          train { stepz = 10, clip = fast }
        }
        """);
    assertThatThrownBy(() -> ConfigLoader.load(file, List.of()))
        .hasMessageContaining("(5 problems)")
        .hasMessageContaining("my.conf:3: ballast.dataset.format expected one of csv, tsv,")
        .hasMessageContaining("did you mean csv?")
        .hasMessageContaining(
            "my.conf:6: ballast.dataset.shards expected a number from 1 to 100000")
        .hasMessageContaining("my.conf:8: ballast.trian is not a known key. Did you mean train?")
        .hasMessageContaining(
            "my.conf:9: ballast.train.stepz is not a known key. Did you mean steps?")
        .hasMessageContaining("ballast.train.clip expected a number, found \"fast\"")
        .asInstanceOf(type(JobException.class))
        .extracting(JobException::exitCode)
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void namesAMissingKeyWithItsMeaning() {
    assertThatThrownBy(() -> ConfigLoader.parse("ballast { dataset { format = csv } }", List.of()))
        .hasMessageContaining("ballast.dataset.paths is missing. Files, folders or globs to read")
        .hasMessageContaining("ballast.dataset.label is missing.");
  }

  @Test
  void refusesControlVectorsOfTheWrongShape() {
    for (String vector : List.of("[1, 1, 1]", "[1, 1, 1, -1]", "[1, 1, 1, 0]")) {
      assertThatThrownBy(
              () ->
                  ConfigLoader.parse(
                      MINIMAL,
                      List.of("sweep.trials=[{methods = [cpt], control = [" + vector + "]}]")))
          .hasMessageContaining("--set")
          .hasMessageContaining(
              "ballast.sweep.trials[0].control expected 4 numbers above 0, for ham-html, ham-plain,"
                  + " spam-html, spam-plain, found");
    }
  }

  @Test
  void refusesNamesThatAreNotDeclared() {
    assertThatThrownBy(
            () ->
                ConfigLoader.parse(
                    MINIMAL,
                    List.of(
                        "dataset.label.positive=spma",
                        "dataset.groups=[htlm]",
                        "dataset.split.fractions={train=0.5, val=0.5, tset=0.5}")))
        .hasMessageContaining("positive names spma, which is not declared. Did you mean spam?")
        .hasMessageContaining("groups names htlm, which is not declared. Did you mean html?")
        .hasMessageContaining("fractions names tset, which is not declared. Did you mean test?")
        .hasMessageContaining("expected shares of at least 0 that add up to 1");
    assertThatThrownBy(
            () ->
                ConfigLoader.parse(
                    MINIMAL, List.of("sweep.trials=[{data = [balanced], methods = [erm]}]")))
        .hasMessageContaining("data names balanced, which is not declared.");
  }

  @Test
  void refusesVariantNamesThatAreNoFileNames() {
    for (String name : List.of("\"../up\"", "original", "\"<script>\"", "\".hidden\"")) {
      assertThatThrownBy(
              () ->
                  ConfigLoader.parse(
                      MINIMAL, List.of("curate.variants." + name + "={plan = balance}")))
          .hasMessageContaining("cannot be a variant's name");
    }
  }

  @Test
  void refusesColumnNamesThatAreNoNames() {
    for (String name : List.of("../up", "a/b", "<script>", "a.b", "")) {
      String quoted = "\"" + name + "\"";
      assertThatThrownBy(
              () ->
                  ConfigLoader.parse(
                      MINIMAL, List.of("dataset.attributes." + quoted + "={values = [x, y]}")))
          .as(name)
          .hasMessageContaining("dataset.attributes");
      assertThatThrownBy(() -> ConfigLoader.parse(MINIMAL, List.of("dataset.label.name=" + quoted)))
          .as(name)
          .hasMessageContaining("dataset.label.name");
    }
  }

  @Test
  void refusesColumnsThatTheSchemaNeedsItself() {
    assertThatThrownBy(() -> ConfigLoader.parse(MINIMAL, List.of("dataset.label.name=split")))
        .hasMessageContaining("cannot be a column's name");
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatThrownBy(() -> ConfigLoader.load(folder.resolve("none.conf"), List.of()))
        .hasMessageContaining("none.conf: expected a readable file, found none.");
  }

  @Test
  void namesASubstitutionThatNothingDefines() {
    assertThatThrownBy(
            () -> ConfigLoader.parse("ballast { run { master = ${nowhere} } }", List.of()))
        .hasMessageContaining("nowhere");
  }

  @Test
  void describesEveryKeyWithAMeaning() {
    assertThat(SettingKey.all()).hasSizeGreaterThan(60).allSatisfy(ConfigLoaderTest::isDescribed);
    assertThat(ConfigReference.table())
        .contains("ballast.train.steps  (whole number in [1, 10000000]; default 120)")
        .contains("ballast.curate.variants.<name>.plan")
        .contains("ballast.sweep.trials[].methods");
  }

  private static void isDescribed(SettingKey key) {
    assertThat(key.meaning()).endsWith(".").hasSizeGreaterThan(5);
    assertThat(key.type()).isNotEmpty();
  }
}
