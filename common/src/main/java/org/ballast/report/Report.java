package org.ballast.report;

import java.util.List;

/** One HTML file that shows a run: no network, no script, every value from the data escaped. */
public final class Report {
  /** The name of the file. */
  public static final String FILE = "report.html";

  private final ReportInput input;

  private Report(ReportInput input) {
    this.input = input;
  }

  /** The whole document. */
  public static String of(ReportInput input) {
    return Page.of("Ballast report: " + HeaderSection.name(input), new Report(input)::body);
  }

  /** The trials whose history a report of this front shows. */
  public static List<String> trialsWithCurves(FrontResult front) {
    return TrainingSection.candidates(front).stream().map(p -> p.trials().get(0)).toList();
  }

  private void body(Html html) {
    new HeaderSection(input).write(html);
    html.open("main");
    new ChoiceSection(input).write(html);
    new ResultSection(input.front()).write(html);
    new FrontFigure(input.front()).write(html);
    new GroupFigure(input.front()).write(html);
    new CurveSection(input.front()).write(html);
    new TrainingSection(input).write(html);
    new DataSection(input).write(html);
    new TrialSection(input).write(html);
    new SettingsSection(input).write(html);
    html.element(
        "footer",
        "Made by Ballast from the files of the run directory. The numbers of this page are in front.json and front.parquet beside it.");
    html.close();
  }
}
