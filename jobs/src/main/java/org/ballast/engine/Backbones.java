package org.ballast.engine;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.ballast.config.BackboneConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/** Chooses how a folder is read by the model_type of its config.json. */
final class Backbones {
  private Backbones() {}

  /**
   * Loads a Hugging Face folder.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if a file is missing, broken or does
   *     not fit the others, the model_type is not known, or the longest text outgrows the model's
   *     positions
   */
  static TransformerEncoder load(Path folder, BackboneConfig settings) {
    ConfigFile config = ConfigFile.read(folder, "config.json");
    Family family = Family.of(config);
    ImageNames names = family.imageNames();
    return names == null
        ? text(config, family, folder, settings)
        : image(config, family, names, folder, settings);
  }

  private static TransformerEncoder text(
      ConfigFile config, Family family, Path folder, BackboneConfig settings) {
    EncoderShape shape = EncoderShape.of(config, family);
    TextShape text = TextShape.of(config, family);
    text.check(settings);
    TensorShapes expected = new TensorShapes();
    text.describe(expected);
    shape.describe(expected);
    TextTokenizer tokenizer = TextTokenizer.load(folder, settings, text.vocabulary());
    NDManager manager = Torch.manager();
    try {
      EncoderWeights weights =
          new EncoderWeights(WeightFiles.open(folder), family.prefix(), expected, manager);
      Embedding embedding = new TextEmbedding(text, weights, shape.epsilon(), tokenizer);
      Readout readout = Readout.plain(shape.width());
      return new TransformerEncoder(config.name(), shape, weights, embedding, readout, manager);
    } catch (RuntimeException e) {
      manager.close();
      tokenizer.close();
      throw e;
    }
  }

  private static TransformerEncoder image(
      ConfigFile config, Family family, ImageNames names, Path folder, BackboneConfig settings) {
    ConfigFile part = family.encoder(config);
    EncoderShape shape = EncoderShape.of(part, family);
    WeightFiles files = WeightFiles.open(folder);
    ImageShape image = ImageShape.of(part, family, names, projection(config, names, files));
    TensorShapes expected = new TensorShapes();
    image.describe(expected);
    shape.describe(expected);
    ImageProcessor processor = ImageProcessor.load(folder, settings.imageSize());
    NDManager manager = Torch.manager();
    try {
      EncoderWeights weights = new EncoderWeights(files, family.prefix(), expected, manager);
      Embedding embedding = new ImageEmbedding(image, weights, shape.epsilon(), processor, manager);
      Readout readout = Readout.of(image, weights, shape.epsilon());
      return new TransformerEncoder(config.name(), shape, weights, embedding, readout, manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** CLIP always has one, its vision tower alone may. */
  private static int projection(ConfigFile config, ImageNames names, WeightFiles files) {
    boolean there = names.projection() != null && files.has(names.projection());
    boolean needed = config.text("model_type", "").equals("clip");
    return there || needed ? config.count("projection_dim", 512) : 0;
  }
}
