package org.ballast.report;

import java.util.Locale;

/**
 * How a method looks in figures: a colour and a shape, so that neither is needed alone; colours of
 * Okabe and Ito (2008).
 */
enum MethodStyle {
  LINEAR_PROBE("#56B4E9", "M-5 -5H5V5H-5Z"),
  ERM(
      "#4D4D4D",
      "M-5.5 -3.2L-3.2 -5.5L0 -2.3L3.2 -5.5L5.5 -3.2L2.3 0L5.5 3.2L3.2 5.5L0 2.3L-3.2 5.5L-5.5 3.2L-2.3 0Z"),
  REWEIGHT("#CC79A7", "M0 -7L6.2 0L0 7L-6.2 0Z"),
  CPT("#0072B2", "M-5.5 0A5.5 5.5 0 1 1 5.5 0A5.5 5.5 0 1 1 -5.5 0Z"),
  SCALARIZED("#E69F00", "M0 6.5L6.2 -5H-6.2Z"),
  GROUPDRO("#009E73", "M0 -6.5L6.2 5H-6.2Z"),
  /** A method that this report does not know. */
  OTHER("#D55E00", "M-2 -6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z");

  private final String colour;
  private final String shape;

  MethodStyle(String colour, String shape) {
    this.colour = colour;
    this.shape = shape;
  }

  String colour() {
    return colour;
  }

  /** An SVG path about the origin, some 12 units wide. */
  String shape() {
    return shape;
  }

  static MethodStyle of(String method) {
    for (MethodStyle style : values()) {
      if (style.key().equals(method)) {
        return style;
      }
    }
    return OTHER;
  }

  private String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
