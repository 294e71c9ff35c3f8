package org.ballast.spark;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.run.RunStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run directory on this machine. A file is written under a temporary name, synced, and then given
 * its name: by a hard link, which fails if the name is taken, or by a rename, which takes it over.
 */
final class LocalRunStore implements RunStore {
  private static final Logger LOG = LoggerFactory.getLogger(LocalRunStore.class);

  private final Path root;

  LocalRunStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String uri(String path) {
    String uri = file(path).toUri().toString();
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(file(path));
  }

  @Override
  public byte[] read(String path) throws IOException {
    try (InputStream in = open(path)) {
      return in.readAllBytes();
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    try {
      return Files.newInputStream(file(path));
    } catch (NoSuchFileException e) {
      throw missing(path, e);
    }
  }

  @Override
  public boolean createIfAbsent(String path, byte[] content) throws IOException {
    Path target = file(path);
    if (Files.exists(target)) {
      return false;
    }
    Path temporary = write(target, content);
    try {
      return link(target, temporary);
    } finally {
      remove(temporary);
    }
  }

  private static boolean link(Path target, Path temporary) throws IOException {
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      throw unlinkable(target, e);
    }
    sync(target);
    return true;
  }

  private static JobException unlinkable(Path target, Exception e) throws IOException {
    if (e instanceof FileSystemException io) {
      DiskSpace.orNamed(io, target.toString());
    }
    return new JobException(
        ExitCode.CONFIGURATION,
        "Cannot publish "
            + target
            + ": expected a file system with hard links, found one that refuses them ("
            + e.getMessage()
            + "). Choose a --run-dir on another one, such as ext4, xfs, tmpfs or NFS.",
        e);
  }

  @Override
  public void replace(String path, byte[] content) throws IOException {
    Path target = file(path);
    Path temporary = write(target, content);
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw DiskSpace.orNamed(e, target.toString());
    } finally {
      remove(temporary);
    }
    sync(target);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    Path target = file(path);
    createFolders(target);
    return new BufferedOutputStream(new DurableOutput(target), 1 << 16);
  }

  /** The content in a synced file beside the target, which no list shows. */
  private static Path write(Path target, byte[] content) throws IOException {
    createFolders(target);
    Path temporary = target.resolveSibling(RunPath.temporary(String.valueOf(target.getFileName())));
    try (OutputStream out = new DurableOutput(temporary)) {
      out.write(content);
    } catch (IOException | JobException e) {
      remove(temporary);
      throw e;
    }
    return temporary;
  }

  /** Where even that is refused, a temporary file stays until somebody cleans. */
  private static void remove(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      LOG.debug("Cannot remove {}.", temporary, e);
    }
  }

  private static void createFolders(Path target) throws IOException {
    try {
      Files.createDirectories(parent(target));
    } catch (IOException e) {
      throw DiskSpace.orNamed(e, target.toString());
    }
  }

  /** A new name is safe against a power cut only once its folder is synced as well. */
  private static void sync(Path target) throws IOException {
    try (FileChannel folder = FileChannel.open(parent(target), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static Path parent(Path target) {
    Path parent = target.getParent();
    return parent == null ? target : parent;
  }

  @Override
  public List<String> list(String folder) throws IOException {
    Path start = file(folder);
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(start)) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> !RunPath.isTemporary(name))
          .sorted()
          .toList();
    }
  }

  @Override
  public List<String> files(String folder) throws IOException {
    Path start = file(folder);
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.walk(start)) {
      return entries
          .filter(Files::isRegularFile)
          .map(entry -> root.relativize(entry).toString())
          .filter(path -> !RunPath.isTemporary(path.substring(path.lastIndexOf('/') + 1)))
          .sorted()
          .toList();
    }
  }

  @Override
  public List<String> temporaryFiles(Instant before) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries =
        Files.find(
            root,
            Integer.MAX_VALUE,
            (file, its) ->
                its.isRegularFile()
                    && RunPath.isTemporary(String.valueOf(file.getFileName()))
                    && its.lastModifiedTime().toInstant().isBefore(before))) {
      return entries.map(file -> root.relativize(file).toString()).sorted().toList();
    }
  }

  @Override
  public long bytes(String path) throws IOException {
    try {
      return Files.size(file(path));
    } catch (NoSuchFileException e) {
      throw missing(path, e);
    }
  }

  /** Links are removed, not followed. */
  @Override
  public void delete(String path) throws IOException {
    Path start = file(path);
    if (!Files.exists(start, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(start)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw DiskSpace.orNamed(e, start.toString());
    }
  }

  private FileNotFoundException missing(String path, NoSuchFileException e) {
    FileNotFoundException missing = new FileNotFoundException(file(path) + " is not there");
    missing.initCause(e);
    return missing;
  }

  private Path file(String path) {
    return root.resolve(RunPath.require(path));
  }
}
