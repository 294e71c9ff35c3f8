package org.ballast.stats;

/** What one column tells about the other, in nats (natural logarithm). */
public final class MutualInformation {
  private MutualInformation() {}

  /**
   * I = Σ p ln(p / (pᵢ pⱼ)) ≥ 0 of the observed shares (plug-in; its bias is about
   * (r−1)(k−1)/(2N)); 0 if the table is empty.
   */
  public static double nats(ContingencyTable t) {
    double sum = 0;
    for (int i = 0; i < t.rows(); i++) {
      for (int j = 0; j < t.columns(); j++) {
        long n = t.count(i, j);
        if (n > 0) {
          sum += n * Math.log(n / t.expected(i, j));
        }
      }
    }
    return t.total() == 0 ? 0 : Math.max(0, sum / t.total());
  }
}
