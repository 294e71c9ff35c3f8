package org.ballast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.ballast.group.GroupCounts;
import org.junit.jupiter.api.Test;

class CellAssociationTest {
  private static List<CellAssociation> cells(long... counts) {
    return CellAssociation.open("train", Counted.spamByHtml(counts), 0.95);
  }

  private static Measure measure(CellAssociation cell, String name) {
    return Objects.requireNonNull(cell.measures().get(name));
  }

  private static void assertMeasure(Measure m, double value, double low, double high) {
    assertThat(m.value()).isCloseTo(value, withinPercentage(1e-8));
    assertThat(m.low()).isCloseTo(low, withinPercentage(1e-5));
    assertThat(m.high()).isCloseTo(high, withinPercentage(1e-5));
  }

  @Test
  void valuesAndIntervalsEqualTheDeltaMethodByNumericGradient() {
    // NumPy: ln(p/(pi pj)) of [[20, 380], [110, 70]] and its multinomial delta method with central
    // differences; the same of that / -ln p
    CellAssociation cell = cells(20, 380, 110, 70).get(0);
    assertThat(cell.expected()).isCloseTo(400.0 * 130 / 580, within(1e-12));
    assertMeasure(
        measure(cell, "pmi"), -1.5002386204691083, -1.8865692745695508, -1.1139079663686657);
    assertMeasure(
        measure(cell, "npmi"), -0.44553217068401574, -0.5077551991118939, -0.3833091422561375);
    assertMeasure(
        measure(cell, "lift"),
        0.22307692307692312,
        0.1515909847986384,
        Math.exp(-1.1139079663686657));
  }

  @Test
  void aCellWithoutRowsHasALiftOfZeroAndNoInformation() {
    CellAssociation cell = cells(0, 400, 110, 70).get(0);
    assertThat(measure(cell, "pmi").undefinedBecause())
        .isEqualTo("no row has spam=ham, html=html: it is minus infinity");
    assertThat(measure(cell, "npmi").undefinedBecause()).contains("minus infinity");
    Measure lift = measure(cell, "lift");
    assertThat(lift.value()).isZero();
    // statsmodels.stats.proportion.proportion_confint(0, 110, method='wilson')[1] / (400 / 580)
    assertThat(lift.high()).isCloseTo(0.0337439352981642 * 580 / 400, withinPercentage(1e-6));
  }

  @Test
  void aValueWithoutRowsOrATableOfOneCellSaysWhy() {
    assertThat(measure(cells(0, 400, 0, 70).get(0), "lift").undefinedBecause())
        .contains("no row has one of the two values");
    CellAssociation only = cells(7, 0, 0, 0).get(0);
    assertThat(measure(only, "pmi").value()).isZero();
    assertThat(measure(only, "pmi").method()).contains("no interval: its variance is 0");
    assertThat(measure(only, "npmi").undefinedBecause()).contains("every row lies in this cell");
    assertThat(measure(cells(0, 0, 0, 0).get(0), "pmi").undefinedBecause()).contains("no row");
  }

  @Test
  void aPerfectPairHasAnInformationOfOne() {
    assertThat(measure(cells(30, 0, 0, 50).get(0), "npmi").value()).isCloseTo(1, within(1e-12));
    assertThat(measure(cells(30, 0, 0, 50).get(3), "lift").value()).isCloseTo(1.6, within(1e-12));
  }

  @Test
  void informationOnAverageIsTheTablesMutualInformation() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 200; i++) {
      GroupCounts counts = Counted.spamByHtml(random.longs(4, 1, 1L << 40).toArray());
      double sum = 0;
      for (CellAssociation cell : CellAssociation.open("x", counts, 0.95)) {
        double share = (double) counts.count(cell.group()) / counts.total();
        sum += share * Objects.requireNonNull(measure(cell, "pmi").value());
        assertThat(measure(cell, "npmi").value()).isBetween(-1.0, 1.0);
        assertThat(Math.log(Objects.requireNonNull(measure(cell, "lift").value())))
            .isCloseTo(measure(cell, "pmi").value(), within(1e-12));
      }
      assertThat(sum).isCloseTo(MutualInformation.nats(ContingencyTable.of(counts)), within(1e-12));
    }
  }
}
