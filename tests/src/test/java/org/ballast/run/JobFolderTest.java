package org.ballast.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobFolderTest {
  private static final List<Manifest.Input> INPUTS = List.of(new Manifest.Input("ingest", 7, "f"));

  private final MemoryRunStore store = new MemoryRunStore();
  private final JobFolder folder = new JobFolder(store, "audit/original", "audit");

  private Manifest make(String configHash, Existing existing) {
    assertThat(folder.begin(configHash, INPUTS, existing)).isTrue();
    store.replace(folder.file("audit.json"), "abc".getBytes(UTF_8));
    return folder.commit(
        configHash, INPUTS, 17, Map.of("java", "17"), Instant.EPOCH, Map.of("rows", 3L));
  }

  @Test
  void writesWhatItHashed() {
    Manifest manifest = make("h1", Existing.KEEP);
    // printf abc | sha256sum
    assertThat(manifest.outputs())
        .containsExactly(
            new Manifest.Output(
                "audit/original/audit.json",
                3,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    assertThat(folder.finished()).isEqualTo(manifest);
    assertThat(manifest.counts()).containsEntry("rows", 3L);
  }

  @Test
  void isMadeOnce() {
    make("h1", Existing.KEEP);
    assertThat(folder.begin("h1", INPUTS, Existing.KEEP)).isFalse();
  }

  @Test
  void refusesAnotherConfigurationAndOtherInputsUnlessToldToReplace() {
    make("h1", Existing.KEEP);
    assertThatThrownBy(() -> folder.begin("h2", INPUTS, Existing.KEEP))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("it was made from another configuration")
        .hasMessageContaining("--replace");
    assertThatThrownBy(() -> folder.begin("h1", List.of(), Existing.KEEP))
        .hasMessageContaining("it was made from other inputs");
    assertThat(make("h2", Existing.REPLACE).configHash()).isEqualTo("h2");
  }

  @Test
  void removesTheLeftoversOfAnUnfinishedJob() {
    store.replace("audit/original/half.parquet", new byte[3]);
    store.replace("audit/other/whole.parquet", new byte[3]);
    assertThat(folder.begin("h1", INPUTS, Existing.KEEP)).isTrue();
    assertThat(store.files("audit")).containsExactly("audit/other/whole.parquet");
  }

  @Test
  void namesTheJobThatIsMissing() {
    assertThatThrownBy(folder::finished)
        .hasMessageContaining("expected a finished audit, found none. Run `ballast audit`");
  }

  @Test
  void namesAManifestThatCannotBeRead() {
    store.replace("audit/original/manifest.json", "{".getBytes(UTF_8));
    assertThatThrownBy(folder::manifest)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("memory:/run/audit/original/manifest.json");
  }

  @Test
  void changesItsFingerprintWithEveryOutput() {
    Manifest one = make("h1", Existing.KEEP);
    store.replace(folder.file("more.json"), new byte[0]);
    folder.reopen();
    Manifest two = folder.commit("h1", INPUTS, 17, Map.of(), Instant.EPOCH, Map.of());
    assertThat(two.asInput("audit/original").fingerprint())
        .isNotEqualTo(one.asInput("audit/original").fingerprint());
  }
}
