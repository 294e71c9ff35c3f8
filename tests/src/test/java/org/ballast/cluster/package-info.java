/**
 * A real standalone Spark cluster out of the test's own class path, and the ways to break it.
 *
 * <pre>{@code
 * try (StandaloneCluster cluster = StandaloneCluster.start(folder)) {
 *   Driver sweep = cluster.driver("sweep", "--config", …).oneGpuEach(1).coresInAll(4).start();
 *   cluster.killExecutor(cluster.awaitExecutors(4, Duration.ofMinutes(1)).get(0));
 *   assertThat(sweep.exitCode(Duration.ofMinutes(2))).as(sweep::tail).isZero();
 * }
 * }</pre>
 */
package org.ballast.cluster;
