package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;
import org.junit.jupiter.api.Test;

/** The Hadoop store over Hadoop's own local file system, the only one that needs no server. */
final class HadoopRunStoreTest extends RunStoreContract {
  @Override
  RunStore store() throws IOException {
    return new HadoopRunStore(folder.toUri().toString(), SparkSettings.hadoop(Map.of()));
  }

  @Test
  void temporaryFilesAreGoneAfterALostRace() throws IOException {
    store().createIfAbsent("a/b", new byte[1]);
    store().createIfAbsent("a/b", new byte[2]);
    store().replace("a/b", new byte[3]);
    assertThat(folder.resolve("a").toFile().list()).containsExactly("b");
  }

  @Test
  void anUnknownSchemeIsAnErrorThatSaysWhatToDo() {
    assertThatThrownBy(() -> RunStores.open("nowhere://host/run", Map.of()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("nowhere://host/run")
        .hasMessageContaining("class path")
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void fileUrisAreLocal() {
    assertThat(RunStores.open("file:/tmp/a%20b", Map.of()).uri("c"))
        .isEqualTo("file:///tmp/a%20b/c");
    assertThat(RunStores.open("file:///tmp/x", Map.of())).isInstanceOf(LocalRunStore.class);
    assertThat(RunStores.open("runs/x", Map.of())).isInstanceOf(LocalRunStore.class);
  }
}
