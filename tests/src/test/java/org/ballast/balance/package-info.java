/** Tests of the package of the same name. */
@NullMarked
package org.ballast.balance;

import org.jspecify.annotations.NullMarked;
