package org.ballast.spark;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd mails, self-made; what they must read as is written down here. */
final class MailTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quoted-printable | text/plain | Café€ and tea | A long line that is continued, an equals"
            + " sign =, and naïve café.",
        "base64 | text/html | encoded | <html><body>Привет</body></html>",
        "latin | text/plain | latin | garçon",
        "undeclared | text/plain | undeclared charset | price: 5 € or garçon",
        "unknown-charset | text/plain | unknown | naïve",
        "not-utf8 | text/plain | wrongly declared | “garçon”",
        "html-only | text/html | newsletter | <html><body><a href=\"https://example.org\">read"
            + " &amp; smile</a></body></html>",
        "no-boundary | text/plain | none | words without any boundary",
        "no-body | text/plain | only a subject | ''",
        "no-subject | text/plain | '' | only a body",
      })
  void subjectAndBodyAreDecoded(String name, String type, String subject, String body)
      throws IOException {
    MailText mail = read(name).orElseThrow();
    assertThat(mail.contentType()).isEqualTo(type);
    assertThat(mail.subject()).isEqualTo(subject);
    assertThat(mail.body().strip()).isEqualTo(body);
    assertThat(mail.text()).isEqualTo(subject + "\n" + mail.body());
  }

  @Test
  void alternativesAreBothKeptAndTheMarkupStays() throws IOException {
    assertThat(read("alternative").orElseThrow().body())
        .contains("plain words")
        .contains("<p class=\"x\">marked words</p>")
        .doesNotContain("old programs", "after the end", "frontier", "Content-Type");
  }

  @Test
  void partsInPartsAreWalkedAndAttachmentsLeftOut() throws IOException {
    assertThat(read("nested").orElseThrow().body().strip())
        .matches("(?s)deep words\\s+forwarded words");
  }

  @Test
  void aBrokenBoundaryLosesNoWords() throws IOException {
    assertThat(read("broken-boundary").orElseThrow().text())
        .startsWith("broken\n")
        .contains("words behind the wrong boundary");
  }

  @Test
  void theLineOfAnMboxIsNoHeaderAndStaysInTheBody() throws IOException {
    MailText mail = read("mbox").orElseThrow();
    assertThat(mail.subject()).isEqualTo("from a mailbox");
    assertThat(mail.body()).isEqualTo("kept words\nFrom here on it is text.\n");
  }

  @Test
  void brokenBase64GivesWhatCanBeRead() throws IOException {
    assertThat(read("broken-base64").orElseThrow().body()).startsWith("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty", "noise"})
  void whatHasNoHeaderIsNoMail(String name) throws IOException {
    assertThat(read(name)).isEmpty();
  }

  @Test
  void onlyAnMboxLineIsNoMail() {
    assertThat(MailText.of("From a@example.org Thu Aug 22".getBytes(US_ASCII))).isEmpty();
  }

  private static Optional<MailText> read(String name) throws IOException {
    try (InputStream in = MailTextTest.class.getResourceAsStream("/mail/" + name + ".eml")) {
      return MailText.of(Objects.requireNonNull(in, name).readAllBytes());
    }
  }
}
