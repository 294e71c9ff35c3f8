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
        int padTo,
    @Setting(
            value =
                "Height and width in pixels of the images that an image model reads, a multiple of"
                    + " its patch (126 has a third of the patches of 224); what preprocessor_config"
                    + ".json resizes to before it cuts changes in the same ratio. 0: as the"
                    + " checkpoint says.",
            byDefault = "0",
            min = 0,
            max = 4096)
        int imageSize) {}
