package org.ballast.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;

class ControlGridTest {

  @Test
  void listsAllInLexicographicOrder() {
    assertThat(
            new ControlGrid(Problems.grid(3), 4)
                .vectors().stream().map(ControlVector::weights).toList())
        .containsExactly(List.of(.25, .25, .5), List.of(.25, .5, .25), List.of(.5, .25, .25));
  }

  @Test
  void countsWhatItLists() {
    for (int m = 1; m <= 6; m++) {
      for (int n = m; n <= 10; n++) {
        ControlGrid lattice = new ControlGrid(Problems.grid(m), n);
        List<String> rows =
            lattice.vectors().stream()
                .map(v -> v.weights().stream().map(w -> "%.9f".formatted(w)))
                .map(w -> w.collect(Collectors.joining(" ")))
                .toList();
        assertThat(rows).hasSize(lattice.count()).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(new HashSet<>(rows)).hasSameSizeAs(rows);
        lattice
            .vectors()
            .forEach(
                v ->
                    assertThat(v.weights().stream().mapToDouble(w -> w).sum())
                        .isCloseTo(1, within(1e-12)));
      }
    }
  }

  // Python: math.comb(25, 3)
  @Test
  void countsWithoutListing() {
    assertThat(new ControlGrid(Problems.grid(4), 26).count()).isEqualTo(2300);
  }

  // Python: math.comb(63, 11)
  @Test
  void absurdSizesAreRefusedWithTheirCount() {
    assertThatThrownBy(() -> new ControlGrid(Problems.grid(12), 64))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot make a lattice of control vectors: expected at most 10000, found 615790256823"
                + " for 12 groups and 64 steps. Lower lattice or list the vectors under control.");
  }

  @Test
  void tooFewStepsAreRefused() {
    assertThatThrownBy(() -> new ControlGrid(Problems.grid(4), 3))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot make a lattice of control vectors: expected at least 4 steps for 4 groups,"
                + " found 3. Raise lattice to at least the number of groups.");
  }
}
