/** Reference values, properties and error branches of the statistics. */
@NullMarked
package org.ballast.stats;

import org.jspecify.annotations.NullMarked;
