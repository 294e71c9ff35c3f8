package org.ballast.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Hashes that tell whether two things are the same. */
public final class Fingerprint {
  private Fingerprint() {}

  /** SHA-256, hexadecimal, of values by their JSON. */
  public static String of(Object... values) {
    return hex(sha256().digest(Json.write(Arrays.asList(values))));
  }

  /** SHA-256, hexadecimal, of all bytes of a stream; the caller closes it. */
  public static String of(InputStream content) {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hex(digest.digest());
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
