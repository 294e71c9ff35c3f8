package org.ballast.spark.columnar;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** The row at hand, in all its written columns, and which copy of it is written. */
final class CopiedRow {
  private final CopyPlan plan;
  private final Field[] fields;
  private final Map<String, StoredValue> stored = new HashMap<>();
  private final MessageType schema;
  private @Nullable KeyedReader keyed;
  private int row;
  private int copy;
  private int behind;

  /** Writes one column of the row at hand. */
  private interface Field {
    void write(RecordConsumer out);
  }

  CopiedRow(CopyPlan plan, MessageType schema) {
    this.plan = plan;
    this.schema = schema;
    this.fields = new Field[schema.getFieldCount()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = field(schema.getType(i), i);
    }
  }

  private Field field(Type type, int i) {
    String name = type.getName();
    List<String> values = plan.columns().values(name);
    if (name.equals(plan.columns().key())) {
      return out -> binary(out, name, i, key());
    }
    if (name.equals(plan.origin())) {
      return out -> {
        if (copy > 0) {
          binary(out, name, i, own());
        }
      };
    }
    if (plan.weights() != null && name.equals(plan.weight())) {
      return out -> {
        out.startField(name, i);
        out.addDouble(Objects.requireNonNull(plan.weights())[keys().stratum(row)]);
        out.endField(name, i);
      };
    }
    String constant = plan.constants().get(name);
    if (constant != null) {
      Binary text = Binary.fromString(constant);
      return out -> binary(out, name, i, text);
    }
    if (!values.isEmpty()) {
      Binary[] texts = values.stream().map(Binary::fromString).toArray(Binary[]::new);
      int column = plan.columns().position(name);
      return out -> binary(out, name, i, texts[codes(column)[row]]);
    }
    return out -> Objects.requireNonNull(stored.get(name)).write(out, name, i);
  }

  private static void binary(RecordConsumer out, String name, int i, Binary value) {
    out.startField(name, i);
    out.addBinary(value);
    out.endField(name, i);
  }

  private KeyBlock keys() {
    return Objects.requireNonNull(keyed).keys();
  }

  private short[] codes(int column) {
    return Objects.requireNonNull(keyed).codes().codes(column);
  }

  private Binary own() {
    KeyBlock keys = keys();
    int from = keys.from(row);
    return Binary.fromReusedByteArray(keys.bytes(row), from, keys.end(row) - from);
  }

  /** The first copy has the row's own key. */
  private Binary key() {
    if (copy == 0) {
      return own();
    }
    String text = new String(own().getBytes(), StandardCharsets.UTF_8);
    return Binary.fromString(text + plan.mark() + copy);
  }

  /** Begins with the rows of a row group of a file with a schema of its own. */
  void open(KeyedReader reader, ColumnReadStore columns, MessageType file) {
    keyed = reader;
    behind = 0;
    stored.clear();
    for (String name : plan.stored(schema)) {
      stored.put(
          name,
          new StoredValue(columns.getColumnReader(file.getColumnDescription(new String[] {name}))));
    }
  }

  /** Passes over the next row. */
  void skip() {
    behind++;
  }

  /** Goes to the next row, which is so far in the block. */
  void take(int inBlock) {
    row = inBlock;
    for (StoredValue value : stored.values()) {
      value.skip(behind);
      value.read();
    }
    behind = 0;
  }

  /** Chooses which copy is written next. */
  void setCopy(int number) {
    copy = number;
  }

  /** Writes the copy's key alone. */
  void writeKey(RecordConsumer out, String name, int position) {
    binary(out, name, position, key());
  }

  /** Writes the copy. */
  void write(RecordConsumer out) {
    out.startMessage();
    for (Field field : fields) {
      field.write(out);
    }
    out.endMessage();
  }
}
