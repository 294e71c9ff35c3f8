package org.ballast.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A relative path with names for some of its parts, as {@code {domain}/{class}/*.jpg}.
 *
 * <p>A name in braces stands for one or more characters of one folder or file, {@code *} for any of
 * one, {@code ?} for one of them, and {@code **} for any of several folders. A pattern is of the
 * whole path.
 *
 * @param names of the parts, in their order
 * @param regex what a path must match, with a group for each name
 */
public record PathPattern(List<String> names, Pattern regex) implements Serializable {
  private static final Pattern TOKEN =
      Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)}|(\\*\\*)|(\\*)|(\\?)|([^{}*?]+)|(.)");

  /**
   * Understands one.
   *
   * @throws IllegalArgumentException if a brace is not closed, or holds no name or one a second
   *     time
   */
  public static PathPattern of(String pattern) {
    List<String> names = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    Matcher token = TOKEN.matcher(pattern);
    while (token.find()) {
      if (token.group(6) != null || names.contains(token.group(1))) {
        throw new IllegalArgumentException(
            "expected names in braces, each once, found " + pattern.substring(token.start()));
      }
      if (token.group(1) != null) {
        names.add(token.group(1));
      }
      regex.append(regex(token));
    }
    return new PathPattern(List.copyOf(names), Pattern.compile(regex.toString()));
  }

  private static String regex(Matcher token) {
    if (token.group(1) != null) {
      return "([^/]+)";
    }
    if (token.group(2) != null) {
      return ".*";
    }
    if (token.group(3) != null) {
      return "[^/]*";
    }
    return token.group(4) != null ? "[^/]" : Pattern.quote(token.group(5));
  }

  /** The named parts of a path, or empty if it is another one. */
  public Optional<List<String>> match(String path) {
    Matcher its = regex.matcher(path);
    return its.matches()
        ? Optional.of(IntStream.rangeClosed(1, names.size()).mapToObj(its::group).toList())
        : Optional.empty();
  }
}
