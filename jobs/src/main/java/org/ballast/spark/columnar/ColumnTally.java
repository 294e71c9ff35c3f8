package org.ballast.spark.columnar;

import java.io.Serializable;
import java.util.ArrayList;
import org.ballast.spark.Undeclared;

/** What a task has counted; merges by addition. */
final class ColumnTally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Cells> tables = new ArrayList<>();
  private final Undeclared undeclared = new Undeclared();
  private String refused = "";
  private long rows;

  ColumnTally(CountingPlan plan) {
    plan.tables().forEach(table -> tables.add(Cells.of(table)));
  }

  /** Counts the rows of a block; those with an undeclared value in no table. */
  void count(CodeBlock block) {
    rows += block.rows();
    if (block.hasOdd()) {
      block.leaveOutUndeclared(undeclared);
    }
    for (Cells table : tables) {
      table.count(block);
    }
  }

  /** Gives up, for a reason that ends a sentence. */
  void refuse(String reason) {
    refused = reason;
  }

  /** Why a file could not be read here; empty if all could. */
  String refused() {
    return refused;
  }

  /** Whether nothing that follows changes the outcome. */
  boolean isOver() {
    return !refused.isEmpty() || undeclared.isHopeless();
  }

  Undeclared undeclared() {
    return undeclared;
  }

  /** Rows that were read. */
  long rows() {
    return rows;
  }

  /** The counts of one table. */
  Cells table(int i) {
    return tables.get(i);
  }

  /** Takes another task's counts in. */
  ColumnTally plus(ColumnTally other) {
    for (int i = 0; i < tables.size(); i++) {
      tables.get(i).merge(other.tables.get(i));
    }
    undeclared.merge(other.undeclared);
    refused = refused.isEmpty() ? other.refused : refused;
    rows += other.rows;
    return this;
  }
}
