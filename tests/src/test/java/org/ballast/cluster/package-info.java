/** A real standalone Spark cluster out of the test's own class path, and the ways to break it. */
package org.ballast.cluster;
