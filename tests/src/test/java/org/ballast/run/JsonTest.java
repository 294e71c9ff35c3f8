package org.ballast.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ballast.config.BallastConfig;
import org.ballast.config.BinsConfig;
import org.ballast.config.ConfigLoader;
import org.ballast.group.GroupKey;
import org.junit.jupiter.api.Test;

class JsonTest {
  private enum Colour {
    DARK_BLUE
  }

  private record Sample(GroupKey theGroup, Colour colour, Double missing) {}

  @Test
  void writesGroupsByNameAndLeavesOutNull() {
    GroupKey group =
        Json.read("{\"spam\":\"ham\",\"html\":\"plain\"}".getBytes(UTF_8), GroupKey.class, "x");
    String text = new String(Json.write(new Sample(group, Colour.DARK_BLUE, null)), UTF_8);
    assertThat(text.replaceAll("\\s", ""))
        .isEqualTo(
            "{\"the_group\":{\"spam\":\"ham\",\"html\":\"plain\"},\"colour\":\"dark-blue\"}");
    assertThat(Json.read(text.getBytes(UTF_8), Sample.class, "x").theGroup()).isEqualTo(group);
  }

  /** What is derived would come in an order that differs from one JVM to the next. */
  @Test
  void writesComponentsInTheirOrderAndNothingElse() {
    BinsConfig bins = new BinsConfig(List.of(), false, 3, BinsConfig.By.EXACT);
    assertThat(bins.isGiven() && bins.isQuantile()).isTrue();
    assertThat(new String(Json.write(bins), UTF_8).replaceAll("\\s", ""))
        .isEqualTo("{\"edges\":[],\"open_ended\":false,\"quantiles\":3,\"by\":\"exact\"}");
  }

  @Test
  void refusesNumbersThatJsonDoesNotHave() {
    for (double number : List.of(Double.NaN, Double.POSITIVE_INFINITY)) {
      assertThatThrownBy(() -> Json.write(new Sample(null, Colour.DARK_BLUE, number)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected a finite number, found " + number);
    }
  }

  @Test
  void carriesAConfigurationThereAndBack() {
    BallastConfig config =
        ConfigLoader.parse(
            """
            ballast.dataset {
              format = emails
              paths = [a, b]
              label { name = spam, values = [ham, spam] }
              attributes { html { expression = "x", values = {true = html, false = plain} } }
            }
            ballast.sweep.trials = [{methods = [cpt, groupdro], control = [[1, 2, 3, 4]]}]
            ballast.curate.variants.even = {plan = balance}
            """,
            List.of());
    assertThat(Json.read(Json.write(config), BallastConfig.class, "x")).isEqualTo(config);
  }

  @Test
  void namesWhatIsBroken() {
    assertThatThrownBy(() -> Json.read("{".getBytes(UTF_8), Sample.class, "there/a.json"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Cannot read there/a.json: expected JSON of a Sample");
  }
}
