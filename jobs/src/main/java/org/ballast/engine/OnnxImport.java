package org.ballast.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;

/**
 * Writes a Hugging Face folder out of an ONNX export: config.json, model.safetensors, and those of
 * the tokenizer's and the preprocessor's files that lie beside the export.
 */
public final class OnnxImport {
  private static final List<String> BESIDE =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "vocab.txt",
          "preprocessor_config.json");

  private final Path model;
  private final OnnxWeights weights;
  private final OnnxExport export;

  private OnnxImport(Path model, OnnxWeights weights, OnnxExport export) {
    this.model = model;
    this.weights = weights;
    this.export = export;
  }

  /**
   * Reads the structure of an export.
   *
   * @throws JobException with {@link ExitCode#CONFIGURATION} if it is broken, or none of those that
   *     are known
   */
  public static OnnxImport open(Path model) {
    OnnxWeights weights = new OnnxWeights(OnnxFile.open(model));
    Map<String, List<Long>> shapes = weights.shapes();
    return Arrays.stream(OnnxExport.values())
        .filter(export -> export.difference(shapes).isEmpty())
        .findFirst()
        .map(export -> new OnnxImport(model, weights, export))
        .orElseThrow(() -> unknown(model, shapes));
  }

  private static JobException unknown(Path model, Map<String, List<Long>> shapes) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot import "
            + model
            + ": expected "
            + Arrays.stream(OnnxExport.values())
                .map(OnnxExport::title)
                .collect(Collectors.joining(" or "))
            + ", found an export of "
            + shapes.size()
            + " weights: "
            + Arrays.stream(OnnxExport.values())
                .map(export -> "unlike " + export.title() + " it " + export.difference(shapes))
                .collect(Collectors.joining("; "))
            + ". Take the model's Hugging Face folder, or save it by save_pretrained in Python.");
  }

  /** What is imported, in words. */
  public String title() {
    return export.title();
  }

  /**
   * Writes the folder; it gets its name when it is whole.
   *
   * @return the names of its files, sorted
   * @throws JobException with {@link ExitCode#CONFIGURATION} if there is something already
   */
  public List<String> write(Path folder) {
    if (Files.exists(folder)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot write "
              + folder
              + ": expected nothing there, found something. Remove it, or give another folder.");
    }
    Path parent = folder.toAbsolutePath().normalize().getParent();
    try {
      Files.createDirectories(parent);
      Path work = Files.createTempDirectory(parent, ".import");
      try {
        fill(work);
        Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        remove(work);
      }
      try (Stream<Path> files = Files.list(folder)) {
        return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fill(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Map.Entry<String, ObjectNode> text : export.texts().entrySet()) {
      Files.writeString(
          folder.resolve(text.getKey()),
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(text.getValue())
              + "\n");
    }
    for (String name : BESIDE) {
      Path beside = model.resolveSibling(name);
      if (Files.isRegularFile(beside)) {
        Files.copy(beside, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    SortedMap<String, long[]> shapes = new TreeMap<>();
    export
        .shapes()
        .forEach((name, its) -> shapes.put(name, its.stream().mapToLong(n -> n).toArray()));
    try (OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(folder.resolve("model.safetensors")), 1 << 16)) {
      SafeTensorsWriter.write(
          shapes, Map.of("format", "pt"), name -> weights.tensor(export.prefix() + name), out);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
