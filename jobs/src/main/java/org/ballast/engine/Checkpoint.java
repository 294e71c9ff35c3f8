package org.ballast.engine;

/**
 * A state of a training as the bytes of a safetensors file, for the caller to keep.
 *
 * @param step the last step that was made
 * @param bytes not copied
 */
public record Checkpoint(int step, byte[] bytes) {}
