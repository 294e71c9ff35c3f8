package org.ballast.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ballast.config.NearestName;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * What a checkpoint's preprocessor_config.json says: today's form, where sizes are objects, and
 * that of the feature extractors before, where they are numbers. What it leaves out is what
 * transformers takes then.
 *
 * @param resample how images are resized
 * @param resize to what; {@link Target#NONE} leaves them as they are
 * @param crop what is cut out of the middle; {@link Target#NONE} takes everything
 * @param scale what bytes are multiplied with
 * @param mean of red, green and blue, subtracted after that
 * @param std which they are divided by then
 */
record Preprocessing(
    Resampling resample, Target resize, Target crop, float scale, float[] mean, float[] std) {
  static final String FILE = "preprocessor_config.json";

  /** A size: of the shortest edge, or of both. */
  record Target(int shortest, int height, int width) {
    static final Target NONE = new Target(0, 0, 0);

    static Target square(int size) {
      return new Target(0, size, size);
    }

    static Target shortestEdge(int size) {
      return new Target(size, 0, 0);
    }

    boolean isGiven() {
      return shortest > 0 || height > 0;
    }
  }

  /** What a class of transformers does where its file says nothing. */
  private enum Kind {
    VIT(Target.square(224), false, 2, 0.5f),
    DEIT(Target.square(256), true, 3, 0.5f),
    BIT(Target.shortestEdge(224), true, 3, Float.NaN),
    CLIP(Target.shortestEdge(224), true, 3, Float.NaN);

    private static final float[] CLIP_MEAN = {
      (float) 0.48145466, (float) 0.4578275, (float) 0.40821073
    };
    private static final float[] CLIP_STD = {
      (float) 0.26862954, (float) 0.26130258, (float) 0.27577711
    };

    private final Target size;
    private final boolean crops;
    private final int resample;
    private final float center;

    Kind(Target size, boolean crops, int resample, float center) {
      this.size = size;
      this.crops = crops;
      this.resample = resample;
      this.center = center;
    }

    boolean isSquare() {
      return size.shortest() == 0;
    }

    float[] mean() {
      return Float.isNaN(center) ? CLIP_MEAN : new float[] {center, center, center};
    }

    float[] std() {
      return Float.isNaN(center) ? CLIP_STD : new float[] {center, center, center};
    }
  }

  /**
   * Reads it.
   *
   * @param folder of the checkpoint
   * @throws JobException with {@link ExitCode#CONFIGURATION} if the file is missing, broken, of an
   *     unknown class, or asks for what is not done here
   */
  static Preprocessing load(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw refused(file, "a readable file", "none");
    }
    try {
      return new Reading(file, new ObjectMapper().readTree(file.toFile())).read();
    } catch (IOException e) {
      throw refused(file, "JSON", String.valueOf(e.getMessage()));
    }
  }

  private static JobException refused(Path file, String expected, String found) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot read the preprocessing of images in "
            + file
            + ": expected "
            + expected
            + ", found "
            + found
            + ". Fetch the checkpoint's folder again, or take one of another family.");
  }

  /** One reading. */
  private static final class Reading {
    private static final List<String> KINDS =
        List.of(
            "ViTImageProcessor", "DeiTImageProcessor", "BitImageProcessor", "CLIPImageProcessor");

    /** Steps that would change pixels and are not done here. */
    private static final Set<String> OTHER_STEPS =
        Set.of("do_pad", "do_flip_channel_order", "do_reduce_labels", "do_random_crop");

    private final Path file;
    private final JsonNode json;

    Reading(Path file, JsonNode json) {
      this.file = file;
      this.json = json;
    }

    Preprocessing read() {
      Kind kind = kind();
      for (String step : OTHER_STEPS) {
        if (is(step, false)) {
          throw refused(file, step + " = false", "true");
        }
      }
      boolean normalises = is("do_normalize", true);
      return new Preprocessing(
          resampling(kind),
          is("do_resize", true) ? target("size", kind.isSquare(), kind.size) : Target.NONE,
          is("do_center_crop", kind.crops)
              ? target("crop_size", true, Target.square(224))
              : Target.NONE,
          is("do_rescale", true)
              ? number("rescale_factor", json.path("rescale_factor"), 1f / 255)
              : 1,
          normalises ? three("image_mean", kind.mean()) : new float[] {0, 0, 0},
          normalises
              ? positive("image_std", three("image_std", kind.std()))
              : new float[] {1, 1, 1});
    }

    private Kind kind() {
      String declared =
          json.path("image_processor_type").asText(json.path("feature_extractor_type").asText(""));
      String name =
          declared
              .replaceFirst("FeatureExtractor$", "ImageProcessor")
              .replaceFirst("(Fast|Pil)$", "");
      if (!KINDS.contains(name)) {
        throw refused(
            file,
            "image_processor_type to be one of " + KINDS,
            declared.isEmpty() ? "none" : declared + " (" + NearestName.hint(name, KINDS) + ")");
      }
      return Kind.valueOf(name.replace("ImageProcessor", "").toUpperCase(Locale.ROOT));
    }

    private boolean is(String key, boolean byDefault) {
      JsonNode value = json.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return byDefault;
      }
      if (!value.isBoolean()) {
        throw refused(file, key + " to be true or false", value.toString());
      }
      return value.booleanValue();
    }

    private Resampling resampling(Kind kind) {
      int code = json.path("resample").asInt(kind.resample);
      return switch (code) {
        case 2 -> Resampling.BILINEAR;
        case 3 -> Resampling.BICUBIC;
        default -> throw refused(file, "resample to be 2 (bilinear) or 3 (bicubic)", "" + code);
      };
    }

    private Target target(String key, boolean square, Target byDefault) {
      JsonNode value = json.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return byDefault;
      }
      if (value.isInt()) {
        int size = side(key, value);
        return square ? Target.square(size) : Target.shortestEdge(size);
      }
      if (value.size() == 1 && value.has("shortest_edge")) {
        return Target.shortestEdge(side(key, value.path("shortest_edge")));
      }
      if (value.size() == 2 && value.has("height") && value.has("width")) {
        return new Target(0, side(key, value.path("height")), side(key, value.path("width")));
      }
      throw refused(
          file, key + " to be a number, {shortest_edge} or {height, width}", value.toString());
    }

    private int side(String key, JsonNode value) {
      int size = value.isInt() ? value.intValue() : 0;
      if (size < 1 || size > 4096) {
        throw refused(file, key + " to be of 1 to 4096 pixels", value.toString());
      }
      return size;
    }

    private float number(String key, JsonNode value, float byDefault) {
      if (value.isMissingNode() || value.isNull()) {
        return byDefault;
      }
      if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
        throw refused(file, key + " to be a number", value.toString());
      }
      return value.floatValue();
    }

    private float[] three(String key, float[] byDefault) {
      JsonNode value = json.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return byDefault.clone();
      }
      if (value.size() != 3) {
        throw refused(file, key + " to be three numbers", value.toString());
      }
      float[] numbers = new float[3];
      for (int i = 0; i < 3; i++) {
        numbers[i] = number(key, value.path(i), Float.NaN);
      }
      return numbers;
    }

    private float[] positive(String key, float[] numbers) {
      for (float number : numbers) {
        if (!(number > 0)) {
          throw refused(file, key + " to be above 0", "" + number);
        }
      }
      return numbers;
    }
  }
}
