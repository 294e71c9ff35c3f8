package org.ballast.image;

import java.io.IOException;

/** An image that cannot be decoded; the message says what was expected and what was found. */
public final class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  ImageException(String message) {
    super(message);
  }

  ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
