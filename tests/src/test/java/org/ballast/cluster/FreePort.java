package org.ballast.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports below those that the system hands out to outgoing connections: a master that is away for a
 * moment finds its port free again, and nobody who knocks there meanwhile connects to itself.
 */
final class FreePort {
  private static final int FROM = 20_000;
  private static final int TO = 32_000;
  private static final int TRIES = 100;

  private FreePort() {}

  /** A port on which nothing listens on 127.0.0.1. */
  static int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("found no free port in " + TRIES + " tries");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
