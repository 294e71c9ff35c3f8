package org.ballast.engine;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.ballast.config.PromptConfig;
import org.jspecify.annotations.Nullable;

/**
 * The frozen part of the batch that was asked for last, kept for the trainings in lockstep that ask
 * for the same rows next; used by one thread.
 */
final class SharedBatches implements AutoCloseable {
  private final FrozenCache frozen;
  private final PromptConfig place;
  private List<Input> last = List.of();
  private @Nullable FrozenBatch batch;

  SharedBatches(FrozenCache frozen, PromptConfig place) {
    this.frozen = frozen;
    this.place = place;
  }

  /** The batch of these rows, belonging to the scope. */
  FrozenBatch of(NDManager scope, List<Input> rows) {
    if (batch == null || !last.equals(rows)) {
      close();
      batch = make(rows);
      last = List.copyOf(rows);
    }
    return batch.in(scope);
  }

  private FrozenBatch make(List<Input> rows) {
    NDManager owner = Torch.manager();
    try {
      return frozen.batch(owner, rows, place);
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (batch != null) {
      batch.manager().close();
      batch = null;
    }
  }
}
