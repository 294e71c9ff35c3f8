/** Encoded images to pixels, in plain Java: JPEG and PNG, turned as EXIF says. */
@NullMarked
package org.ballast.image;

import org.jspecify.annotations.NullMarked;
