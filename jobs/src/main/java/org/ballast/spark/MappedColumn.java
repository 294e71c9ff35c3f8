package org.ballast.spark;

import org.apache.spark.sql.Column;

/** A label or attribute on its way from the input's columns to a declared value. */
interface MappedColumn {
  /** The name it has from now on. */
  String name();

  /** The declared name, null where there is none. */
  Column named();

  /** Whether a null value makes the row faulty. */
  boolean refusesNull();

  /** Whether a row has no value. */
  Column isNull();

  /** Whether a value is there that is not declared. */
  Column isUndeclared();

  /** The input's value for messages. */
  Column shown();
}
