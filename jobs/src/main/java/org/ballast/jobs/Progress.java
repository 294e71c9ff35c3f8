package org.ballast.jobs;

/** What a job tells the person who started it, while Spark's own messages go to the log. */
public interface Progress {
  /** A line, or several, that stay. */
  void say(String text);

  /** Where a long step stands; the next status or line replaces it. */
  void status(String text);

  /** Something that the person should know although the job goes on. */
  void warn(String text);
}
