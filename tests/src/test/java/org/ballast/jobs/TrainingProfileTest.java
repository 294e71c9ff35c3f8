package org.ballast.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.TaskResourceProfile;
import org.junit.jupiter.api.Test;

class TrainingProfileTest {
  private final SparkConf conf = new SparkConf(false).set("spark.executor.cores", "4");

  private ResourceProfile profile(int threads) {
    return new TrainingProfile(conf, threads).profile().orElseThrow();
  }

  @Test
  void asksForNothingWhereEveryTaskGetsWhatTrainingNeeds() {
    assertThat(new TrainingProfile(conf, 1).profile()).isEmpty();
    conf.set("spark.task.cpus", "2");
    assertThat(new TrainingProfile(conf, 2).profile()).isEmpty();
  }

  @Test
  void asksForAsManyCoresAsThreadsWithoutGpus() {
    assertThat(profile(2)).isInstanceOf(TaskResourceProfile.class);
    assertThat(profile(2).getTaskCpus().get()).isEqualTo(2);
  }

  @Test
  void asksForAGpuAndItsShareOfTheCoresOfAFixedExecutor() {
    conf.set("spark.executor.resource.gpu.amount", "1");
    assertThat(profile(1)).isInstanceOf(TaskResourceProfile.class);
    assertThat(profile(1).getTaskCpus().get()).isEqualTo(4);
    assertThat(profile(1).taskResources().get("gpu").get().amount()).isEqualTo(1);
    conf.set("spark.executor.resource.gpu.amount", "2");
    assertThat(profile(1).getTaskCpus().get()).isEqualTo(2);
  }

  @Test
  void namesTheExecutorsTooUnderDynamicAllocation() {
    conf.set("spark.dynamicAllocation.enabled", "true")
        .set("spark.executor.memory", "3g")
        .set("spark.executor.memoryOverhead", "2g")
        .set("spark.executor.resource.gpu.amount", "1")
        .set("spark.executor.resource.gpu.discoveryScript", "/opt/gpu.sh");
    ResourceProfile profile = profile(1);
    assertThat(profile).isNotInstanceOf(TaskResourceProfile.class);
    assertThat(profile.getExecutorCores().get()).isEqualTo(4);
    assertThat(profile.executorResources().get("memory").get().amount()).isEqualTo(3072);
    assertThat(profile.executorResources().get("memoryOverhead").get().amount()).isEqualTo(2048);
    assertThat(profile.executorResources().get("gpu").get().discoveryScript())
        .isEqualTo("/opt/gpu.sh");
  }

  @Test
  void refusesMoreThreadsThanAnExecutorHasCores() {
    assertThatThrownBy(() -> profile(8))
        .hasMessageContaining("train.threads = 8")
        .hasMessageContaining("spark.executor.cores = 4");
  }
}
