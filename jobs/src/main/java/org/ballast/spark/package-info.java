/** Steps over Spark data sets: reading, counting, sampling and writing rows. */
@NullMarked
package org.ballast.spark;

import org.jspecify.annotations.NullMarked;
