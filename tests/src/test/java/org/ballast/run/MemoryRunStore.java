package org.ballast.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/** A run directory in memory, for tests of what only reads and publishes small files. */
public final class MemoryRunStore implements RunStore {
  private final ConcurrentSkipListMap<String, byte[]> files = new ConcurrentSkipListMap<>();

  @Override
  public String uri(String path) {
    return "memory:/run/" + path;
  }

  @Override
  public boolean exists(String path) {
    return files.containsKey(path) || !files(path).isEmpty();
  }

  @Override
  public byte[] read(String path) throws FileNotFoundException {
    byte[] content = files.get(path);
    if (content == null) {
      throw new FileNotFoundException(uri(path));
    }
    return content.clone();
  }

  @Override
  public InputStream open(String path) throws FileNotFoundException {
    return new ByteArrayInputStream(read(path));
  }

  @Override
  public boolean createIfAbsent(String path, byte[] content) {
    return files.putIfAbsent(path, content.clone()) == null;
  }

  @Override
  public void replace(String path, byte[] content) {
    files.put(path, content.clone());
  }

  @Override
  public OutputStream create(String path) {
    return new ByteArrayOutputStream() {
      @Override
      public void close() {
        files.put(path, toByteArray());
      }
    };
  }

  @Override
  public List<String> list(String folder) {
    return files(folder).stream()
        .map(f -> f.substring(folder.length() + 1).replaceAll("/.*", ""))
        .distinct()
        .toList();
  }

  @Override
  public List<String> files(String folder) {
    return files.keySet().stream().filter(f -> f.startsWith(folder + "/")).toList();
  }

  @Override
  public long bytes(String path) throws FileNotFoundException {
    return read(path).length;
  }

  @Override
  public void delete(String path) {
    files.keySet().removeIf(f -> f.equals(path) || f.startsWith(path + "/"));
  }

  @Override
  public List<String> temporaryFiles(Instant before) {
    return List.of();
  }
}
