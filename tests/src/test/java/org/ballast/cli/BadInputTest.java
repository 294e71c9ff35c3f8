package org.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ballast.jobs.SmallRun;
import org.ballast.run.JobException;
import org.ballast.run.RunLock;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who gets it wrong: a status, a message that helps, and nothing half made. */
class BadInputTest {
  @TempDir Path folder;
  private SmallRun run;
  private String err = "";

  @BeforeAll
  static void oneSession() {
    SharedSpark.session();
  }

  @BeforeEach
  void smallRun() {
    run = new SmallRun(folder, "[{ methods = [erm] }]");
  }

  private int ballast(String job, String... more) {
    List<String> args = new ArrayList<>(List.of(job));
    args.addAll(List.of("--config", run.config().toString()));
    args.addAll(List.of("--run-dir", run.directory().toString()));
    args.addAll(Arrays.asList(more));
    StringWriter written = new StringWriter();
    int status = Main.run(args.toArray(String[]::new), new PrintWriter(written, true));
    err = written.toString();
    return status;
  }

  private void rows(String... lines) throws IOException {
    Files.writeString(folder.resolve("rows.csv"), String.join("\n", lines) + "\n");
  }

  private boolean isMade(String job) {
    return Files.exists(run.directory().resolve(job).resolve("manifest.json"));
  }

  @Test
  void unknownKey() {
    assertThat(ballast("ingest", "--set", "train.stepz=3", "--set", "trian.steps=3")).isEqualTo(2);
    assertThat(err).contains("(2 problems)").contains("Did you mean steps?").contains("train?");
    assertThat(run.directory()).doesNotExist();
  }

  @Test
  void unknownOption() {
    assertThat(ballast("ingest", "--replaec")).isEqualTo(2);
    assertThat(err).contains("--replaec").contains("--replace");
  }

  @Test
  void controlVectorOfWrongLength() {
    assertThat(ballast("sweep", "--set", "sweep.trials=[{methods=[cpt], control=[[1, 2]]}]"))
        .isEqualTo(2);
    assertThat(err).contains("expected 4 numbers above 0, for no-one, no-two, yes-one, yes-two");
  }

  @Test
  void savedPlanThatIsNone() throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.json"), "{\"schema_version\": 1}");
    assertThat(ballast("curate", "--plan", plan.toString(), "--stages", "1,2")).isEqualTo(2);
    assertThat(err).contains("expected --plan alone, found it with --variant or --stages");
    assertThat(ballast("curate", "--plan", plan.toString())).isEqualTo(4);
    assertThat(err).contains("Cannot read " + plan + ": expected JSON of a PlanFile");
    assertThat(run.directory().resolve("curate")).doesNotExist();
  }

  @Test
  void missingInputFile() {
    assertThat(ballast("ingest", "--set", "dataset.paths=[\"" + folder + "/none.csv\"]"))
        .isEqualTo(2);
    assertThat(err).contains("none.csv");
    assertThat(isMade("ingest")).isFalse();
  }

  @Test
  void emptyFolder() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(
            ballast(
                "ingest",
                "--set",
                "dataset.format=texts",
                "--set",
                "dataset.paths=[\"" + empty + "\"]"))
        .isEqualTo(2);
    assertThat(err).contains(empty.toString());
  }

  @Test
  void wrongColumn() {
    assertThat(ballast("ingest", "--set", "dataset.text=txet")).isEqualTo(2);
    assertThat(err).contains("txet").contains("text");
  }

  @Test
  void attributeThatIsAlwaysNull() throws IOException {
    rows("id,y,s,text", "a,no,,w1", "b,yes,,w2", "c,yes,,w3");
    assertThat(ballast("ingest")).isEqualTo(4);
    assertThat(err).contains("dataset.tolerance.nulls");
    assertThat(isMade("ingest")).isFalse();
  }

  private String ended() throws IOException {
    return Files.readString(run.directory().resolve(Ending.FILE));
  }

  @Test
  void howAJobEndedIsThereForASchedulerToRead() throws IOException {
    assertThat(ballast("ingest")).isZero();
    assertThat(ended())
        .contains("\"ingest\"")
        .contains("\"exit_code\" : 0")
        .doesNotContain("message");
    rows("id,y,s,text", "a,no,,w1", "b,yes,,w2", "c,yes,,w3");
    assertThat(ballast("ingest", "--replace")).isEqualTo(4);
    assertThat(ended()).contains("\"exit_code\" : 4").contains("Cannot ingest the dataset");
    RunStore store = RunStores.open(run.directory().toString(), Map.of());
    String before = ended();
    try (RunLock lock = RunLock.take(store, Clock.systemUTC())) {
      assertThat(ballast("audit")).as("while %s is held", lock).isEqualTo(2);
    }
    assertThat(ended()).as("of the job that had the directory").isEqualTo(before);
  }

  @Test
  void labelThatIsNotDeclared() throws IOException {
    rows("id,y,s,text", "a,no,one,w1", "b,maybe,two,w2");
    assertThat(ballast("ingest")).isEqualTo(4);
    assertThat(err).contains("maybe").contains("dataset.tolerance.undeclared");
  }

  @Test
  void truncatedParquet() throws IOException {
    Path file = folder.resolve("cut.parquet");
    Path whole = folder.resolve("whole");
    SharedSpark.session().range(1000).repartition(1).write().parquet(whole.toString());
    try (var files = Files.list(whole)) {
      byte[] bytes =
          Files.readAllBytes(
              files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow());
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
    assertThat(
            ballast(
                "ingest",
                "--set",
                "dataset.format=parquet",
                "--set",
                "dataset.paths=[\"" + file + "\"]"))
        .isIn(2, 4);
    assertThat(err).contains("cut.parquet");
    assertThat(isMade("ingest")).isFalse();
  }

  @Test
  void oneClassOnlyIsIngestedWithAWarningAndTheAuditShowsTheZeros() throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,y,s,text"));
    for (int i = 0; i < 30; i++) {
      lines.add("r" + i + ",no," + (i % 2 == 0 ? "one" : "two") + ",w" + i % 9);
    }
    rows(lines.toArray(String[]::new));
    assertThat(ballast("ingest")).isZero();
    assertThat(ballast("audit")).isZero();
    assertThat(Files.readString(run.directory().resolve("audit/original/audit.json")))
        .contains("undefined_because");
  }

  @Test
  void modelFolderThatIsMissingOrBroken() throws IOException {
    assertThat(ballast("ingest")).isZero();
    assertThat(ballast("sweep", "--set", "backbone.path=\"" + folder + "/nowhere\"")).isEqualTo(2);
    assertThat(err).contains("nowhere").contains("backbone.path");
    Path weights = folder.resolve("model/model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(ballast("sweep")).isEqualTo(2);
    assertThat(err).contains("model.safetensors");
    assertThat(isMade("sweep")).isFalse();
  }

  @Test
  void runDirectoryThatIsAFile() throws IOException {
    Files.createFile(run.directory());
    assertThat(ballast("ingest")).isEqualTo(2);
    assertThat(err)
        .contains("expected a folder that can be read and written")
        .contains("--run-dir")
        .doesNotContain("unexpected");
  }

  @Test
  void runDirectoryInUse() {
    RunStore store = RunStores.open(run.directory().toString(), Map.of());
    RunLock lock = RunLock.take(store, Clock.systemUTC());
    try {
      assertThat(ballast("ingest")).isEqualTo(2);
      assertThat(err).contains("it is in use by process " + ProcessHandle.current().pid());
      assertThat(ballast("ingest", "--steal")).isZero();
      assertThatThrownBy(() -> lock.guarded().replace("run.json", new byte[0]))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("taken over by process " + ProcessHandle.current().pid());
    } finally {
      lock.close();
    }
    assertThat(ballast("ingest")).isZero();
  }

  @Test
  void runDirectoryOfADriverThatDied() throws Exception {
    Process driver =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Driver.class.getName(),
                run.directory().toString())
            .start();
    assertThat(driver.waitFor()).isEqualTo(9);
    PrintStream console = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, UTF_8));
    try {
      assertThat(ballast("ingest")).isZero();
    } finally {
      System.setOut(console);
    }
    assertThat(said.toString(UTF_8))
        .contains("warning: The lock of process " + driver.pid() + " on ")
        .contains("was taken over: that process is gone.");
  }

  /** A process that takes the lock and dies of it. */
  static final class Driver {
    public static void main(String[] args) {
      var unused = RunLock.take(RunStores.open(args[0], Map.of()), Clock.systemUTC());
      Runtime.getRuntime().halt(9);
    }
  }

  @Test
  void jobsInTheWrongOrder() {
    assertThat(ballast("audit")).isEqualTo(2);
    assertThat(err).contains("ballast ingest");
    assertThat(ballast("front")).isEqualTo(2);
    assertThat(ballast("score")).isEqualTo(2);
    assertThat(err).contains("ballast sweep");
  }

  @Test
  void namesThatLeadElsewhere() {
    assertThat(ballast("ingest")).isZero();
    for (String name : List.of("../up", "<script>", "a/b", "")) {
      assertThat(ballast("audit", "--name", name)).as(name).isEqualTo(2);
      assertThat(ballast("score", "--name", name)).as(name).isEqualTo(2);
      assertThat(ballast("score", "--trial", name)).as(name).isEqualTo(2);
    }
  }

  @Test
  void anotherConfigurationNeedsReplace() {
    assertThat(ballast("ingest")).isZero();
    assertThat(ballast("ingest")).isZero();
    assertThat(ballast("ingest", "--set", "run.seed=3")).isEqualTo(2);
    assertThat(err).contains("it was made from another configuration").contains("--replace");
    assertThat(ballast("ingest", "--set", "run.seed=3", "--replace")).isZero();
  }
}
