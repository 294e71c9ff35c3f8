package org.ballast.engine;

import org.ballast.config.BackboneConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * What a checkpoint's config.json says of its texts.
 *
 * @param positions rows of the position table
 * @param padding the id whose tokens all have the position of that number, those of other tokens
 *     being counted from the next on, as RoBERTa does; −1 where positions are counted from 0
 * @param tokenTypes rows of the token type table; 0 for none
 */
record TextShape(int vocabulary, int positions, int padding, int tokenTypes, int width) {
  static final String WORDS = "embeddings.word_embeddings.weight";
  static final String POSITIONS = "embeddings.position_embeddings.weight";
  static final String TYPES = "embeddings.token_type_embeddings.weight";
  static final String NORM = "embeddings.LayerNorm";

  /** Reads a config.json. */
  static TextShape of(ConfigFile config, Family family) {
    return new TextShape(
        config.count("vocab_size"),
        config.count("max_position_embeddings"),
        family == Family.ROBERTA ? config.whole("pad_token_id", 1) : -1,
        family == Family.DISTILBERT ? 0 : config.count("type_vocab_size"),
        config.count(family.keys().width()));
  }

  /** The longest text in tokens. */
  int longest() {
    return positions - padding - 1;
  }

  /**
   * Holds the longest text asked for against the model's.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if it is longer
   */
  void check(BackboneConfig settings) {
    if (settings.maxTokens() > longest()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot use backbone.max-tokens = "
              + settings.maxTokens()
              + ": expected at most the model's "
              + longest()
              + " positions. Lower it.");
    }
  }

  /** Adds the tensors of the embedding. */
  void describe(TensorShapes tensors) {
    tensors.put(WORDS, vocabulary, width);
    tensors.put(POSITIONS, positions, width);
    if (tokenTypes > 0) {
      tensors.put(TYPES, tokenTypes, width);
    }
    tensors.norm(NORM, width);
  }
}
