package org.ballast.config;

/**
 * Everything that can be configured, under the root key {@code ballast}.
 *
 * @param dataset what is read and how its rows are grouped
 * @param audit what is measured
 * @param curate the data variants to make
 * @param backbone the frozen pretrained model
 * @param prompt the trainable part
 * @param train one training
 * @param sweep which trainings
 * @param front how results are compared and one is recommended
 * @param run where and with what the jobs run
 */
public record BallastConfig(
    @Setting("What is read and how its rows are grouped.") DatasetConfig dataset,
    @Setting(value = "What is measured.", byDefault = "{}") AuditConfig audit,
    @Setting(value = "The data variants to make from the training split.", byDefault = "{}")
        CurateConfig curate,
    @Setting(value = "The frozen pretrained model.", byDefault = "{}") BackboneConfig backbone,
    @Setting(value = "The trainable part: prompts and head.", byDefault = "{}") PromptConfig prompt,
    @Setting(value = "How one prompt is trained.", byDefault = "{}") TrainConfig train,
    @Setting(value = "Which prompts are trained.", byDefault = "{}") SweepConfig sweep,
    @Setting(value = "How results are compared and one is recommended.", byDefault = "{}")
        FrontConfig front,
    @Setting(value = "Where and with what the jobs run.", byDefault = "{}") RunConfig run) {}
