package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.ballast.run.Existing;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the job refuses, counts, says and keeps. */
final class IngestJobTest {
  private static final String GOOD =
      """
      id,text,y,sex
      1,a,p,F
      2,b,n,M
      3,c,p,M
      4,d,n,F
      """;

  @TempDir Path folder;
  private Ingest ingest;

  @BeforeEach
  void open() {
    ingest = new Ingest(folder.resolve("run"));
  }

  private String dataset(String csv, String more) throws IOException {
    return "format = csv, paths = [\""
        + Ingest.write(folder.resolve("in.csv"), csv)
        + "\"], id = id, label { column = y, values = [n, p] }\n"
        + "attributes { sex { values = [F, M] } }\n"
        + more;
  }

  private AbstractThrowableAssert<?, ?> refused(ExitCode code, String dataset) {
    return assertThatThrownBy(() -> ingest.run(dataset))
        .isInstanceOf(JobException.class)
        .satisfies(e -> assertThat(((JobException) e).exitCode()).isEqualTo(code))
        .satisfies(e -> assertThat(ingest.store.exists("ingest/manifest.json")).isFalse());
  }

  @Test
  void theManifestHoldsWhatWasCountedAndWritten() throws IOException {
    assertThat(
            ingest.run(
                dataset(GOOD, "shards = 2, split { fractions = {train = 0.5, test = 0.5} }")))
        .isEqualTo(ExitCode.OK);
    Manifest manifest = ingest.manifest();
    assertThat(manifest.counts())
        .containsEntry("rows_read", 4L)
        .containsEntry("rows", 4L)
        .containsEntry("duplicates_dropped", 0L)
        .containsEntry("nulls", 0L)
        .containsEntry("undeclared", 0L)
        .containsEntry("unreadable", 0L)
        .containsEntry("duplicate_ids", 0L)
        .containsEntry("val", 0L)
        .containsKeys("train/p-F", "test/n-M");
    assertThat(manifest.outputs())
        .extracting(Manifest.Output::path)
        .isNotEmpty()
        .allMatch(path -> path.matches("ingest/data/part-0000[01]\\.parquet"));
    assertThat(ingest.said).anyMatch(line -> line.matches(" *p-F +\\d+ +0 +\\d+ +1"));
    assertThat(ingest.warned).contains("The split val has no row.");
  }

  @Test
  void whatIsMadeIsNotMadeTwiceUnlessItChanged() throws IOException {
    ingest.run(dataset(GOOD, ""));
    String first = ingest.manifest().startedAt();
    ingest.run(dataset(GOOD, "name = other"));
    assertThat(ingest.manifest().startedAt()).isEqualTo(first);
    assertThat(ingest.said).anyMatch(line -> line.contains("Nothing to do"));
    assertThatThrownBy(() -> ingest.run(dataset(GOOD, "shards = 3")))
        .hasMessageContaining("another configuration")
        .hasMessageContaining("--replace");
    assertThatThrownBy(() -> ingest.run(dataset(GOOD + "5,e,p,F\n", "")))
        .hasMessageContaining("other inputs");
    ingest.run(Ingest.config(dataset(GOOD + "5,e,p,F\n", "")), Existing.REPLACE);
    assertThat(ingest.count("rows")).isEqualTo(5);
  }

  @Test
  void aDryRunSaysWhatItWouldDoAndWritesNothing() throws IOException {
    assertThat(ingest.dryRun(dataset(GOOD, ""))).isEqualTo(ExitCode.OK);
    assertThat(ingest.said).anyMatch(l -> l.contains("1 files, 46 bytes of csv"));
    assertThat(ingest.said).anyMatch(l -> l.contains("would write") && l.contains("4 shards"));
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id = idd | dataset.id | Did you mean id?",
        "text = txt | dataset.text | Did you mean text?",
        "label.column = yy | dataset.label.column | id, text, y, sex",
        "attributes.sex.column = gender | dataset.attributes.sex.column | found none of that name",
        "split.column = fold | dataset.split.column | found none of that name",
        "split.unit = sender | dataset.split.unit | found none of that name",
        "attributes.sex.expression = \"sexx = 'F'\" | dataset.attributes.sex.expression | sexx",
        "attributes.sex.expression = \"sex ===\" | dataset.attributes.sex.expression | error",
        "attributes.sex.expression = \"count(1)\" | dataset.attributes.sex.expression | GROUP BY",
        "attributes.sex.expression = \"rand() < 0.5\" | dataset.attributes.sex.expression | another value each time",
        "attributes.sex.multi-valued = true | dataset.attributes.sex | expected an array",
        "attributes.sex.expression = \"split(sex, ',')\" | dataset.attributes.sex | multi-valued = true",
      })
  void whatTheInputDoesNotHaveIsNamed(String setting, String key, String hint) throws IOException {
    refused(ExitCode.CONFIGURATION, dataset(GOOD, setting))
        .hasMessageContaining(key)
        .hasMessageContaining(hint)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("Project");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5,,p,F | nulls | 1 of 5 rows lack a value (text: 1), as id 5",
        "5,e,,F | nulls | 1 of 5 rows lack a value (label: 1), as id 5",
        "5,e,p, | nulls | 1 of 5 rows lack a value (sex: 1), as id 5",
        ",e,p,F | nulls | 1 of 5 rows lack a value (id: 1)",
        "5,e,q,F | undeclared | (label: 1), as label \"q\" (1 times, id 5)",
        "5,e,p,Mael | undeclared | (sex: 1), as sex \"Mael\" (1 times, id 5)",
        "5,e,p | unreadable | 1 of 5 rows cannot be decoded, as 5,e,p",
        "4,e,p,F | duplicate-ids | 1 of 5 rows have the id of another row (id: 1), as id 4 (2 rows)",
      })
  void everyFaultIsRefusedOrCounted(String line, String kind, String message) throws IOException {
    String csv = GOOD + line + "\n";
    refused(ExitCode.DATA, dataset(csv, ""))
        .hasMessageContaining(message)
        .hasMessageContaining("dataset.tolerance." + kind + " to at least 0.2000");
    refused(ExitCode.DATA, dataset(csv, "tolerance." + kind + " = 0.19"));
    ingest.run(dataset(csv, "tolerance." + kind + " = 0.2"));
    assertThat(ingest.count(kind.replace('-', '_'))).isEqualTo(1);
    assertThat(ingest.count("rows")).isEqualTo(4);
    assertThat(ingest.count("rows_read")).isEqualTo(5);
    assertThat(ingest.warned).anyMatch(w -> w.startsWith("1 of 5 rows") && w.contains("dropped"));
  }

  /** The counted values are an estimate, good to five per cent or so. */
  @Test
  void anIdentifierThatIsDeclaredAsAnAttributeIsNamedWithAdvice() throws IOException {
    String advice =
        "values that are not declared: it looks like an identifier. Remove sex from"
            + " dataset.attributes, or declare an expression with few values.";
    refused(ExitCode.DATA, dataset(GOOD + users(2000, 2000), ""))
        .hasMessageContaining("2,000 of 2,004 rows have a value that is not declared")
        .hasMessageMatching("(?s).* sex has about (1,[89]|2,[012])\\d\\d " + Pattern.quote(advice));
    folder = folder.resolve("few");
    refused(ExitCode.DATA, dataset(GOOD + users(2000, 20), ""))
        .hasMessageContaining("2,000 of 2,004 rows have a value that is not declared")
        .hasMessageNotContaining("identifier");
  }

  private static String users(int rows, int users) {
    return IntStream.range(0, rows)
        .mapToObj(i -> "r" + i + ",e,p,user " + i % users + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void allKindsOfFaultsAreShownAtOnce() throws IOException {
    refused(ExitCode.DATA, dataset(GOOD + "5,,p,F\n6,e,q,X\n7,e,q,F\n1,e,p,F\n", ""))
        .hasMessageContaining("1 of 8 rows lack a value")
        .hasMessageContaining("2 of 8 rows have a value that is not declared")
        .hasMessageContaining("label \"q\" (2 times, id 6)")
        .hasMessageContaining("1 of 8 rows have the id");
  }

  @Test
  void anAttributeThatIsAlwaysNullIsSaidSo() throws IOException {
    refused(ExitCode.DATA, dataset("id,text,y,sex\n1,a,p,\n2,b,n,\n", ""))
        .hasMessageContaining("2 of 2 rows lack a value (sex: every row)");
    refused(ExitCode.DATA, dataset("id,text,y,sex\n1,a,p,\n2,b,n,\n", "tolerance.nulls = 1"))
        .hasMessageContaining("at least one good row");
    refused(ExitCode.DATA, dataset("id,text,y,sex\n", "")).hasMessageContaining("found none of 0");
  }

  @Test
  void ofRowsWithOneIdTheSameOneIsKeptInAnyOrder() throws IOException {
    String tolerant = "tolerance.duplicate-ids = 0.5";
    ingest.run(dataset("id,text,y,sex\n1,a,p,F\n1,b,n,M\n2,c,p,M\n", tolerant));
    Object kept = ingest.byId("text").get("1");
    Ingest again = new Ingest(folder.resolve("again"));
    again.run(dataset("id,text,y,sex\n2,c,p,M\n1,b,n,M\n1,a,p,F\n", tolerant));
    assertThat(again.byId("text")).hasSize(2).containsEntry("1", kept);
  }

  @Test
  void exactDuplicatesGiveWayToTheSmallestId() throws IOException {
    String csv = "id,text,y,sex\n3,same,p,F\n1,same,n,M\n2,Same,n,M\n4,same,p,F\n";
    ingest.run(dataset(csv, "duplicates = drop"));
    assertThat(ingest.byId("text").keySet()).containsExactly("1", "2");
    assertThat(ingest.count("duplicates_dropped")).isEqualTo(2);
    assertThat(ingest.said).contains("dropped 2 exact duplicates");
  }

  @Test
  void withoutATextDuplicatesAreEqualInAllButTheId() throws IOException {
    String csv = "id,file,y,sex\n1,a.jpg,p,F\n2,b.jpg,p,F\n3,a.jpg,p,F\n4,c.jpg,n,M\n";
    ingest.run(dataset(csv, "duplicates = drop, text = \"\""));
    assertThat(ingest.byId("sex").keySet()).containsExactly("1", "2", "4");
    assertThat(ingest.rows().columns())
        .containsExactly("id", "label", "sex", "split", "row.content");
  }

  @Test
  void declaredValuesAndGroupsWithoutARowAreSaid() throws IOException {
    ingest.run(dataset("id,text,y,sex\n1,a,p,F\n2,b,p,M\n", ""));
    assertThat(ingest.warned).contains("No row has the declared label label = n.");
    ingest = new Ingest(folder.resolve("second"));
    ingest.run(dataset("id,text,y,sex\n1,a,p,F\n2,b,n,M\n3,c,p,M\n", ""));
    assertThat(ingest.warned).contains("No row is in the declared group n-F.");
    assertThat(ingest.count("train/n-F")).isZero();
  }

  @Test
  void anExpressionThatFailsOnARowIsADataError() throws IOException {
    refused(
            ExitCode.DATA,
            dataset(GOOD, "attributes.sex.expression = \"if(cast(text as int) > 1, 'F', 'M')\""))
        .hasMessageContaining("CAST_INVALID_INPUT")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFullDiskIsNamedAndTheFolderIsNotTakenForFinished() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("tiny"));
    assumeTrue(
        mount("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()),
        "this user may not mount a file system of 64 KiB");
    try {
      StringBuilder csv = new StringBuilder("id,text,y,sex\n");
      new Random(1)
          .longs(20_000)
          .forEach(n -> csv.append(n).append(",t").append(~n).append(",p,F\n"));
      ingest = new Ingest(disk);
      refused(ExitCode.PARTIAL, dataset(csv.toString(), ""))
          .hasMessageContaining("no space is left")
          .hasMessageContaining("--run-dir");
    } finally {
      assertThat(mount("umount", disk.toString())).isTrue();
    }
  }

  private static boolean mount(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void nothingElseIsLeftInTheRunDirectory() throws IOException {
    ingest.run(dataset(GOOD, ""));
    List<String> outputs = ingest.manifest().outputs().stream().map(Manifest.Output::path).toList();
    try (var files = Files.walk(folder.resolve("run"))) {
      assertThat(files.filter(Files::isRegularFile))
          .hasSize(outputs.size() + 1)
          .noneMatch(file -> file.toString().endsWith(".crc"));
    }
  }
}
