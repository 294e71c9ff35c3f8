/** Plans that move a finetuning set to a declared target, and the fixed order its rows are in. */
@NullMarked
package org.ballast.curation;

import org.jspecify.annotations.NullMarked;
