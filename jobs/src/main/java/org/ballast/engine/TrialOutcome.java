package org.ballast.engine;

import java.util.List;
import java.util.Map;

/**
 * What came of a trial, in plain Java values.
 *
 * @param prompt the prompt and head at the selected step, with all that scoring needs
 * @param history every step
 * @param selectedStep the evaluated step of the best validation worst-group accuracy; among equal
 *     ones the best average, then the earliest
 * @param selected reports at that step by split: {@code train}, {@code val}, {@code test}
 * @param lastStep the same splits at the last step
 * @param fallbacks steps in which the balancer's own program failed
 * @param collapsed whether at the selected or the last step a group's validation loss is above its
 *     start (its loss in the first batch, or ln K) while its accuracy is at most .05
 * @param trainableParameters numbers in prompts and head
 * @param totalParameters those and the frozen ones
 * @param hashBefore the backbone's hash before the first step
 * @param hashAfter its hash after the last
 * @param threads threads of one operation
 * @param seconds wall time, of earlier parts of a resumed trial too
 * @param stepsPerSecond steps over the time spent in steps
 * @param predictions at the selected step: {@code val}, then {@code test}, so that equal ones are
 *     equal files
 */
public record TrialOutcome(
    PromptFile prompt,
    List<HistoryRow> history,
    int selectedStep,
    Map<String, SplitReport> selected,
    Map<String, SplitReport> lastStep,
    int fallbacks,
    boolean collapsed,
    long trainableParameters,
    long totalParameters,
    String hashBefore,
    String hashAfter,
    int threads,
    double seconds,
    double stepsPerSecond,
    Map<String, List<Prediction>> predictions) {}
