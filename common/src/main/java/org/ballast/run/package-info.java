/** The run directory: what a job reads, what it publishes last, and who may write. */
@NullMarked
package org.ballast.run;

import org.jspecify.annotations.NullMarked;
