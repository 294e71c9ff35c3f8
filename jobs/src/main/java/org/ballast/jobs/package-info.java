/** One class per job: it reads finished artefacts, wires the steps and commits a manifest last. */
@NullMarked
package org.ballast.jobs;

import org.jspecify.annotations.NullMarked;
