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
   * The text by the declared charset; by UTF-8, or else Windows-1252, if none that Java knows is
   * declared or the bytes are not in it. Bytes that fit nothing become U+FFFD. Line ends become
   * newlines.
   */
  static String decode(byte[] bytes, @Nullable String declared) {
    Optional<Charset> charset = known(declared);
    String text =
        charset
            .flatMap(known -> strict(bytes, known))
            .or(() -> utf8(bytes))
            .orElseGet(() -> new String(bytes, charset.filter(MailCharset::isOwn).orElse(LATIN)));
    return text.replace("\r\n", "\n");
  }

  private static Optional<Charset> known(@Nullable String declared) {
    try {
      return Optional.ofNullable(declared)
          .map(String::strip)
          .map(Charset::forName)
          .map(charset -> charset.equals(StandardCharsets.ISO_8859_1) ? LATIN : charset);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a few wrong bytes leave the declared charset the best guess. */
  private static boolean isOwn(Charset charset) {
    return !charset.equals(StandardCharsets.UTF_8) && !charset.equals(StandardCharsets.US_ASCII);
  }

  private static Optional<String> strict(byte[] bytes, Charset charset) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The text if the bytes are UTF-8, without a byte order mark. */
  static Optional<String> utf8(byte[] bytes) {
    return strict(bytes, StandardCharsets.UTF_8)
        .map(text -> text.startsWith("\uFEFF") ? text.substring(1) : text);
  }
}
