package org.ballast.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Reads values off a drawn curve as an eye does: by the marks of its axes. */
final class CurvePlot {
  private static final Pattern PLACE = Pattern.compile("translate\\(([-0-9.]+) ([-0-9.]+)\\)");
  private static final Pattern WHISKER =
      Pattern.compile("M([0-9.]+) ([0-9.]+)V([0-9.]+)((?:M[0-9.]+ [0-9.]+h6)*)");
  private final Element svg;

  /**
   * A place.
   *
   * @param across value on the horizontal axis
   * @param up value on the vertical axis, per cent
   */
  record Place(double across, double up, String said) {}

  /** A whisker, per cent, and how many of its ends are closed. */
  record Whisker(double across, double low, double high, int ends) {}

  CurvePlot(Document document, String id) {
    this.svg =
        elements(document.getDocumentElement(), "svg").stream()
            .filter(s -> s.getAttribute("aria-labelledby").startsWith(id + "-title "))
            .findFirst()
            .orElseThrow();
  }

  static List<Element> elements(Element parent, String tag) {
    NodeList nodes = parent.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** The dots, in the order in which they are drawn. */
  List<Place> dots() {
    return marked("point");
  }

  List<Place> rings() {
    return marked("ring");
  }

  private List<Place> marked(String css) {
    List<Place> places = new ArrayList<>();
    for (Element group : elements(svg, "g")) {
      Matcher place = PLACE.matcher(group.getAttribute("transform"));
      if (group.getAttribute("class").equals(css) && place.matches()) {
        places.add(
            new Place(
                across(Double.parseDouble(place.group(1))),
                up(Double.parseDouble(place.group(2))),
                elements(group, "title").get(0).getTextContent()));
      }
    }
    return places;
  }

  List<Whisker> whiskers() {
    List<Whisker> whiskers = new ArrayList<>();
    for (Element path : elements(svg, "path")) {
      Matcher whisker = WHISKER.matcher(path.getAttribute("d"));
      if (whisker.matches() && path.getAttribute("stroke-dasharray").equals("none")) {
        whiskers.add(
            new Whisker(
                across(Double.parseDouble(whisker.group(1))),
                up(Double.parseDouble(whisker.group(2))),
                up(Double.parseDouble(whisker.group(3))),
                whisker.group(4).split("h6", -1).length - 1));
      }
    }
    return whiskers;
  }

  private double across(double pixel) {
    return value(pixel, "x", t -> t.getAttribute("text-anchor").equals("middle"));
  }

  private double up(double pixel) {
    // the labels stand 4 pixels below their lines
    return value(pixel + 4, "y", t -> t.getAttribute("text-anchor").equals("end"));
  }

  /** By the first and the last mark of an axis. */
  private double value(double pixel, String coordinate, Predicate<Element> axis) {
    List<Element> marks =
        elements(svg, "text").stream()
            .filter(t -> t.getAttribute("class").equals("tick"))
            .filter(t -> !t.getTextContent().startsWith("test split"))
            .filter(axis)
            .toList();
    Element first = marks.get(0);
    Element last = marks.get(marks.size() - 1);
    double from = Double.parseDouble(first.getAttribute(coordinate));
    double to = Double.parseDouble(last.getAttribute(coordinate));
    double low = number(first);
    return low + (pixel - from) / (to - from) * (number(last) - low);
  }

  private static double number(Element mark) {
    return Double.parseDouble(mark.getTextContent().replace("\u2009", ""));
  }
}
