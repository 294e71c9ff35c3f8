package org.ballast.cluster;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs the main class that its first argument names, and ends this JVM and all its children as soon
 * as standard input ends. The parent holds the other end of that pipe, so nothing outlives it, even
 * when it is killed and no shutdown hook runs.
 */
public final class Leash {
  private Leash() {}

  /** Runs a main class with the rest of the arguments. */
  public static void main(String[] args) throws Throwable {
    Thread watch = new Thread(Leash::endWithTheParent, "leash");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void endWithTheParent() {
    awaitEndOfInput();
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(1);
  }

  private static void awaitEndOfInput() {
    try {
      int read = 0;
      while (read >= 0) {
        read = System.in.read();
      }
    } catch (IOException e) {
      // A broken pipe says the same as a closed one.
    }
  }
}
