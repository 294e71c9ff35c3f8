/** Prompts trained for frozen encoders: weights, tokens, the forward and backward pass, trials. */
@NullMarked
package org.ballast.engine;

import org.jspecify.annotations.NullMarked;
