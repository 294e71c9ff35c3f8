package org.ballast.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The one way records become JSON: snake_case names, absent instead of null, indented. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(finiteNumbers())
          .annotationIntrospector(new KebabEnums())
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          // Only components: what a record derives of them would come in the order in which this
          // JVM happens to list methods, and one configuration would have two fingerprints.
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .build();

  private Json() {}

  /** Constants are spelled as in the configuration: {@code LINEAR_PROBE} is linear-probe. */
  private static final class KebabEnums extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public String[] findEnumValues(
        MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
      String[] found = super.findEnumValues(config, type, constants, names);
      for (int i = 0; i < constants.length; i++) {
        if (found[i] == null) {
          found[i] = constants[i].name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
      }
      return found;
    }
  }

  private static SimpleModule finiteNumbers() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(Double.class, new FiniteDouble());
    module.addSerializer(double.class, new FiniteDouble());
    return module;
  }

  /** JSON has no NaN and no infinity, and a quoted one would only fail later and elsewhere. */
  private static final class FiniteDouble extends StdScalarSerializer<Double> {
    private static final long serialVersionUID = 1L;

    FiniteDouble() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (!Double.isFinite(value)) {
        throw JsonMappingException.from(out, "expected a finite number, found " + value);
      }
      out.writeNumber(value);
    }
  }

  /** Begins no line within so many objects and lists. */
  private static final class ShallowPrinter extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;
    private final int levels;

    ShallowPrinter(int levels) {
      this.levels = levels;
      Indenter shallow = new ShallowIndenter(levels);
      indentArraysWith(shallow);
      indentObjectsWith(shallow);
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
      return new ShallowPrinter(levels);
    }

    @Override
    public void writeEndArray(JsonGenerator out, int values) throws IOException {
      if (_nesting > levels) {
        _nesting--;
        out.writeRaw(']');
      } else {
        super.writeEndArray(out, values);
      }
    }

    @Override
    public void writeEndObject(JsonGenerator out, int entries) throws IOException {
      if (_nesting > levels) {
        _nesting--;
        out.writeRaw('}');
      } else {
        super.writeEndObject(out, entries);
      }
    }
  }

  private static final class ShallowIndenter extends DefaultIndenter {
    private static final long serialVersionUID = 1L;
    private final int levels;

    ShallowIndenter(int levels) {
      this.levels = levels;
    }

    @Override
    public void writeIndentation(JsonGenerator out, int level) throws IOException {
      if (level <= levels) {
        super.writeIndentation(out, level);
      }
    }
  }

  /**
   * The UTF-8 text of a value.
   *
   * @throws IllegalArgumentException if the value cannot be written, as a NaN cannot
   */
  public static byte[] write(Object value) {
    return write(MAPPER.writer(), value);
  }

  /**
   * The same with at most so many levels of indentation, the rest of each on one line: the form of
   * long lists.
   */
  public static byte[] write(Object value, int levels) {
    return write(MAPPER.writer(new ShallowPrinter(levels)), value);
  }

  private static byte[] write(ObjectWriter writer, Object value) {
    try {
      return (writer.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The value that a text holds.
   *
   * @throws JobException if the text is not JSON of that shape; the message names {@code where}
   */
  public static <T> T read(byte[] text, Class<T> type, String where) {
    try {
      return MAPPER.readValue(text, type);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.DATA,
          "Cannot read "
              + where
              + ": expected JSON of a "
              + type.getSimpleName()
              + ", found something else ("
              + e.getMessage()
              + "). Delete it and run the job that makes it again.",
          e);
    }
  }
}
