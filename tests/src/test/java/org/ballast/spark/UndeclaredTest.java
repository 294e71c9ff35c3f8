package org.ballast.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.function.IntFunction;
import org.ballast.group.GroupGrid.Axis;
import org.ballast.run.JobException;
import org.junit.jupiter.api.Test;

class UndeclaredTest {
  private static Undeclared of(int from, int end, IntFunction<String> value) {
    Undeclared undeclared = new Undeclared();
    for (int i = from; i < end; i++) {
      undeclared.add("user_id", value.apply(i), 1);
    }
    return undeclared;
  }

  private static int bytes(Undeclared undeclared) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(undeclared);
    }
    return bytes.size();
  }

  @Test
  void itsSizeHasALimit() throws IOException {
    Undeclared merged = new Undeclared();
    for (int task = 0; task < 100; task++) {
      merged.merge(
          of(5000 * task, 5000 * (task + 1), i -> "user %d %s".formatted(i, "x".repeat(200))));
    }
    assertThat(merged.isHopeless()).isTrue();
    assertThat(bytes(merged)).isLessThan(100_000);
  }

  @Test
  void tasksThatSawFewValuesEachFindTheIdentifierTogether() {
    Undeclared merged = of(0, 600, String::valueOf);
    Undeclared other = of(300, 900, String::valueOf);
    merged.merge(other);
    assertThat(merged.isHopeless()).isFalse();
    merged.merge(of(900, 1000, String::valueOf));
    assertThat(merged.isHopeless()).isTrue();
    assertThatThrownBy(() -> merged.refuse("mails", List.of(new Axis("user_id", List.of("a")))))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot count mails: expected the declared values of user_id, found at least 1000"
                + " others in 1300 rows so far, as '0', '1', '10'; it looks like an identifier."
                + " Remove user_id from dataset.attributes, or declare an expression with few"
                + " values.");
  }

  @Test
  void manyValuesButNoIdentifierAreNamedInPart() {
    assertThatThrownBy(
            () ->
                of(0, 30, String::valueOf)
                    .refuse("mails", List.of(new Axis("user_id", List.of("a")))))
        .hasMessageContaining("expected user_id in [a], found user_id='0' (1 rows), ")
        .hasMessageContaining(" and others, at least 30 in all. Declare the values");
  }
}
