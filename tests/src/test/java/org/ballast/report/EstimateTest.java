package org.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {
  private static final double[] FIVE = {.71, .75, .78, .69, .74};

  @Test
  void fiveSeedsHaveStudentsInterval() {
    // x = [.71, .75, .78, .69, .74]
    // scipy.stats.t.ppf(.975, 4) = 2.7764451051977934; scipy.stats.sem(x) = 0.015684387141358138
    // scipy.stats.t.interval(.95, 4, np.mean(x), scipy.stats.sem(x))
    //   = (0.690453160093349, 0.777546839906651)
    assertThat(Estimate.studentHalfWidth(FIVE, .95))
        .isCloseTo(2.7764451051977934 * 1.5684387141358138e-2, within(1e-13));
    Estimate estimate = Estimate.overSeeds(FIVE, .95);
    assertThat(estimate.mean()).isCloseTo(.734, within(1e-12));
    assertThat(estimate.low()).isCloseTo(.690453160093349, within(1e-12));
    assertThat(estimate.high()).isCloseTo(.777546839906651, within(1e-12));
    assertThat(estimate.method()).contains("5 seeds", "Student");
  }

  @Test
  void anIntervalOverSeedsStaysAmongShares() {
    Estimate estimate = Estimate.overSeeds(new double[] {.9, 1}, .95);
    assertThat(estimate.high()).isEqualTo(1);
    assertThat(estimate.low()).isBetween(0.0, .9);
  }

  @Test
  void oneSeedHasTheIntervalOfItsRowsOrNone() {
    // scipy.stats.binomtest(63, 84).proportion_ci(.95, 'wilson')
    //   = (0.6478572653412803, 0.8302768704513898)
    Estimate rows = Estimate.ofRows(.75, 84, .95, "ham-html");
    assertThat(rows.low()).isCloseTo(0.6478572653412803, within(1e-9));
    assertThat(rows.high()).isCloseTo(0.8302768704513898, within(1e-9));
    assertThat(rows.method()).contains("Wilson", "ham-html", "84 rows");
    assertThat(Estimate.overSeeds(new double[] {.8}, .95).low()).isNull();
  }

  @Test
  void overlapIsSharingAPoint() {
    Estimate low = new Estimate(.5, .4, .6, "");
    assertThat(low.overlaps(new Estimate(.7, .6, .8, ""))).isTrue();
    assertThat(low.overlaps(new Estimate(.7, .61, .8, ""))).isFalse();
    assertThat(low.overlaps(new Estimate(.55, null, null, ""))).isTrue();
    assertThat(low.overlaps(new Estimate(.65, null, null, ""))).isFalse();
  }
}
