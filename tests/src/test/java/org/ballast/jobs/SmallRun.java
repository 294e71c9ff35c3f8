package org.ballast.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ballast.config.ConfigLoader;
import org.ballast.engine.TinyBert;
import org.ballast.run.Existing;
import org.ballast.run.RunStore;
import org.ballast.spark.RunStores;
import org.ballast.spark.SharedSpark;

/**
 * A run small enough for a test: 400 generated rows in which label and attribute go together, and a
 * random encoder of four layers.
 */
public final class SmallRun {
  private final Path folder;
  private final Path config;
  private final List<String> said = new ArrayList<>();

  /** Writes rows, model and configuration into a folder. */
  public SmallRun(Path folder, String trials) {
    this(folder);
    try {
      Files.createDirectories(folder);
      TinyBert.write(Files.createDirectories(folder.resolve("model")));
      Files.writeString(folder.resolve("rows.csv"), rows());
      Files.writeString(config, configuration(trials));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SmallRun(Path folder) {
    this.folder = folder;
    this.config = folder.resolve("small.conf");
  }

  /** A run of other rows and another model, in a folder that is there. */
  static SmallRun of(Path folder, String configuration) throws IOException {
    SmallRun run = new SmallRun(folder);
    Files.writeString(run.config, configuration);
    return run;
  }

  private static String rows() {
    Random random = new Random(5);
    StringBuilder csv = new StringBuilder("id,y,s,text\n");
    for (int i = 0; i < 400; i++) {
      boolean y = random.nextBoolean();
      boolean s = random.nextDouble() < 0.8 ? y : !y;
      csv.append("r").append(i).append(y ? ",yes," : ",no,").append(s ? "one," : "two,");
      csv.append(words(random, y, s)).append("\n");
    }
    return csv.toString();
  }

  private static String words(Random random, boolean y, boolean s) {
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < 4; k++) {
      int word = random.nextInt(5) + (random.nextDouble() < 0.5 ? (y ? 10 : 15) : (s ? 20 : 25));
      text.append("w").append(word).append(' ');
    }
    return text.toString().trim();
  }

  private String configuration(String trials) {
    return """
        ballast {
          dataset {
            format = csv
            paths = ["%1$s/rows.csv"]
            id = id
            label { name = y, values = [no, yes] }
            attributes { s { values = [one, two] } }
            shards = 2
          }
          curate.variants { even { plan = swap, target = 0 } }
          backbone { path = "%1$s/model", max-tokens = 16, pad-to = 8 }
          prompt { tokens = 2, layers = 2 }
          train { steps = 12, rows-per-group = 4, evaluate-every = 6 }
          audit { resamples = 100 }
          sweep { trials = %2$s }
        }
        """
        .formatted(folder, trials);
  }

  /** The configuration's file. */
  public Path config() {
    return config;
  }

  /** The run directory. */
  public Path directory() {
    return folder.resolve("run");
  }

  /** What the jobs said so far. */
  public String said() {
    return String.join("\n", said);
  }

  /** A context in the shared session. */
  public JobContext context(String... overrides) {
    return context(RunStores.open(directory().toString(), Map.of()), overrides);
  }

  /** The same with another run directory. */
  JobContext context(RunStore store, String... overrides) {
    return new JobContext(
        ConfigLoader.load(config, List.of(overrides)),
        store,
        SharedSpark::session,
        new Recorder(),
        Map.of("java", "17"),
        false,
        Existing.KEEP,
        () -> false);
  }

  private final class Recorder implements Progress {
    @Override
    public synchronized void say(String text) {
      said.add(text);
    }

    @Override
    public void status(String text) {}

    @Override
    public synchronized void warn(String text) {
      said.add("warning: " + text);
    }
  }
}
