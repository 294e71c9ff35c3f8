package org.ballast.cli;

import java.io.PrintStream;
import org.ballast.jobs.Progress;

/**
 * Progress on a terminal, where a status line is written over the last one, or in a file, where a
 * status becomes a line at most every {@value #QUIET_SECONDS} seconds.
 */
final class ConsoleProgress implements Progress {
  private static final int QUIET_SECONDS = 10;

  private final PrintStream out;
  private final boolean terminal;
  private int width;
  private long lastStatus;

  ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public synchronized void say(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  @Override
  public synchronized void status(String text) {
    if (terminal) {
      clear();
      String line = text.length() > 118 ? text.substring(0, 118) : text;
      out.print(line);
      width = line.length();
      out.flush();
    } else if (System.nanoTime() - lastStatus > QUIET_SECONDS * 1_000_000_000L) {
      lastStatus = System.nanoTime();
      out.println("  " + text);
      out.flush();
    }
  }

  @Override
  public synchronized void warn(String text) {
    say("warning: " + text);
  }

  private void clear() {
    if (width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      width = 0;
    }
  }
}
