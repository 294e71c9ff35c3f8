package org.ballast.engine;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Values that are made once per key, whichever thread comes first; the others wait or move on. When
 * it is full, a value of a new key is made at each use and not kept.
 */
final class Once<K, V> {
  private final ConcurrentHashMap<K, FutureTask<V>> values = new ConcurrentHashMap<>();
  private final long most;

  /**
   * Nothing is made yet.
   *
   * @param most about how many values are kept: threads that begin at once may go beyond it
   */
  Once(long most) {
    this.most = most;
  }

  /** Makes the value unless a thread has begun to, or it is full; waits for no other thread. */
  void begin(K key, Supplier<V> make) {
    if (values.containsKey(key) || values.mappingCount() >= most) {
      return;
    }
    FutureTask<V> task = new FutureTask<>(make::get);
    if (values.putIfAbsent(key, task) == null) {
      task.run();
    }
  }

  /** The value if it is made already. */
  Optional<V> made(K key) {
    FutureTask<V> task = values.get(key);
    return task != null && task.isDone() ? Optional.of(awaited(key, task)) : Optional.empty();
  }

  /** Whether a thread has begun to make the value. */
  boolean has(K key) {
    return values.containsKey(key);
  }

  /** The value; made here, or waited for if another thread has begun to. */
  V get(K key, Supplier<V> make) {
    begin(key, make);
    FutureTask<V> task = values.get(key);
    if (task == null) {
      return make.get();
    }
    return awaited(key, task);
  }

  private V awaited(K key, FutureTask<V> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      values.remove(key, task);
      throw rethrown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private static RuntimeException rethrown(ExecutionException e) {
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    if (e.getCause() instanceof Error cause) {
      throw cause;
    }
    return new IllegalStateException(e.getCause());
  }
}
