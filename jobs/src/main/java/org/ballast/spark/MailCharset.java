package org.ballast.spark;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes bytes by a charset that is declared, missing or wrong, as mail programs do. */
final class MailCharset {
  /** What mail of undeclared charset is written in when it is not UTF-8. */
  static final Charset LATIN = Charset.forName("windows-1252");

  private MailCharset() {}

  /**
   * The text: by the declared charset if Java knows it; by UTF-8, or else Windows-1252, if none or
   * plain ASCII is declared. Bytes that do not fit become U+FFFD. Line ends become newlines.
   */
  static String decode(byte[] bytes, @Nullable String declared) {
    String text =
        known(declared)
            .map(charset -> new String(bytes, charset))
            .or(() -> utf8(bytes))
            .orElseGet(() -> new String(bytes, LATIN));
    return text.replace("\r\n", "\n");
  }

  private static Optional<Charset> known(@Nullable String declared) {
    try {
      return Optional.ofNullable(declared)
          .map(String::strip)
          .map(Charset::forName)
          .filter(charset -> !charset.equals(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The text if the bytes are UTF-8, without a byte order mark. */
  static Optional<String> utf8(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
