package org.ballast.config;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ballast.config.CurateConfig.VariantConfig;

/** Binds keys below {@code curate} without a whole configuration around them. */
public final class CurateKeys {
  private CurateKeys() {}

  /** A variant of keys as {@code plan = swap, target = 0.1}. */
  public static VariantConfig variant(String keys) {
    return bind(VariantConfig.class, keys);
  }

  /** Everything below {@code curate}. */
  public static CurateConfig curate(String keys) {
    return bind(CurateConfig.class, keys);
  }

  private static <T> T bind(Class<T> type, String keys) {
    List<String> problems = new ArrayList<>();
    T bound =
        new ConfigBinder(problems).bind(type, ConfigFactory.parseString(keys).root(), "curate");
    return Objects.requireNonNull(bound, () -> "expected keys of curate, found " + problems);
  }
}
