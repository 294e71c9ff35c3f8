package org.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ballast.config.BackboneConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformerEncoderTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Torch.start(1);
    TinyBert.write(folder);
  }

  @Test
  void namesItselfAndCountsItsParameters() {
    try (TransformerEncoder encoder = TinyBert.load(folder)) {
      assertThat(encoder.name()).isEqualTo("tiny-bert");
      assertThat(encoder.width()).isEqualTo(TinyBert.WIDTH);
      assertThat(encoder.layers()).isEqualTo(TinyBert.LAYERS);
      assertThat(encoder.parameters())
          .isEqualTo(TinyBert.weights().values().stream().mapToLong(t -> t.values().length).sum());
    }
  }

  @Test
  void thePrefixAndForeignHeadsMakeNoDifference() throws IOException {
    Map<String, Tensor> prefixed = new LinkedHashMap<>();
    TinyBert.weights().forEach((name, tensor) -> prefixed.put("bert." + name, tensor));
    prefixed.put("cls.predictions.bias", Tensor.zeros(60));
    prefixed.put("bert.pooler.dense.bias", Tensor.zeros(32));
    try (TransformerEncoder plain = TinyBert.load(folder);
        TransformerEncoder other = TinyBert.load(TinyBert.write(folder.resolve("b"), prefixed))) {
      assertThat(other.hash()).isEqualTo(plain.hash());
    }
  }

  @Test
  void oneChangedNumberChangesTheHash() throws IOException {
    Map<String, Tensor> weights = TinyBert.weights();
    weights.get("encoder.layer.3.output.dense.bias").values()[31] *= 1.0000002f;
    try (TransformerEncoder plain = TinyBert.load(folder);
        TransformerEncoder other = TinyBert.load(TinyBert.write(folder.resolve("b"), weights))) {
      assertThat(other.hash()).isNotEqualTo(plain.hash());
    }
  }

  @Test
  void tensorsThatDoNotFitAreAllListedByName() throws IOException {
    Map<String, Tensor> weights = TinyBert.weights();
    weights.remove("encoder.layer.0.output.dense.weight");
    weights.put("encoder.layer.1.output.dense.bias", Tensor.zeros(31));
    weights.put("encoder.layer.9.surprise", Tensor.zeros(1));
    TinyBert.write(folder, weights);
    refused(() -> TinyBert.load(folder))
        .hasMessageContaining("missing encoder.layer.0.output.dense.weight")
        .hasMessageContaining("encoder.layer.1.output.dense.bias of shape [31] instead of [32]")
        .hasMessageContaining("unexpected encoder.layer.9.surprise");
  }

  @Test
  void missingAndBrokenFilesAreNamed() throws IOException {
    refused(() -> TinyBert.load(folder.resolve("absent")))
        .hasMessageContaining("expected a Hugging Face folder, found none. Set backbone.path");
    Path tokenizer = folder.resolve("tokenizer.json");
    for (String broken :
        new String[] {"", "{\"version\":", "{}", "{\"model\":{\"type\":\"No\"}}"}) {
      Files.writeString(tokenizer, broken);
      refused(() -> TinyBert.load(folder))
          .hasMessageContaining("Cannot load the tokenizer " + tokenizer);
    }
    Files.delete(tokenizer);
    refused(() -> TinyBert.load(folder))
        .hasMessageContaining(tokenizer + ": expected a Hugging Face tokenizer, found none");
    TinyBert.write(folder);
    Files.delete(folder.resolve("model.safetensors"));
    refused(() -> TinyBert.load(folder)).hasMessageContaining("model.safetensors: expected");
    Files.writeString(folder.resolve("config.json"), "{");
    refused(() -> TinyBert.load(folder)).hasMessageContaining("config.json: expected JSON");
    Files.delete(folder.resolve("config.json"));
    refused(() -> TinyBert.load(folder)).hasMessageContaining("config.json");
  }

  @Test
  void otherArchitecturesAreRefused() throws IOException {
    refusedConfig(
        "model_type",
        "robertta",
        "expected a known model_type in config.json, found robertta. Did you mean roberta?");
    refusedConfig("model_type", "", "in config.json, found none. Known: bert, camembert, ");
    refusedConfig("hidden_act", "swish", "expected hidden_act one of gelu, gelu_python, gelu_new");
    refusedConfig("position_embedding_type", "relative_key", "position_embedding_type = absolute");
    Files.writeString(
        folder.resolve("config.json"), TinyBert.config().put("num_attention_heads", 5).toString());
    refused(() -> TinyBert.load(folder)).hasMessageContaining("that num_attention_heads divides");
    Files.writeString(
        folder.resolve("config.json"), TinyBert.config().put("hidden_size", 0).toString());
    refused(() -> TinyBert.load(folder)).hasMessageContaining("hidden_size of at least 1");
  }

  private void refusedConfig(String key, String value, String message) throws IOException {
    Files.writeString(folder.resolve("config.json"), TinyBert.config().put(key, value).toString());
    refused(() -> TinyBert.load(folder)).hasMessageContaining(message);
  }

  @Test
  void textsAreCutAndPaddedByThemselves() {
    try (TransformerEncoder encoder = TinyBert.load(folder)) {
      TokenRow row = (TokenRow) encoder.encode("Offer html abc");
      assertThat(row.ids()).containsExactly(2, 56, 59, 4, 31, 32, 3);
      assertThat(row.paddedLength()).isEqualTo(8);
      TokenRow cut = (TokenRow) encoder.encode("offer ".repeat(100));
      assertThat(cut.ids()).hasSize(24).startsWith(2, 56).endsWith(56, 3);
      assertThat(((TokenRow) encoder.encode("")).ids()).containsExactly(2, 3);
    }
  }

  @Test
  void moreTokensThanPositionsAreRefused() {
    refused(() -> Backbones.load(folder, new BackboneConfig("", 49, 8, 0)))
        .hasMessageContaining("expected at most the model's 48 positions");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(ThrowingCallable load) {
    return assertThatThrownBy(load)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION));
  }
}
