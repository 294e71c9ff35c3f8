package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.ballast.config.RunConfig.Device;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuChoiceTest {
  private static List<String> addresses(String text) {
    return text == null ? List.of() : List.of(text.split("\\+"));
  }

  @ParameterizedTest
  @CsvSource({
    // standalone: the script counts as libtorch does
    "auto, 0,   '',      2, 0",
    "auto, 1,   '',      2, 1",
    "gpu,  1,   '',      2, 1",
    // a pod has one GPU, which both call 0
    "auto, 0,   '',      1, 0",
    // with CUDA_VISIBLE_DEVICES the place in that list counts
    "auto, 3,   '2,3',   2, 1",
    "auto, 2,   '2, 3',  2, 0",
    "auto, GPU-b, 'GPU-a,GPU-b', 2, 1",
    // local mode with a GPU that was asked for
    "gpu,  ,    '',      1, 0",
  })
  void takesTheDeviceOfTheAddress(
      String setting, String address, String visible, int gpus, int expected) {
    Device device = Device.valueOf(setting.toUpperCase(java.util.Locale.ROOT));
    assertThat(new GpuChoice(device, addresses(address), visible, gpus).index())
        .isEqualTo(OptionalInt.of(expected));
  }

  @ParameterizedTest
  @CsvSource({"cpu, 0, '', 2", "auto, , '', 2", "auto, 1, '', 0", "cpu, , '', 0"})
  void takesTheProcessorWhereNoGpuIsMeantOrSeen(
      String setting, String address, String visible, int gpus) {
    Device device = Device.valueOf(setting.toUpperCase(java.util.Locale.ROOT));
    assertThat(new GpuChoice(device, addresses(address), visible, gpus).index()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gpu,  0,     '',    0, 'libtorch sees none'",
    "gpu,  ,      '',    0, 'expected one'",
    "auto, 2,     '',    2, 'the address 2'",
    "auto, 0,     '2,3', 2, 'CUDA_VISIBLE_DEVICES=2,3'",
    "auto, GPU-a, '',    2, 'the address GPU-a'",
  })
  void refusesAnAddressThatLibtorchDoesNotSee(
      String setting, String address, String visible, int gpus, String message) {
    Device device = Device.valueOf(setting.toUpperCase(java.util.Locale.ROOT));
    assertThatThrownBy(() -> new GpuChoice(device, addresses(address), visible, gpus).index())
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageStartingWith("Cannot train on a GPU: expected")
        .hasMessageContaining(message);
  }
}
