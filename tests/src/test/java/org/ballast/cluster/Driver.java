package org.ballast.cluster;

import java.time.Duration;

/** A running Ballast command: the driver of a Spark application, in client mode. */
final class Driver implements AutoCloseable {
  private final ChildJvm jvm;

  Driver(ChildJvm jvm) {
    this.jvm = jvm;
  }

  boolean isAlive() {
    return jvm.isAlive();
  }

  /** Its process's id. */
  long pid() {
    return jvm.handle().pid();
  }

  /**
   * Waits for its end.
   *
   * @return the exit status; 137 after {@link #kill()}
   * @throws AssertionError if it still runs after that time
   */
  int exitCode(Duration atMost) {
    return jvm.awaitEnd(atMost);
  }

  /** SIGKILL, and the wait for its end. */
  void kill() {
    jvm.kill();
  }

  /** SIGTERM; does not wait. */
  void terminate() {
    jvm.terminate();
  }

  /** What it said to its user and what Spark logged, so far. */
  String printed() {
    return jvm.printed();
  }

  /** The end of that, for messages. */
  String tail() {
    return jvm.tail();
  }

  /** Waits until it printed a text. */
  void awaitPrinted(String text, Duration atMost) {
    Await.until("the words: " + text, atMost, () -> printed().contains(text), this::tail);
  }

  @Override
  public void close() {
    jvm.kill();
  }
}
