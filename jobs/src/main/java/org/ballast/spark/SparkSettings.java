package org.ballast.spark;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import scala.Tuple2;

/**
 * The Spark and Hadoop settings that every session of ours has; the user's own come after them.
 *
 * <p>Local files are read and written without Hadoop's checksum layer: its {@code .crc} files would
 * make an artefact unreadable once a person has edited it.
 */
public final class SparkSettings {
  private static final String HADOOP = "spark.hadoop.";

  private SparkSettings() {}

  /** Spark keys to values. */
  public static Map<String, String> base() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.sql.session.timeZone", "UTC");
    settings.put("spark.sql.parquet.compression.codec", "zstd");
    hadoop().forEach((key, value) -> settings.put(HADOOP + key, value));
    return Collections.unmodifiableMap(settings);
  }

  private static Map<String, String> hadoop() {
    return Map.of(
        "fs.file.impl", PlainLocalFiles.class.getName(),
        "fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.RawLocalFs",
        "parquet.writer.version", "v1",
        "mapreduce.fileoutputcommitter.marksuccessfuljobs", "false");
  }

  /**
   * What Hadoop file systems need where there is no session, before it starts and in executors: our
   * settings, then those that spark-submit gave, then the user's.
   *
   * @param spark further Spark settings by their own names; those of Hadoop begin with {@code
   *     spark.hadoop.}
   */
  public static Configuration hadoop(Map<String, String> spark) {
    Configuration hadoop = new Configuration();
    hadoop().forEach(hadoop::set);
    SparkEnv running = SparkEnv.get();
    SparkConf conf = running == null ? new SparkConf() : running.conf();
    for (Tuple2<String, String> submitted : conf.getAll()) {
      put(hadoop, submitted._1(), submitted._2());
    }
    spark.forEach((key, value) -> put(hadoop, key, value));
    return hadoop;
  }

  private static void put(Configuration hadoop, String key, String value) {
    if (key.startsWith(HADOOP)) {
      hadoop.set(key.substring(HADOOP.length()), value);
    }
  }
}
