package org.ballast.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What one key means. The key is the record component's name in kebab-case; its type is the
 * component's type. The binder, the key table and the reference file all read it from here.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** A key that has no default and must be given. */
  String REQUIRED = "\0required";

  /** The meaning in one or two sentences, with unit and what an empty value gives. */
  String value();

  /** The default as HOCON text; {@link #REQUIRED} if there is none. */
  String byDefault() default REQUIRED;

  /** The smallest allowed number, inclusive. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The largest allowed number, inclusive. */
  double max() default Double.POSITIVE_INFINITY;
}
