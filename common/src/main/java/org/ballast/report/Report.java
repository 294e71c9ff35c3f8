package org.ballast.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One HTML file that shows a run: no network, no script, every value from the data escaped. */
public final class Report {
  /** The name of the file. */
  public static final String FILE = "report.html";

  private final ReportInput input;
  private final Html html = new Html();

  private Report(ReportInput input) {
    this.input = input;
  }

  /** The whole document. */
  public static String of(ReportInput input) {
    return new Report(input).document();
  }

  /** The trials whose history a report of this front shows. */
  public static List<String> trialsWithCurves(FrontResult front) {
    return TrainingSection.candidates(front).stream().map(p -> p.trials().get(0)).toList();
  }

  private String document() {
    html.open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml");
    head();
    html.open("body");
    new HeaderSection(input).write(html);
    html.open("main");
    new ChoiceSection(input).write(html);
    new ResultSection(input.front()).write(html);
    new FrontFigure(input.front()).write(html);
    new GroupFigure(input.front()).write(html);
    new TrainingSection(input).write(html);
    new DataSection(input).write(html);
    new TrialSection(input).write(html);
    new SettingsSection(input).write(html);
    html.element(
        "footer",
        "Made by Ballast from the files of the run directory. The numbers of this page are in front.json and front.parquet beside it.");
    html.close().close().close();
    return html.document();
  }

  private void head() {
    html.open("head").empty("meta", "charset", "utf-8");
    html.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", "Ballast report: " + HeaderSection.name(input));
    html.style(css());
    html.close();
  }

  private static String css() {
    try (InputStream in = Report.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("The style sheet of the report is not on the class path.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
