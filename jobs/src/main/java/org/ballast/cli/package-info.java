/** The command line: commands, exit codes and progress. */
@NullMarked
package org.ballast.cli;

import org.jspecify.annotations.NullMarked;
