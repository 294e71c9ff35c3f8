package org.ballast.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** What a master tells about itself over HTTP. */
final class MasterPage {
  private static final int PATIENCE_MILLIS = 2_000;

  private final URI uri;

  MasterPage(String host, int port) {
    this.uri = URI.create("http://" + host + ":" + port + "/json/");
  }

  /** Whether it leads; one that is still recovering does not. */
  boolean isAlive() {
    return read().path("status").asText().equals("ALIVE");
  }

  /** How many workers it knows to live. */
  int workers() {
    return read().path("aliveworkers").asInt();
  }

  /** The page; a missing node while nobody answers, or not to the end. */
  JsonNode read() {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      try (InputStream body = connection.getInputStream()) {
        return new ObjectMapper().readTree(body);
      }
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
