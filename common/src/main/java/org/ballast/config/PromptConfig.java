package org.ballast.config;

/** The trainable part; the keys are documented where they are declared. */
public record PromptConfig(
    @Setting(value = "Prompt tokens per prompted layer.", byDefault = "8", min = 1, max = 256)
        int tokens,
    @Setting(
            value = "How many of the last layers get prompts of their own.",
            byDefault = "2",
            min = 1,
            max = 96)
        int layers,
    @Setting(
            value =
                "What the head reads: the CLS output, or the mean of a text's tokens or an image's patches.",
            byDefault = "cls")
        Pooling pooling) {

  /** What the head reads. */
  public enum Pooling {
    CLS,
    MEAN
  }
}
