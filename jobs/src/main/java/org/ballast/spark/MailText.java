package org.ballast.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;

/**
 * What a person reads of an e-mail: the subject and the text and HTML parts of the body, with
 * transfer encodings and character sets decoded. All other headers are left behind: they often give
 * the label away.
 *
 * @param subject the decoded subject; empty if there is none
 * @param body the text/plain and text/html parts in order, HTML as it stands, joined by a newline
 * @param contentType the MIME type of the whole message, in lower case; text/plain for a multipart
 *     that names no boundary
 */
record MailText(String subject, String body, String contentType) {

  /** Subject, newline, body. */
  String text() {
    return subject + "\n" + body;
  }

  /**
   * Reads an RFC 822 message, which an mbox "From " line may precede, leniently; empty if it has no
   * header at all and so is no message.
   */
  static Optional<MailText> of(byte[] content) {
    try {
      Message message = parser().parseMessage(withoutMboxLine(content));
      if (message.getHeader() == null || message.getHeader().getFields().isEmpty()) {
        return Optional.empty();
      }
      List<String> parts = new ArrayList<>();
      walk(message, parts);
      return Optional.of(new MailText(subject(message), String.join("\n", parts), type(message)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static DefaultMessageBuilder parser() {
    DefaultMessageBuilder parser = new DefaultMessageBuilder();
    parser.setMimeEntityConfig(MimeConfig.PERMISSIVE);
    parser.setDecodeMonitor(DecodeMonitor.SILENT);
    return parser;
  }

  private static InputStream withoutMboxLine(byte[] content) {
    int start = 0;
    if (content.length > 5 && new String(content, 0, 5, MailCharset.LATIN).equals("From ")) {
      while (start < content.length && content[start] != '\n') {
        start++;
      }
      start = Math.min(start + 1, content.length);
    }
    return new ByteArrayInputStream(content, start, content.length - start);
  }

  private static String subject(Message message) {
    String subject = message.getSubject();
    return subject == null ? "" : subject.strip();
  }

  private static String type(Entity entity) {
    String type = entity.getMimeType();
    return type == null ? "text/plain" : type.toLowerCase(Locale.ROOT);
  }

  private static void walk(Entity entity, List<String> parts) throws IOException {
    Body body = entity.getBody();
    if (body instanceof Multipart multipart) {
      walk(multipart, parts);
    } else if (body instanceof Message inner) {
      walk(inner, parts);
    } else if (body instanceof SingleBody single && isText(type(entity))) {
      parts.add(MailCharset.decode(bytes(single), entity.getCharset()));
    }
  }

  /** A boundary that never comes leaves everything in the preamble: that is the text then. */
  private static void walk(Multipart multipart, List<String> parts) throws IOException {
    if (multipart.getBodyParts().isEmpty() && multipart.getPreamble() != null) {
      parts.add(multipart.getPreamble());
    }
    for (Entity part : multipart.getBodyParts()) {
      walk(part, parts);
    }
  }

  private static boolean isText(String type) {
    return type.equals("text/plain") || type.equals("text/html");
  }

  private static byte[] bytes(SingleBody body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = body.getInputStream()) {
      in.transferTo(bytes);
    }
    return bytes.toByteArray();
  }
}
