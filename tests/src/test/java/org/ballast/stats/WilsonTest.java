package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class WilsonTest {

  private static void assertShare(long k, long n, double level, double low, double high) {
    Measure share = Wilson.share(k, n, level, "none");
    assertThat(share.value()).isCloseTo((double) k / n, within(1e-15));
    assertThat(share.low()).isCloseTo(low, within(1e-10));
    assertThat(share.high()).isCloseTo(high, within(1e-10));
    assertThat(share.level()).isEqualTo(level);
  }

  @Test
  void equalsStatsmodelsAndSciPy() {
    // statsmodels.stats.proportion.proportion_confint(k, n, .05, 'wilson')
    assertShare(0, 10, 0.95, 0.0, 0.27753279986288926);
    assertShare(10, 10, 0.95, 0.7224672001371106, 1.0);
    assertShare(7, 10, 0.95, 0.39677814746114537, 0.8922087325936989);
    assertShare(206, 6046, 0.95, 0.02978701302721888, 0.038948913633205504);
    // scipy.stats.binomtest(7, 10).proportion_ci(.9, 'wilson')
    assertShare(7, 10, 0.9, 0.4416997958698351, 0.8731234160968021);
  }

  @Test
  void withoutTrialsItSaysWhy() {
    Measure none = Wilson.share(0, 0, 0.95, "it has no positive row");
    assertThat(none.value()).isNull();
    assertThat(none.undefinedBecause()).isEqualTo("it has no positive row");
  }

  @Test
  void refusesMoreSuccessesThanTrials() {
    assertThatThrownBy(() -> Wilson.share(3, 2, 0.95, ""))
        .hasMessage("Cannot state a share: found 3 of 2");
  }

  @Test
  void aMeasureIsFiniteAndHasEitherAValueOrAReason() {
    assertThatThrownBy(() -> Measure.of(Double.NaN, "x"))
        .hasMessage("Cannot state x: expected a finite number, found NaN");
    assertThatThrownBy(() -> new Measure(null, null, null, null, "x", null, null, null))
        .hasMessage("Cannot state x: expected either a value or why there is none.");
    assertThat(Objects.requireNonNull(Measure.of(1, "x").tested(0.5).adjusted(0.75).qValue()))
        .isEqualTo(0.75);
  }
}
