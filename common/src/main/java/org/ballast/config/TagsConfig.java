package org.ballast.config;

import java.util.List;

/** Input columns that each say whether a row has one tag. */
public record TagsConfig(
    @Setting(
            value =
                "Input columns that are a tag each, which a row has or has not. They are the values"
                    + " of a multi-valued column, under their own names.",
            byDefault = "[]")
        List<String> columns,
    @Setting(value = "What a column holds where a row has its tag.", byDefault = "\"1\"")
        String present,
    @Setting(value = "What a column holds where a row has its tag not.", byDefault = "\"0\"")
        String absent) {

  /** Whether there is any. */
  public boolean isGiven() {
    return !columns.isEmpty();
  }
}
