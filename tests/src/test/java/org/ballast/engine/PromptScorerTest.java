package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ballast.config.SweepConfig.Method;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PromptScorerTest {
  @TempDir Path folder;
  private FrozenCache frozen;

  @BeforeEach
  void backbone() throws IOException {
    Torch.start(1);
    frozen = new FrozenCache(TinyBert.load(TinyBert.write(folder.resolve("a"))), 1 << 26, 10_000);
  }

  @AfterEach
  void close() {
    frozen.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"REWEIGHT", "LINEAR_PROBE"})
  void aSavedPromptScoresAsItDidInTraining(Method method) {
    TrialOutcome outcome = train(method);
    PromptFile read = PromptFile.read(outcome.prompt().bytes(), "prompt.safetensors");
    assertThat(read).isEqualTo(outcome.prompt());
    Map<String, Prediction> expected = new LinkedHashMap<>();
    outcome.predictions().get("test").forEach(p -> expected.put(p.id(), p));
    assertScores(frozen, read, expected);
    try (FrozenCache fresh = new FrozenCache(TinyBert.load(folder.resolve("a")), 0, 10_000)) {
      assertScores(fresh, read, expected);
      assertThat(fresh.bytes()).isZero();
    }
  }

  private static void assertScores(
      FrozenCache frozen, PromptFile prompt, Map<String, Prediction> expected) {
    List<Example> test = TinyTrials.examples().test();
    try (PromptScorer scorer = new PromptScorer(frozen, prompt)) {
      List<Prediction> scored =
          scorer.score(
              test.stream().map(Example::id).toList(),
              test.stream().map(Example::content).toList());
      assertThat(scored).hasSize(60);
      for (Prediction prediction : scored) {
        Prediction before = expected.get(prediction.id());
        assertThat(prediction.predicted()).isEqualTo(before.predicted());
        assertThat(prediction.scores().keySet()).containsExactly("ham", "spam");
        prediction
            .scores()
            .forEach(
                (label, score) ->
                    assertThat(score).isCloseTo(before.scores().get(label), within(1e-5)));
      }
      assertThat(scorer.score(List.of(), List.of())).isEmpty();
    }
  }

  @Test
  void anotherBackboneIsRefusedByItsHash() throws IOException {
    PromptFile prompt = train(Method.REWEIGHT).prompt();
    Map<String, Tensor> weights = TinyBert.weights();
    weights.get("embeddings.LayerNorm.bias").values()[0] += 1e-3f;
    TransformerEncoder encoder = TinyBert.load(TinyBert.write(folder.resolve("b"), weights));
    try (FrozenCache other = new FrozenCache(encoder, 0, 10_000)) {
      assertThatThrownBy(() -> new PromptScorer(other, prompt))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
          .hasMessageContaining(encoder.hash())
          .hasMessageContaining(prompt.header().backboneHash())
          .hasMessageContaining("Set backbone.path");
    }
  }

  @Test
  void aPromptWhoseTensorsDoNotFitItsHeaderIsRefused() {
    PromptFile prompt = train(Method.REWEIGHT).prompt();
    Map<String, Tensor> tensors = new LinkedHashMap<>(prompt.tensors());
    tensors.put("head.bias", Tensor.zeros(3));
    assertThatThrownBy(() -> new PromptScorer(frozen, new PromptFile(prompt.header(), tensors)))
        .hasMessageContaining("expected a tensor head.bias of shape [2] in the prompt, found [3]");
    tensors.remove("head.bias");
    assertThatThrownBy(() -> new PromptScorer(frozen, new PromptFile(prompt.header(), tensors)))
        .hasMessageContaining("found none");
  }

  @Test
  void aSafetensorsFileThatIsNoPromptIsRefused() {
    byte[] other = SafeTensorsWriter.write(Map.of("x", Tensor.zeros(1)), Map.of("format", "pt"));
    assertThatThrownBy(() -> PromptFile.read(other, "model.safetensors"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Cannot read the prompt model.safetensors")
        .hasMessageContaining("found [format]");
  }

  private TrialOutcome train(Method method) {
    return new TrialTrainer(
            frozen,
            TinyTrials.BACKBONE,
            TinyTrials.settings(method, 1),
            TinyTrials.examples(),
            null)
        .train(List.of(), TrialListener.NONE);
  }
}
