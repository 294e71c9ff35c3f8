package org.ballast.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

/** A run directory in which a test changes one operation. */
public abstract class ForwardingRunStore implements RunStore {
  private final RunStore store;

  protected ForwardingRunStore(RunStore store) {
    this.store = store;
  }

  @Override
  public String uri(String path) {
    return store.uri(path);
  }

  @Override
  public boolean exists(String path) throws IOException {
    return store.exists(path);
  }

  @Override
  public byte[] read(String path) throws IOException {
    return store.read(path);
  }

  @Override
  public InputStream open(String path) throws IOException {
    return store.open(path);
  }

  @Override
  public boolean createIfAbsent(String path, byte[] content) throws IOException {
    return store.createIfAbsent(path, content);
  }

  @Override
  public void replace(String path, byte[] content) throws IOException {
    store.replace(path, content);
  }

  @Override
  public OutputStream create(String path) throws IOException {
    return store.create(path);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return store.list(folder);
  }

  @Override
  public List<String> files(String folder) throws IOException {
    return store.files(folder);
  }

  @Override
  public long bytes(String path) throws IOException {
    return store.bytes(path);
  }

  @Override
  public void delete(String path) throws IOException {
    store.delete(path);
  }

  @Override
  public List<String> temporaryFiles(Instant before) throws IOException {
    return store.temporaryFiles(before);
  }
}
