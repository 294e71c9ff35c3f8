/** Counting straight from the pages of Parquet files, on dictionary codes. */
@NullMarked
package org.ballast.spark.columnar;

import org.jspecify.annotations.NullMarked;
