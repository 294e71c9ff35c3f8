package org.ballast.spark.columnar;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The value of one stored column in the row at hand, to be written as often as the row is. */
final class StoredValue {
  private final ColumnReader reader;
  private final int present;
  private final PrimitiveTypeName type;
  private boolean isNull;
  private long whole;
  private double real;
  private Binary bytes = Binary.EMPTY;

  StoredValue(ColumnReader reader) {
    this.reader = reader;
    this.present = reader.getDescriptor().getMaxDefinitionLevel();
    this.type = reader.getDescriptor().getPrimitiveType().getPrimitiveTypeName();
  }

  /** Passes over rows. */
  void skip(int rows) {
    for (int i = 0; i < rows; i++) {
      if (reader.getCurrentDefinitionLevel() == present) {
        reader.skip();
      }
      reader.consume();
    }
  }

  /** Reads the next row's value. */
  void read() {
    isNull = reader.getCurrentDefinitionLevel() < present;
    if (!isNull) {
      switch (type) {
        case INT32 -> whole = reader.getInteger();
        case INT64 -> whole = reader.getLong();
        case BOOLEAN -> whole = reader.getBoolean() ? 1 : 0;
        case FLOAT -> real = reader.getFloat();
        case DOUBLE -> real = reader.getDouble();
        case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> bytes = reader.getBinary();
      }
    }
    reader.consume();
  }

  /** Writes it, unless it is null. */
  void write(RecordConsumer out, String name, int position) {
    if (isNull) {
      return;
    }
    out.startField(name, position);
    switch (type) {
      case INT32 -> out.addInteger((int) whole);
      case INT64 -> out.addLong(whole);
      case BOOLEAN -> out.addBoolean(whole == 1);
      case FLOAT -> out.addFloat((float) real);
      case DOUBLE -> out.addDouble(real);
      case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> out.addBinary(bytes);
    }
    out.endField(name, position);
  }
}
