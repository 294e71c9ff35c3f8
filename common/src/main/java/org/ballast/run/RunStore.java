package org.ballast.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

/**
 * The few file operations a run directory needs, on whatever file system holds it.
 *
 * <p>Paths are relative to the run directory, separated by {@code /}, without {@code .} or {@code
 * ..} segments; an implementation refuses any other with an {@link IllegalArgumentException}.
 */
public interface RunStore {

  /** The absolute URI of a path, for Spark and for people; {@code ""} is the directory itself. */
  String uri(String path);

  /** Whether a file or folder is there. */
  boolean exists(String path) throws IOException;

  /**
   * The whole content of a small file.
   *
   * @throws java.io.FileNotFoundException if it is not there
   */
  byte[] read(String path) throws IOException;

  /**
   * Opens a file for reading; the caller closes it.
   *
   * @throws java.io.FileNotFoundException if it is not there
   */
  InputStream open(String path) throws IOException;

  /**
   * Publishes a file whole or not at all, and only if no file has its name: of any number of
   * writers exactly one wins.
   *
   * @return whether this call published the file
   */
  boolean createIfAbsent(String path, byte[] content) throws IOException;

  /** Publishes a file whole or not at all, in place of one that may be there. */
  void replace(String path, byte[] content) throws IOException;

  /**
   * Opens a new file, or one anew, for writing a large artefact that a manifest will name; until
   * then nobody trusts it. The caller closes it.
   */
  OutputStream create(String path) throws IOException;

  /** Names of the files and folders directly in a folder, sorted; empty if it is not there. */
  List<String> list(String folder) throws IOException;

  /** Every file below a folder as a path relative to the run directory, sorted. */
  List<String> files(String folder) throws IOException;

  /** The size of a file in bytes. */
  long bytes(String path) throws IOException;

  /** Removes a file, or a folder with all that is in it; nothing happens if it is not there. */
  void delete(String path) throws IOException;

  /**
   * Temporary files that a killed process left, as paths relative to the run directory, sorted;
   * {@link #delete} takes them, and no other operation shows them.
   *
   * @param before only those that were last written before
   */
  List<String> temporaryFiles(Instant before) throws IOException;
}
