package org.ballast.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.ballast.run.RunStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every run store must do. */
abstract class RunStoreContract {
  @TempDir Path folder;

  abstract RunStore store() throws IOException;

  @Test
  void theFirstToCreateWinsAndItsContentStays() throws IOException {
    assertThat(store().createIfAbsent("a/b.json", "first".getBytes(UTF_8))).isTrue();
    assertThat(store().createIfAbsent("a/b.json", "second".getBytes(UTF_8))).isFalse();
    assertThat(store().read("a/b.json")).asString(UTF_8).isEqualTo("first");
  }

  @Test
  void replacingTakesTheNameOver() throws IOException {
    store().replace("a/b.json", "first".getBytes(UTF_8));
    store().replace("a/b.json", "second".getBytes(UTF_8));
    assertThat(store().read("a/b.json")).asString(UTF_8).isEqualTo("second");
  }

  @Test
  void listsAreSortedAndShowNothingElse() throws IOException {
    RunStore store = store();
    for (String path : new String[] {"z.json", "a/c.json", "a/b/d.json", "m.json"}) {
      store.createIfAbsent(path, path.getBytes(UTF_8));
    }
    assertThat(store.list("")).containsExactly("a", "m.json", "z.json");
    assertThat(store.list("a")).containsExactly("b", "c.json");
    assertThat(store.files("")).containsExactly("a/b/d.json", "a/c.json", "m.json", "z.json");
    assertThat(store.files("a")).containsExactly("a/b/d.json", "a/c.json");
    assertThat(store.list("nothing")).isEmpty();
    assertThat(store.files("nothing")).isEmpty();
    assertThat(store.bytes("a/b/d.json")).isEqualTo(10);
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException {
    RunStore store = store();
    assertThat(store.exists("a")).isFalse();
    assertThatThrownBy(() -> store.read("a")).isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> store.open("a")).isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> store.bytes("a")).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void deletingTakesAllThatIsInAFolder() throws IOException {
    RunStore store = store();
    store.createIfAbsent("a/b/c.json", new byte[1]);
    store.delete("a");
    store.delete("a");
    assertThat(store.exists("a")).isFalse();
    assertThat(store.createIfAbsent("a/b/c.json", new byte[1])).isTrue();
  }

  @Test
  void aLargeFileIsWrittenAnewAsAStream() throws IOException {
    RunStore store = store();
    for (int size : new int[] {300_000, 100_000}) {
      try (OutputStream out = store.create("big/file")) {
        out.write(new byte[size]);
      }
      assertThat(store.bytes("big/file")).isEqualTo(size);
    }
  }

  @Test
  void theUriIsAbsoluteAndHasNoSlashAtTheEnd() throws IOException {
    store().createIfAbsent("a/b", new byte[0]);
    assertThat(store().uri("a/b")).contains(":/").endsWith("/a/b");
    assertThat(store().uri("a")).endsWith("/a");
    assertThat(store().uri("")).doesNotEndWith("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", "../x", "a/../../x", "/etc/passwd", "a//b", "a/", ".", "a\\b", "\0"})
  void pathsThatLeadOutAreRefused(String path) throws IOException {
    RunStore store = store();
    assertThatThrownBy(() -> store.replace(path, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("relative to the run directory");
    assertThatThrownBy(() -> store.delete(path)).isInstanceOf(IllegalArgumentException.class);
  }
}
