package org.ballast.spark;

import java.io.Serializable;

/**
 * A file to be read.
 *
 * @param uri where it lies
 * @param name its path below the deepest folder that holds all input, the same on every machine
 * @param bytes its size
 * @param modified when it last changed, in milliseconds since 1970
 */
public record InputFile(String uri, String name, long bytes, long modified)
    implements Serializable {}
