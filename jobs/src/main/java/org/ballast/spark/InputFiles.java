package org.ballast.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.ballast.config.DatasetConfig;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;
import org.ballast.run.Manifest;

/**
 * The files that declared paths stand for.
 *
 * @param files every file once, sorted by name
 * @param inputs each declared path with the size and a fingerprint of its files (names, sizes and
 *     times, not contents)
 */
public record InputFiles(List<InputFile> files, List<Manifest.Input> inputs)
    implements DatasetInput {
  private static final Pattern GLOB = Pattern.compile("[{}\\[\\]*?]");

  /**
   * Lists files, folders with all that is below them, and globs. Names that begin with a dot or an
   * underscore are passed over unless they are declared themselves, as Spark does.
   *
   * @throws JobException if a path leads to nothing
   */
  public static InputFiles find(List<String> paths, Configuration hadoop) {
    if (paths.isEmpty()) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot read the dataset: expected at least one path in dataset.paths, found none.");
    }
    List<Found> found = paths.stream().map(path -> found(path, hadoop)).toList();
    String base = found.stream().map(Found::base).reduce(InputFiles::common).orElse("");
    return new InputFiles(files(found, base), found.stream().map(f -> f.input(base)).toList());
  }

  /** The size of all files in bytes. */
  public long bytes() {
    return files.stream().mapToLong(InputFile::bytes).sum();
  }

  @Override
  public RawRows read(SparkSession spark, DatasetConfig config) {
    return RawRows.read(spark, config, this);
  }

  @Override
  public String summary(DatasetConfig config) {
    return String.format(
        Locale.ROOT,
        "%,d files, %,d bytes of %s",
        files.size(),
        bytes(),
        config.format().name().toLowerCase(Locale.ROOT));
  }

  private static List<InputFile> files(List<Found> found, String base) {
    Map<String, InputFile> byUri = new LinkedHashMap<>();
    found.stream().flatMap(f -> f.files(base).stream()).forEach(f -> byUri.put(f.uri(), f));
    return byUri.values().stream().sorted(Comparator.comparing(InputFile::name)).toList();
  }

  /** What one declared path stands for; base is its part without wildcards, as a folder. */
  private record Found(String path, String base, List<FileStatus> entries) {
    List<InputFile> files(String common) {
      return entries.stream().map(entry -> file(entry, common)).toList();
    }

    Manifest.Input input(String common) {
      List<InputFile> files =
          files(common).stream().sorted(Comparator.comparing(InputFile::name)).toList();
      List<Object> described = new ArrayList<>();
      files.forEach(f -> described.add(List.of(f.name(), f.bytes(), f.modified())));
      long bytes = files.stream().mapToLong(InputFile::bytes).sum();
      return new Manifest.Input(path, bytes, Fingerprint.of(described));
    }

    private static InputFile file(FileStatus entry, String common) {
      String uri = entry.getPath().toString();
      return new InputFile(
          uri, uri.substring(common.length()), entry.getLen(), entry.getModificationTime());
    }
  }

  private static Found found(String declared, Configuration hadoop) {
    try {
      return expand(declared, hadoop);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(declared, "found one that cannot be opened (" + e.getMessage() + ")");
    }
  }

  private static Found expand(String declared, Configuration hadoop) throws IOException {
    Path given = new Path(declared);
    FileSystem system = given.getFileSystem(hadoop);
    Path path = system.makeQualified(given);
    if (system.exists(path)) {
      return literal(declared, system, path);
    }
    if (!GLOB.matcher(declared).find()) {
      throw unreadable(declared, "found nothing there");
    }
    List<FileStatus> files = new ArrayList<>();
    FileStatus[] matches = system.globStatus(path);
    for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
      if (isShown(match)) {
        collect(system, match, files);
      }
    }
    if (files.isEmpty()) {
      throw unreadable(declared, "found no file that the wildcards match");
    }
    return new Found(declared, folderBefore(path), files);
  }

  private static Found literal(String declared, FileSystem system, Path path) throws IOException {
    FileStatus status = system.getFileStatus(path);
    List<FileStatus> files = new ArrayList<>();
    collect(system, status, files);
    if (files.isEmpty()) {
      throw unreadable(declared, "found an empty folder");
    }
    String base = status.isDirectory() ? path + "/" : folderOf(path.toString());
    return new Found(declared, base, files);
  }

  private static void collect(FileSystem system, FileStatus entry, List<FileStatus> into)
      throws IOException {
    if (!entry.isDirectory()) {
      into.add(entry);
      return;
    }
    for (FileStatus child : system.listStatus(entry.getPath())) {
      if (isShown(child)) {
        collect(system, child, into);
      }
    }
  }

  private static boolean isShown(FileStatus entry) {
    String name = entry.getPath().getName();
    return !name.startsWith(".") && !name.startsWith("_");
  }

  private static String folderBefore(Path glob) {
    return folderOf(GLOB.split(glob.toString(), 2)[0]);
  }

  private static String folderOf(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private static String common(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return folderOf(a.substring(0, same));
  }

  private static JobException unreadable(String path, String found) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot read "
            + path
            + ": expected a file, a folder with files or a glob, "
            + found
            + ". Correct dataset.paths; relative paths begin at the folder you started in.");
  }
}
