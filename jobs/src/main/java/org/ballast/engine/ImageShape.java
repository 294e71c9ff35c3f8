package org.ballast.engine;

import java.util.Arrays;

/**
 * What a checkpoint's config.json says of its images.
 *
 * @param patch height and width of a patch in pixels
 * @param rows of patches in the position table
 * @param columns of patches in the position table
 * @param extra tokens between CLS and the patches
 * @param positioned tokens before the patches that have a position: CLS alone, or the extra ones
 *     too
 * @param projection numbers that the projection leaves, or 0 for none
 */
record ImageShape(
    ImageNames names,
    Bicubic bicubic,
    int patch,
    int rows,
    int columns,
    int extra,
    int positioned,
    int width,
    int projection) {

  /**
   * Reads a config.json.
   *
   * @param config the image encoder's part of it
   * @param projection numbers after the projection, or 0 for none
   * @throws org.ballast.run.JobException if it describes something that the encoder is not
   */
  static ImageShape of(ConfigFile config, Family family, ImageNames names, int projection) {
    config.expect("num_channels", "3");
    int[] patch = config.pair("patch_size", 16);
    int[] image = config.pair("image_size", 224);
    if (patch[0] != patch[1] || image[0] < patch[0] || image[1] < patch[0]) {
      throw config.refused(
          "square patches within image_size",
          Arrays.toString(patch) + " in " + Arrays.toString(image));
    }
    int width = config.count(family.keys().width());
    return new ImageShape(
        names,
        family == Family.DINOV2_REGISTERS ? Bicubic.ANTIALIASED : Bicubic.PLAIN,
        patch[0],
        image[0] / patch[0],
        image[1] / patch[0],
        family == Family.DINOV2_REGISTERS
            ? config.count("num_register_tokens", 4)
            : family == Family.DEIT ? 1 : 0,
        family == Family.DEIT ? 2 : 1,
        width,
        projection);
  }

  /** Tokens before the patches. */
  int leading() {
    return 1 + extra;
  }

  /** Numbers that describe a patch: red of all its pixels, then green, then blue. */
  int patchNumbers() {
    return 3 * patch * patch;
  }

  /** Numbers that a head reads. */
  int features() {
    return projection == 0 ? width : projection;
  }

  /** Adds the tensors around the layers. */
  void describe(TensorShapes tensors) {
    long table = positioned + (long) rows * columns;
    tensors.put(names.patches() + ".weight", width, 3, patch, patch);
    if (names.bare()) {
      tensors.put(names.cls(), width);
      tensors.put(names.positions(), table, width);
    } else {
      tensors.put(names.cls(), 1, 1, width);
      tensors.put(names.positions(), 1, table, width);
      tensors.put(names.patches() + ".bias", width);
    }
    if (names.extra() != null) {
      tensors.put(names.extra(), 1, extra, width);
    }
    if (names.firstNorm() != null) {
      tensors.norm(names.firstNorm(), width);
    }
    tensors.norm(names.lastNorm(), width);
    if (names.projection() != null && projection > 0) {
      tensors.putOutside(names.projection(), projection, width);
    }
  }
}
