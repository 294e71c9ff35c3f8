package org.ballast.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.ballast.run.RunStore;

/**
 * A run directory on a Hadoop file system. Where the store has conditional writes (S3), a file is
 * created with one; elsewhere (HDFS, ABFS) it is written under a temporary name and renamed, which
 * is atomic there and fails if the name is taken.
 */
final class HadoopRunStore implements RunStore {
  private static final String CONDITIONAL =
      Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

  private final FileSystem files;
  private final FileContext renames;
  private final Path root;
  private final boolean conditional;

  HadoopRunStore(String location, Configuration hadoop) throws IOException {
    Path given = new Path(location);
    this.files = given.getFileSystem(hadoop);
    this.root = files.makeQualified(given);
    this.renames = FileContext.getFileContext(files.getUri(), hadoop);
    this.conditional = files.hasPathCapability(root, CONDITIONAL);
  }

  @Override
  public String uri(String path) {
    return file(path).toString();
  }

  @Override
  public boolean exists(String path) throws IOException {
    return files.exists(file(path));
  }

  @Override
  public byte[] read(String path) throws IOException {
    try (InputStream in = open(path)) {
      return in.readAllBytes();
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    return files.open(file(path));
  }

  @Override
  public boolean createIfAbsent(String path, byte[] content) throws IOException {
    if (exists(path)) {
      return false;
    }
    try {
      publish(file(path), content, Options.Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public void replace(String path, byte[] content) throws IOException {
    publish(file(path), content, Options.Rename.OVERWRITE);
  }

  private void publish(Path target, byte[] content, Options.Rename rename) throws IOException {
    try {
      if (conditional) {
        writeAtOnce(target, content, rename);
      } else {
        writeAndRename(target, content, rename);
      }
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      throw DiskSpace.orNamed(e, target.toString());
    }
  }

  private void writeAtOnce(Path target, byte[] content, Options.Rename rename) throws IOException {
    boolean first = rename == Options.Rename.NONE;
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(target).overwrite(!first);
    builder.recursive().opt(CONDITIONAL, first);
    try (OutputStream out = builder.build()) {
      out.write(content);
    }
  }

  private void writeAndRename(Path target, byte[] content, Options.Rename rename)
      throws IOException {
    Path temporary = new Path(target.getParent(), RunPath.temporary(target.getName()));
    try {
      try (OutputStream out = files.create(temporary, false)) {
        out.write(content);
      }
      renames.rename(temporary, target, rename);
    } finally {
      files.delete(temporary, false);
    }
  }

  @Override
  public OutputStream create(String path) throws IOException {
    return files.create(file(path), true);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    Path start = file(folder);
    if (!isFolder(start)) {
      return List.of();
    }
    return Arrays.stream(files.listStatus(start))
        .map(entry -> entry.getPath().getName())
        .filter(name -> !RunPath.isTemporary(name))
        .sorted()
        .toList();
  }

  @Override
  public List<String> files(String folder) throws IOException {
    return below(file(folder), entry -> !RunPath.isTemporary(entry.getPath().getName()));
  }

  @Override
  public List<String> temporaryFiles(Instant before) throws IOException {
    return below(
        root,
        entry ->
            RunPath.isTemporary(entry.getPath().getName())
                && entry.getModificationTime() < before.toEpochMilli());
  }

  private List<String> below(Path start, Predicate<FileStatus> wanted) throws IOException {
    List<String> found = new ArrayList<>();
    if (isFolder(start)) {
      RemoteIterator<LocatedFileStatus> entries = files.listFiles(start, true);
      while (entries.hasNext()) {
        FileStatus entry = entries.next();
        if (wanted.test(entry)) {
          found.add(relative(entry));
        }
      }
    }
    found.sort(null);
    return found;
  }

  private String relative(FileStatus entry) {
    String base = root.toUri().getPath();
    String path = entry.getPath().toUri().getPath();
    return path.substring(base.endsWith("/") ? base.length() : base.length() + 1);
  }

  private boolean isFolder(Path path) throws IOException {
    return files.exists(path) && files.getFileStatus(path).isDirectory();
  }

  @Override
  public long bytes(String path) throws IOException {
    return files.getFileStatus(file(path)).getLen();
  }

  @Override
  public void delete(String path) throws IOException {
    files.delete(file(path), true);
  }

  private Path file(String path) {
    return RunPath.require(path).isEmpty() ? root : new Path(root, path);
  }
}
