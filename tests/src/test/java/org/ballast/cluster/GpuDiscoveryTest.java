package org.ballast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/gpu-discovery.sh with a pretended nvidia-smi of three devices. */
class GpuDiscoveryTest {
  private static final String SCRIPT =
      Path.of(System.getProperty("ballast.root"), "deploy/gpu-discovery.sh").toString();

  @TempDir Path folder;

  private record Said(int status, String text) {}

  @BeforeEach
  void pretend() throws IOException {
    nvidiaSmi(
        "case \"$*\" in *uuid*) printf '0, GPU-a\\n1, GPU-b\\n2, GPU-c\\n' ;;"
            + " *) printf '0\\n1\\n2\\n' ;; esac");
  }

  private void nvidiaSmi(String body) throws IOException {
    Path tool = folder.resolve("nvidia-smi");
    Files.writeString(tool, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Map<String, String> environment(String... more) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", folder + ":" + System.getenv("PATH"));
    environment.put("BALLAST_GPU_CLAIMS", folder.resolve("claims").toString());
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  private static Said run(List<String> command, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), text.trim());
  }

  private Said here(String... more) throws Exception {
    return run(List.of(SCRIPT), environment(more));
  }

  /** As an executor that has ended since. */
  private Said elsewhere(String... more) throws Exception {
    return run(List.of("bash", "-c", SCRIPT + "; true"), environment(more));
  }

  private static String gpus(String addresses) {
    return "{\"name\":\"gpu\",\"addresses\":[" + addresses + "]}";
  }

  @Test
  void aWorkerIsToldOfAll() throws Exception {
    assertThat(here()).isEqualTo(new Said(0, gpus("\"0\",\"1\",\"2\"")));
    assertThat(folder.resolve("claims")).doesNotExist();
  }

  @Test
  void executorsOfYarnTakeWhatNoOtherHas() throws Exception {
    assertThat(here("CONTAINER_ID", "c1")).isEqualTo(new Said(0, gpus("\"0\"")));
    assertThat(here("CONTAINER_ID", "c2", "BALLAST_GPUS", "2"))
        .isEqualTo(new Said(0, gpus("\"1\",\"2\"")));
    Said third = here("CONTAINER_ID", "c3");
    assertThat(third.status()).isEqualTo(1);
    assertThat(third.text())
        .startsWith("Cannot find GPUs: expected 1 that no other executor has, found 0");
  }

  @Test
  void aClaimEndsWithItsProcess() throws Exception {
    assertThat(elsewhere("CONTAINER_ID", "c1", "BALLAST_GPUS", "3").text())
        .isEqualTo(gpus("\"0\",\"1\",\"2\""));
    assertThat(here("CONTAINER_ID", "c2")).isEqualTo(new Said(0, gpus("\"0\"")));
    // The same process number, begun at another time.
    Files.writeString(folder.resolve("claims/GPU-b"), ProcessHandle.current().pid() + " 1\n");
    assertThat(here("CONTAINER_ID", "c3").text()).isEqualTo(gpus("\"1\""));
  }

  @Test
  void manyAtOnceNeverShareOne() throws Exception {
    List<Process> scripts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ProcessBuilder builder = new ProcessBuilder(SCRIPT).redirectErrorStream(true);
      builder.environment().putAll(environment("CONTAINER_ID", "c" + i));
      scripts.add(builder.start());
    }
    List<String> found = new ArrayList<>();
    for (Process script : scripts) {
      String text = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (script.waitFor() == 0) {
        found.add(text.trim());
      }
    }
    assertThat(found).containsExactlyInAnyOrder(gpus("\"0\""), gpus("\"1\""), gpus("\"2\""));
  }

  @Test
  void saysWhatIsWrongWithTheTool() throws Exception {
    nvidiaSmi("echo 'No devices were found'");
    assertThat(here().text())
        .contains("expected an index per line from nvidia-smi, found: No devices");
    assertThat(here("CONTAINER_ID", "c").status()).isEqualTo(1);
    nvidiaSmi("exit 9");
    Said failed = here();
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.text()).contains("nvidia-smi failed or is not there");
  }
}
