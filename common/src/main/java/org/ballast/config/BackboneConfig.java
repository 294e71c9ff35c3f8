package org.ballast.config;

/** The frozen pretrained model; the keys are documented where they are declared. */
public record BackboneConfig(
    @Setting(
            value =
                "Hugging Face folder with config.json, model.safetensors or its shards, and"
                    + " tokenizer.json or preprocessor_config.json; needed by sweep and score.",
            byDefault = "\"\"")
        String path,
    @Setting(
            value =
                "Longest text in tokens, the special ones included; longer texts are cut. A row is"
                    + " padded to the next multiple of pad-to.",
            byDefault = "64",
            min = 4,
            max = 512)
        int maxTokens,
    @Setting(
            value = "Padded lengths are multiples of this, so that they depend on the row alone.",
            byDefault = "16",
            min = 1,
            max = 512)
        int padTo) {}
