package org.ballast.jobs;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.sql.SparkSession;
import org.ballast.run.ExitCode;
import org.ballast.run.JobException;
import org.ballast.sweep.SweepPlan;
import org.ballast.sweep.Trial;

/** One trial per Spark task; an executor with declared cores gives all of them to one trial. */
final class SparkTrials implements TrialRunner {
  private final JobContext context;

  SparkTrials(JobContext context) {
    this.context = context;
  }

  @Override
  public void run(List<Trial> trials, SweepPlan plan) {
    SparkSession spark = context.spark().get();
    SparkConf conf = spark.sparkContext().getConf();
    if (conf.getBoolean("spark.speculation", false)) {
      throw new JobException(
          ExitCode.CONFIGURATION,
          "Cannot sweep: expected spark.speculation=false, found true, which would train the same"
              + " prompt twice. Set it to false.");
    }
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    TrialTask task = TrialTask.of(context, plan);
    JavaRDD<Trial> rdd = wholeExecutors(sc.parallelize(trials, trials.size()), conf);
    sc.setJobDescription("ballast sweep: " + trials.size() + " trials");
    rdd.foreach(trial -> task.run(trial, TrialTask.Watch.SILENT));
  }

  /** Asks for more than half of an executor's cores per task, so that no second one fits. */
  private static JavaRDD<Trial> wholeExecutors(JavaRDD<Trial> trials, SparkConf conf) {
    int cores = conf.getInt("spark.executor.cores", 1);
    if (cores == 1 || conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      return trials;
    }
    return trials.withResources(
        new ResourceProfileBuilder().require(new TaskResourceRequests().cpus(cores)).build());
  }
}
