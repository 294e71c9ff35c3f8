package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BenjaminiHochbergTest {

  @Test
  void equalsSciPy() {
    // scipy.stats.false_discovery_control([.01, .04, .03, .005, .2, .04])
    assertThat(BenjaminiHochberg.adjust(new double[] {.01, .04, .03, .005, .2, .04}))
        .containsExactly(new double[] {.03, .048, .048, .03, .2, .048}, within(1e-15));
  }

  @Test
  void noTestAndOneTestStayAsTheyAre() {
    assertThat(BenjaminiHochberg.adjust(new double[0])).isEmpty();
    assertThat(BenjaminiHochberg.adjust(new double[] {0.3})).containsExactly(0.3);
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatThrownBy(() -> BenjaminiHochberg.adjust(new double[] {Double.NaN}))
        .hasMessage("Cannot adjust the p-value NaN");
    assertThatThrownBy(() -> BenjaminiHochberg.adjust(new double[] {1.1}))
        .hasMessage("Cannot adjust the p-value 1.1");
  }
}
