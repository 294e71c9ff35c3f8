/** Tests of the package of the same name. */
@NullMarked
package org.ballast.pareto;

import org.jspecify.annotations.NullMarked;
