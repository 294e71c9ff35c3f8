package org.ballast.spark.columnar;

import java.util.Optional;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** How values lie in Parquet, and their text. */
enum StoredType {
  TEXT {
    @Override
    Object read(ValuesReader values) {
      return values.readBytes();
    }

    @Override
    Object decode(Dictionary dictionary, int id) {
      return dictionary.decodeToBinary(id);
    }

    @Override
    String text(Object value) {
      return ((Binary) value).toStringUsingUTF8();
    }

    @Override
    Object stored(String text) {
      return Binary.fromString(text);
    }
  },
  INT {
    @Override
    Object read(ValuesReader values) {
      return (long) values.readInteger();
    }

    @Override
    Object decode(Dictionary dictionary, int id) {
      return (long) dictionary.decodeToInt(id);
    }

    @Override
    @Nullable Object stored(String text) {
      return LONG.stored(text);
    }
  },
  LONG {
    @Override
    Object read(ValuesReader values) {
      return values.readLong();
    }

    @Override
    Object decode(Dictionary dictionary, int id) {
      return dictionary.decodeToLong(id);
    }

    @Override
    @Nullable Object stored(String text) {
      try {
        long value = Long.parseLong(text);
        return text.equals(Long.toString(value)) ? value : null;
      } catch (NumberFormatException e) {
        return null;
      }
    }
  },
  BOOLEAN {
    @Override
    Object read(ValuesReader values) {
      return values.readBoolean();
    }

    @Override
    Object decode(Dictionary dictionary, int id) {
      return dictionary.decodeToBoolean(id);
    }

    @Override
    @Nullable Object stored(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> null;
      };
    }
  };

  /** The next value of a page. */
  abstract Object read(ValuesReader values);

  /** A value of a dictionary. */
  abstract Object decode(Dictionary dictionary, int id);

  /** The value that has this text; null if none has. */
  abstract @Nullable Object stored(String text);

  /** A value as the configuration writes it. */
  String text(Object value) {
    return value.toString();
  }

  /** The type of a column; empty if its values have another text or none. */
  static Optional<StoredType> of(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return Optional.ofNullable(
        switch (type.getPrimitiveTypeName()) {
          case BINARY -> isText(logical) ? TEXT : null;
          case INT32 -> isWhole(logical) ? INT : null;
          case INT64 -> isWhole(logical) ? LONG : null;
          case BOOLEAN -> BOOLEAN;
          default -> null;
        });
  }

  private static boolean isText(@Nullable LogicalTypeAnnotation logical) {
    return logical instanceof StringLogicalTypeAnnotation
        || logical instanceof EnumLogicalTypeAnnotation
        || logical instanceof JsonLogicalTypeAnnotation;
  }

  private static boolean isWhole(@Nullable LogicalTypeAnnotation logical) {
    return logical == null
        || (logical instanceof IntLogicalTypeAnnotation whole && whole.isSigned());
  }
}
