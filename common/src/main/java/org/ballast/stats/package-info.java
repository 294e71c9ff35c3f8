/** How a data set and a model's predictions are distributed over declared groups. */
@NullMarked
package org.ballast.stats;

import org.jspecify.annotations.NullMarked;
