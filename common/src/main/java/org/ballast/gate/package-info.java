/** The limits that an audit must keep for a pipeline to go on. */
@NullMarked
package org.ballast.gate;

import org.jspecify.annotations.NullMarked;
