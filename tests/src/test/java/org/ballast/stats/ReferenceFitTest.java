package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ballast.group.GroupCounts;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupGrid.Axis;
import org.junit.jupiter.api.Test;

class ReferenceFitTest {
  private static ReferenceFit fit(Map<String, Double> shares, long... counts) {
    List<String> names = List.of("a", "b", "c").subList(0, counts.length);
    GroupGrid grid = new GroupGrid(List.of(new Axis("kind", names)));
    return ReferenceFit.of(
        "train",
        new GroupCounts(grid, counts),
        shares,
        new AuditSettings(0.95, 20_000, 17, 0, Map.of(), "spam", 30));
  }

  private static Measure goodness(ReferenceFit fit) {
    return Objects.requireNonNull(fit.measures().get("goodness_of_fit"));
  }

  @Test
  void equalsSciPyAndStatsmodels() {
    ReferenceFit fit = fit(Map.of("a", 0.5, "b", 0.5), 130, 450);
    // scipy.stats.chisquare([130, 450], [290, 290])
    assertThat(goodness(fit).value()).isCloseTo(176.55172413793105, withinPercentage(1e-9));
    assertThat(goodness(fit).pValue()).isCloseTo(2.7438370963307205e-40, withinPercentage(1e-6));
    ReferenceFit.Value a = fit.values().get(0);
    assertThat(a.gap().value()).isCloseTo(130.0 / 580 - 0.5, within(1e-12));
    // proportion_confint(130, 580, method='wilson') - .5
    assertThat(a.gap().low()).isCloseTo(-0.3079216557569593, within(1e-9));
    assertThat(a.gap().high()).isCloseTo(-0.2401723433337707, within(1e-9));
    assertThat(a.ratio().value()).isCloseTo(260.0 / 580, within(1e-12));
    assertThat(a.ratio().low()).isCloseTo(2 * (0.5 - 0.3079216557569593), within(1e-9));
  }

  @Test
  void smallSamplesAreComparedWithDrawnOnes() {
    Measure fit = goodness(fit(Map.of("a", 0.2, "b", 0.3, "c", 0.5), 1, 6, 1));
    // scipy.stats.chisquare; p as the sum of scipy.stats.multinomial.pmf over samples as extreme
    assertThat(fit.value()).isCloseTo(7.875, withinPercentage(1e-9));
    assertThat(fit.pValue()).isCloseTo(0.0276007, within(0.005));
    assertThat(fit.method()).contains("drawn samples, seed 17");
  }

  @Test
  void whatIsUndefinedSaysWhy() {
    assertThat(goodness(fit(Map.of("a", 0.5, "b", 0.4), 3, 4)).undefinedBecause())
        .contains("do not sum to 1");
    assertThat(goodness(fit(Map.of("a", 1.0), 3, 4)).undefinedBecause())
        .isEqualTo("a declared value has no reference share");
    ReferenceFit zero = fit(Map.of("a", 1.0, "b", 0.0), 3, 4);
    assertThat(goodness(zero).undefinedBecause()).contains("has the reference share 0");
    assertThat(zero.values().get(1).ratio().undefinedBecause())
        .isEqualTo("the reference share is 0");
    assertThat(goodness(fit(Map.of("a", 0.5, "b", 0.5), 0, 0)).undefinedBecause())
        .isEqualTo("the split has no row");
    assertThat(goodness(fit(Map.of("a", 1.0), 3)).undefinedBecause())
        .isEqualTo("only one value is declared");
  }
}
