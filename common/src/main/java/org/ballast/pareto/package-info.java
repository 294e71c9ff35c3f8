/** Candidates compared in several objectives at once, and the choice among the best. */
@NullMarked
package org.ballast.pareto;

import org.jspecify.annotations.NullMarked;
