package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumTest {

  private static ExactSum sum(List<Double> numbers) {
    return numbers.stream().map(ExactSum::of).reduce(ExactSum.NONE, ExactSum::plus);
  }

  @Test
  void sumDoesNotDependOnTheOrder() {
    Random random = new Random(6);
    List<Double> numbers =
        new ArrayList<>(
            random
                .doubles(5000)
                .map(x -> x * Math.pow(10, random.nextInt(6) - 3))
                .boxed()
                .toList());
    ExactSum sum = sum(numbers);
    double exact =
        numbers.stream()
            .map(BigDecimal::new)
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .doubleValue();
    assertThat(sum.value()).isCloseTo(exact, within(1e-15 * exact));
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(numbers, random);
      assertThat(sum(numbers)).isEqualTo(sum);
      assertThat(sum(numbers.subList(0, 999)).plus(sum(numbers.subList(999, 5000)))).isEqualTo(sum);
    }
  }

  @Test
  void onceTimesManyIsManyTimesOne() {
    Double[] thirds = new Double[1000];
    Arrays.fill(thirds, 1 / 3.0);
    assertThat(ExactSum.of(1 / 3.0).times(1000)).isEqualTo(sum(List.of(thirds)));
    assertThat(ExactSum.of(1 / 3.0).times(4_000_000_000L).value()).isCloseTo(4e9 / 3, within(1e-6));
  }

  @Test
  void numbersAreRoundedBelowTheirLastPlaceOnly() {
    for (double x : new double[] {0, 1, 0.1, 0.875, 36.04365338911715, 1299.1449517}) {
      assertThat(ExactSum.of(x).value()).isCloseTo(x, within(0x1p-53));
    }
  }
}
