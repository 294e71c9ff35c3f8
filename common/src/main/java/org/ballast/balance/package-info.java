/** From group losses and group gradients to the weights of one training step. */
@NullMarked
package org.ballast.balance;

import org.jspecify.annotations.NullMarked;
