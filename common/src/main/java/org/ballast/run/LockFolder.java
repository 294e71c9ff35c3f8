package org.ballast.run;

import java.io.IOException;
import java.util.Optional;

/**
 * The folder {@value #NAME} of a run directory: one small file per owner, numbered in their order.
 * The highest number has the lock, so that to follow somebody is one file created if absent, which
 * one of any number of rivals does. No file is ever deleted: a rival that was held up could else
 * find its number free again, and a list that is read meanwhile could show neither the old nor the
 * new.
 */
final class LockFolder {
  static final String NAME = "lock";

  private final RunStore store;

  /** An owner and its number. */
  record Entry(long number, LockOwner owner) {}

  LockFolder(RunStore store) {
    this.store = store;
  }

  String uri() {
    return store.uri("");
  }

  /** The highest number, 0 if nobody ever had the lock. */
  long highest() throws IOException {
    return store.list(NAME).stream()
        .filter(name -> name.matches("[0-9]{1,18}\\.json"))
        .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
        .max()
        .orElse(0);
  }

  /** The one with the highest number. */
  Optional<Entry> last() throws IOException {
    long number = highest();
    if (number == 0) {
      return Optional.empty();
    }
    String file = file(number);
    LockOwner owner = Json.read(store.read(file), LockOwner.class, store.uri(file));
    return Optional.of(new Entry(number, owner));
  }

  boolean create(long number, LockOwner owner) throws IOException {
    return store.createIfAbsent(file(number), Json.write(owner));
  }

  void replace(long number, LockOwner owner) throws IOException {
    store.replace(file(number), Json.write(owner));
  }

  private static String file(long number) {
    return NAME + "/" + number + ".json";
  }
}
