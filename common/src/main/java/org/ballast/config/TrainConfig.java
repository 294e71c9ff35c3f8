package org.ballast.config;

/** How one prompt is trained; the keys are documented where they are declared. */
public record TrainConfig(
    @Setting(value = "Optimizer steps.", byDefault = "120", min = 1, max = 1e7) int steps,
    @Setting(
            value =
                "Rows of each group in a batch. Methods that do not stratify draw as many rows in"
                    + " all.",
            byDefault = "8",
            min = 1,
            max = 4096)
        int rowsPerGroup,
    @Setting(value = "adam or sgd.", byDefault = "adam") OptimizerKind optimizer,
    @Setting(value = "Learning rate at its highest.", byDefault = "0.01", min = 0, max = 100)
        double learningRate,
    @Setting(value = "Momentum of sgd.", byDefault = "0.9", min = 0, max = 0.9999) double momentum,
    @Setting(
            value = "Decoupled weight decay of adam, L2 of sgd, on all trainable tensors.",
            byDefault = "0.001",
            min = 0,
            max = 10)
        double weightDecay,
    @Setting(value = "constant, or cosine to zero.", byDefault = "constant") Schedule schedule,
    @Setting(
            value = "Steps in which the learning rate rises linearly from zero.",
            byDefault = "0",
            min = 0,
            max = 1e6)
        int warmUp,
    @Setting(
            value = "Largest L2 norm of the combined gradient; 0: not clipped.",
            byDefault = "1.0",
            min = 0,
            max = 1e9)
        double clip,
    @Setting(
            value =
                "Steps between evaluations of the validation split; the last step is always"
                    + " evaluated.",
            byDefault = "30",
            min = 1,
            max = 1e7)
        int evaluateEvery,
    @Setting(
            value = "Steps between checkpoints; 0: at every evaluation.",
            byDefault = "0",
            min = 0,
            max = 1e7)
        int checkpointEvery,
    @Setting(
            value =
                "Rows per group of the training split on which loss and accuracy are reported,"
                    + " chosen by a hash of their ids; 0: all rows. Validation and test are always"
                    + " evaluated whole.",
            byDefault = "0",
            min = 0,
            max = 1e9)
        int reportRowsPerGroup,
    @Setting(
            value = "Step size of GroupDRO's group weights.",
            byDefault = "0.01",
            min = 0,
            max = 10)
        double groupdroStep,
    @Setting(
            value = "Threads of one training; with more than 1 its bits change from run to run.",
            byDefault = "1",
            min = 1,
            max = 1024)
        int threads) {

  /** The optimizers. */
  public enum OptimizerKind {
    ADAM,
    SGD
  }

  /** What the learning rate does after warm-up. */
  public enum Schedule {
    CONSTANT,
    COSINE
  }
}
