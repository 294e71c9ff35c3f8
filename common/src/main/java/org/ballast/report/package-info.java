/** Results for people: the front with its recommendation, the HTML report and the console table. */
@NullMarked
package org.ballast.report;

import org.jspecify.annotations.NullMarked;
