package org.ballast.jobs;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.ballast.group.GroupKey;
import org.ballast.run.RunStore;
import org.jspecify.annotations.Nullable;

/**
 * Records as a Parquet table, without Spark: a row per record, a column per component, named and
 * nested as in their JSON. A record is a struct there, a list a list, and names to values are a
 * map.
 */
final class RecordParquet {
  private RecordParquet() {}

  /**
   * Writes a table.
   *
   * @param type what each row is; its components are text, numbers, truth values, constants,
   *     groups, and lists, maps by name and records of such
   */
  static void write(RunStore store, String file, Class<?> type, List<?> rows) throws IOException {
    MessageType schema = schema(type);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new StoreOutputFile(store, file))
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withType(schema)
            .build()) {
      for (Object row : rows) {
        Group group = new SimpleGroup(schema);
        fill(group, (Record) row);
        writer.write(group);
      }
    }
  }

  private static MessageType schema(Class<?> record) {
    return new MessageType(record.getSimpleName(), fields(record));
  }

  private static List<Type> fields(Class<?> record) {
    return RecordField.of(record).stream().map(f -> type(f.type(), f.name())).toList();
  }

  private static Type type(java.lang.reflect.Type java, String name) {
    if (java instanceof ParameterizedType generic) {
      java.lang.reflect.Type[] of = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? Types.list(Repetition.OPTIONAL).setElementType(type(of[0], "element")).named(name)
          : map(type(of[1], "value"), name);
    }
    Class<?> plain = (Class<?>) java;
    if (plain == GroupKey.class) {
      return map(type(String.class, "value"), name);
    }
    if (plain.isRecord()) {
      return Types.optionalGroup().addFields(fields(plain).toArray(Type[]::new)).named(name);
    }
    if (plain == double.class || plain == Double.class) {
      return Types.optional(DOUBLE).named(name);
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return Types.optional(BOOLEAN).named(name);
    }
    return plain == String.class || plain.isEnum()
        ? Types.optional(BINARY).as(stringType()).named(name)
        : Types.optional(INT64).named(name);
  }

  private static Type map(Type value, String name) {
    return Types.map(Repetition.OPTIONAL)
        .key(Types.required(BINARY).as(stringType()).named("key"))
        .value(value)
        .named(name);
  }

  private static void fill(Group group, Record record) {
    for (RecordField field : RecordField.of(record.getClass())) {
      put(group, field.name(), field.value(record));
    }
  }

  private static void put(Group group, String field, @Nullable Object value) {
    if (value instanceof GroupKey key) {
      put(group, field, key.values());
    } else if (value instanceof Record record) {
      fill(group.addGroup(field), record);
    } else if (value instanceof List<?> list) {
      Group elements = group.addGroup(field);
      list.forEach(element -> put(elements.addGroup("list"), "element", element));
    } else if (value instanceof Map<?, ?> map) {
      Group entries = group.addGroup(field);
      map.forEach(
          (key, of) -> put(entries.addGroup("key_value").append("key", (String) key), "value", of));
    } else if (value != null) {
      putPlain(group, field, value);
    }
  }

  private static void putPlain(Group group, String field, Object value) {
    if (value instanceof Double number) {
      group.add(field, (double) number);
    } else if (value instanceof Number whole) {
      group.add(field, whole.longValue());
    } else if (value instanceof Boolean truth) {
      group.add(field, (boolean) truth);
    } else if (value instanceof Enum<?> constant) {
      group.add(field, constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    } else {
      group.add(field, (String) value);
    }
  }
}
