package org.ballast.gate;

import java.util.List;
import org.ballast.config.GateConfig.DecideBy;
import org.ballast.group.GroupKey;
import org.ballast.stats.Measure;
import org.jspecify.annotations.Nullable;

/**
 * One number of an audit held to one limit.
 *
 * @param gate the key of the limit, as {@code max-cramers-v}
 * @param measure the name of the number
 * @param split the split it was taken from
 * @param columns the columns it is of
 * @param group the group it is of; null if it is of no single one
 * @param found the number
 * @param decideBy what of it decides
 * @param limit what is allowed
 * @param passed whether it is within the limit; a number that is undefined or withheld is not
 * @param because what was found and what is allowed, in words
 */
public record GateCheck(
    String gate,
    String measure,
    String split,
    List<String> columns,
    @Nullable GroupKey group,
    Measure found,
    DecideBy decideBy,
    double limit,
    boolean passed,
    String because) {}
