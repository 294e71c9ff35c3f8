package org.ballast.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;
import org.ballast.run.Manifest;

/**
 * A Parquet file, or all {@code *.parquet} files below a folder whatever else lies there.
 *
 * @param path as it was given
 * @param uris the files, sorted; not empty
 * @param lengths the bytes of each file
 * @param input their size and a fingerprint of names, sizes and times
 */
public record ParquetFiles(String path, List<String> uris, List<Long> lengths, Manifest.Input input)
    implements RowSource {

  /**
   * Lists the files.
   *
   * @throws JobException if there is none
   */
  public static ParquetFiles find(String path, Configuration hadoop) {
    List<FileStatus> files = list(path, hadoop);
    if (files.isEmpty()) {
      throw missing(path, "found no such file there");
    }
    String base = common(files);
    List<Object> described = new ArrayList<>();
    files.forEach(
        f ->
            described.add(
                List.of(
                    f.getPath().toString().substring(base.length()),
                    f.getLen(),
                    f.getModificationTime())));
    long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
    return new ParquetFiles(
        path,
        files.stream().map(f -> f.getPath().toString()).toList(),
        files.stream().map(FileStatus::getLen).toList(),
        new Manifest.Input(path, bytes, Fingerprint.of(described)));
  }

  /** The folder of the first file, if all are below it. */
  private static String common(List<FileStatus> files) {
    String folder = files.get(0).getPath().getParent() + "/";
    return files.stream().allMatch(f -> f.getPath().toString().startsWith(folder)) ? folder : "";
  }

  /** The same files under another name, as one that does not tell where a run directory lies. */
  public ParquetFiles named(String name) {
    return new ParquetFiles(
        name, uris, lengths, new Manifest.Input(name, input.bytes(), input.fingerprint()));
  }

  private static List<FileStatus> list(String given, Configuration hadoop) {
    try {
      Path path = new Path(given);
      FileSystem system = path.getFileSystem(hadoop);
      if (!system.exists(path)) {
        throw missing(given, "found nothing there");
      }
      List<FileStatus> files = new ArrayList<>();
      FileStatus top = system.getFileStatus(path);
      collect(system, top, top.getPath(), files);
      files.sort((a, b) -> a.getPath().compareTo(b.getPath()));
      return files;
    } catch (IOException | IllegalArgumentException e) {
      throw missing(given, "found a path that cannot be opened (" + e.getMessage() + ")");
    }
  }

  /** Not by the file system's own recursion: locally that asks a process for each file's owner. */
  private static void collect(
      FileSystem system, FileStatus entry, Path given, List<FileStatus> into) throws IOException {
    if (entry.isDirectory()) {
      for (FileStatus child : system.listStatus(entry.getPath())) {
        collect(system, child, given, into);
      }
    } else if (entry.getPath().getName().endsWith(".parquet") || entry.getPath().equals(given)) {
      into.add(entry);
    }
  }

  private static JobException missing(String path, String found) {
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot read "
            + path
            + ": expected Parquet files, "
            + found
            + ". Correct the path; a relative one begins at the folder you started in.");
  }

  @Override
  public Dataset<Row> read(SparkSession spark) {
    return reading(path, () -> spark.read().parquet(uris.toArray(String[]::new)));
  }

  /**
   * The session to read files of unknown origin with: as the given one, but row by row, because
   * Spark's vectorised reader returns wrong strings for some files of other writers (SPARK-60320).
   */
  public static SparkSession careful(SparkSession spark) {
    return makeCareful(spark.newSession());
  }

  /** Makes a session that nobody else uses read files of unknown origin, and returns it. */
  public static SparkSession makeCareful(SparkSession own) {
    own.conf().set("spark.sql.parquet.enableVectorizedReader", "false");
    return own;
  }

  /**
   * Does something that reads files and says plainly when one of them is broken.
   *
   * @throws JobException if a file is truncated or is no Parquet file
   */
  public static <T> T reading(String what, Supplier<T> action) {
    try {
      return action.get();
    } catch (Exception e) {
      throw broken(what, e);
    }
  }

  private static RuntimeException broken(String what, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable spark && isUnreadable(spark.getCondition())) {
        return new JobException(
            ExitCode.DATA,
            "Cannot read "
                + what
                + ": expected whole Parquet files, found a truncated or other one ("
                + firstLine(cause)
                + "). Make or copy it again.",
            failure);
      }
    }
    return failure instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(failure);
  }

  private static boolean isUnreadable(String condition) {
    return condition != null
        && (condition.startsWith("FAILED_READ_FILE")
            || condition.startsWith("CANNOT_READ_FILE_FOOTER")
            || condition.startsWith("UNABLE_TO_INFER_SCHEMA"));
  }

  private static String firstLine(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
