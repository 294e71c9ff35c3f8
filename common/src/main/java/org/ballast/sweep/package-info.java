/** Which prompts are trained, and what came of each. */
@NullMarked
package org.ballast.sweep;

import org.jspecify.annotations.NullMarked;
