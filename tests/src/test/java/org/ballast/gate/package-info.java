/** Limits held against audits. */
@NullMarked
package org.ballast.gate;

import org.jspecify.annotations.NullMarked;
