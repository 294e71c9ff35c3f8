package org.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The entry point: {@code ballast.jar} on one machine and under spark-submit alike. */
@Command(
    name = "ballast",
    description = {
      "Measures how a finetuning set is biased, changes it per group, trains one prompt per control",
      "vector for a frozen model, and lays the results out as a Pareto front to choose from.",
      ""
    },
    versionProvider = Main.OwnVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    scope = CommandLine.ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything asked for is there, newly made or already",
      "1:something unexpected",
      "2:arguments, configuration or a missing input; nothing was started",
      "3:a part of what was asked for is missing",
      "4:the data was refused"
    },
    subcommands = {
      Commands.Ingest.class,
      Commands.Audit.class,
      Commands.Curate.class,
      Commands.Sweep.class,
      Commands.Front.class,
      Commands.Score.class,
      Commands.All.class,
      Commands.Status.class,
      Commands.Clean.class,
      Commands.Import.class,
      Commands.DescribeConfig.class,
      Commands.Version.class
    })
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    if (YarnDriver.isHere()) {
      YarnDriver.run(args);
    } else {
      System.exit(run(args, new PrintWriter(System.err, true, UTF_8)));
    }
  }

  /** Runs a command and returns its status; errors go to {@code err}. */
  static int run(String[] args, PrintWriter err) {
    return new CommandLine(new Main())
        .setErr(err)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, err))
        .execute(args);
  }

  private static int failed(Exception e, PrintWriter err) {
    if (e instanceof JobException known) {
      err.println("ballast: " + known.getMessage());
      return known.exitCode().status();
    }
    err.println("ballast: unexpected " + e);
    Logs.file().ifPresent(file -> err.println("The log has more: " + file));
    Logs.unexpected(e);
    return ExitCode.UNEXPECTED.status();
  }

  /** The version for {@code --version}. */
  static final class OwnVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ballast " + Versions.ballast()};
    }
  }
}
