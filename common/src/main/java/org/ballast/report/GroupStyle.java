package org.ballast.report;

/** How the lines of groups look: a colour (Okabe and Ito 2008) and a dash. */
final class GroupStyle {
  private static final String[] COLOURS = {
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#4D4D4D", "#E69F00", "#56B4E9"
  };
  private static final String[] DASHES = {"none", "7 3", "2 2.5", "9 3 2 3"};

  private GroupStyle() {}

  static String colour(int index) {
    return COLOURS[index % COLOURS.length];
  }

  static String dash(int index) {
    return DASHES[index % DASHES.length];
  }
}
