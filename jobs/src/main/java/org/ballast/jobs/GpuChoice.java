package org.ballast.jobs;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.ballast.config.RunConfig.Device;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * Which GPU a task trains on, as libtorch counts them.
 *
 * <p>Spark hands a task the address that the worker's discovery script found, and sets no
 * CUDA_VISIBLE_DEVICES. Without that variable libtorch counts as the script does; with it, libtorch
 * sees only the devices in that list and counts them by their place in it. In a pod there is one
 * GPU, and both count it as 0.
 *
 * @param setting what the configuration asks for
 * @param addresses the addresses that Spark gave to the task; empty in local mode and where no GPU
 *     was asked for
 * @param visible CUDA_VISIBLE_DEVICES, empty if unset
 * @param gpus how many libtorch sees; 0 for its CPU build
 */
record GpuChoice(Device setting, List<String> addresses, String visible, int gpus) {

  /**
   * The index; empty for the CPU.
   *
   * @throws JobException if a GPU was asked for and there is none, or the address names none that
   *     libtorch sees
   */
  OptionalInt index() {
    if (setting == Device.CPU || (setting == Device.AUTO && (gpus == 0 || addresses.isEmpty()))) {
      return OptionalInt.empty();
    }
    if (gpus == 0) {
      throw refused("libtorch sees none; give it the CUDA build, or set run.device = auto");
    }
    int index = addresses.isEmpty() ? 0 : place(addresses.get(0));
    if (index < 0 || index >= gpus) {
      throw refused(
          "libtorch sees "
              + gpus
              + " with CUDA_VISIBLE_DEVICES="
              + (visible.isEmpty() ? "unset" : visible));
    }
    return OptionalInt.of(index);
  }

  private int place(String address) {
    if (!visible.isEmpty()) {
      List<String> seen = Arrays.stream(visible.split(",")).map(String::trim).toList();
      return seen.indexOf(address);
    }
    return address.matches("[0-9]{1,4}") ? Integer.parseInt(address) : -1;
  }

  private JobException refused(String found) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot train on a GPU: expected "
            + (addresses.isEmpty() ? "one" : "the one with the address " + addresses.get(0))
            + ", found that "
            + found
            + ".");
  }
}
