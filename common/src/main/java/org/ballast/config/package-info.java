/** One HOCON tree bound to one record tree; every key has a type, a default and a meaning. */
@NullMarked
package org.ballast.config;

import org.jspecify.annotations.NullMarked;
