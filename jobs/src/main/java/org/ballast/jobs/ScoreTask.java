package org.ballast.jobs;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.ballast.config.BackboneConfig;
import org.ballast.engine.Content;
import org.ballast.engine.FrozenCache;
import org.ballast.engine.Prediction;
import org.ballast.engine.PromptFile;
import org.ballast.engine.PromptScorer;
import org.ballast.engine.Torch;
import scala.jdk.javaapi.CollectionConverters;

/** Scores the rows of a partition, batch by batch. */
final class ScoreTask implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 64;

  private final byte[] prompt;
  private final String backbone;

  ScoreTask(byte[] prompt, String backbone) {
    this.prompt = prompt;
    this.backbone = backbone;
  }

  /**
   * Rows of id, split and content to rows of id, split, predicted and scores; a null text is empty.
   */
  Iterator<Row> score(Iterator<Row> rows) {
    Torch.start(1);
    PromptFile file = PromptFile.read(prompt, "the prompt of a task");
    PromptFile.Header header = file.header();
    BackboneConfig settings =
        new BackboneConfig(backbone, header.maxTokens(), header.padTo(), header.imageSize());
    PromptScorer scorer = new PromptScorer(FrozenCache.shared(settings), file);
    TaskCompletionListener close = task -> scorer.close();
    TaskContext.get().addTaskCompletionListener(close);
    return new Iterator<>() {
      private Iterator<Row> scored = List.<Row>of().iterator();

      @Override
      public boolean hasNext() {
        return scored.hasNext() || rows.hasNext();
      }

      @Override
      public Row next() {
        if (!scored.hasNext()) {
          scored = batch(scorer, rows).iterator();
        }
        return scored.next();
      }
    };
  }

  /** Bytes are an image, everything else is a text. */
  private static Content content(Row row) {
    return row.get(2) instanceof byte[] image
        ? new Content.Image(image)
        : new Content.Text(row.isNullAt(2) ? "" : row.getString(2));
  }

  private static List<Row> batch(PromptScorer scorer, Iterator<Row> rows) {
    List<Row> batch = new ArrayList<>(BATCH);
    while (rows.hasNext() && batch.size() < BATCH) {
      batch.add(rows.next());
    }
    List<Prediction> predictions =
        scorer.score(
            batch.stream().map(row -> row.getString(0)).toList(),
            batch.stream().map(ScoreTask::content).toList());
    List<Row> scored = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Prediction p = predictions.get(i);
      scored.add(
          RowFactory.create(
              p.id(),
              batch.get(i).get(1),
              p.predicted(),
              CollectionConverters.asScala(p.scores())));
    }
    return scored;
  }
}
