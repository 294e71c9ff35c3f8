/** The declared label × attribute grid, its cells and their counts. */
@NullMarked
package org.ballast.group;

import org.jspecify.annotations.NullMarked;
