package org.ballast.spark.columnar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.CorruptDeltaByteArrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Where the counted columns lie in one file. This is the one place that decides whether a file's
 * columns can be read here or need Spark's own reader.
 */
final class ColumnLayout {
  private final List<Place> places;

  private ColumnLayout(List<Place> places) {
    this.places = places;
  }

  /**
   * A column that was found.
   *
   * @param first position of its first axis
   * @param element in a list the definition level from which there is an element; 0 otherwise
   */
  private record Place(
      CodedColumn column, int first, ColumnDescriptor descriptor, ValueCodes codes, int element) {
    ColumnChunk open(PageReadStore rowGroup) {
      ChunkValues values = new ChunkValues(rowGroup.getPageReader(descriptor), descriptor, codes);
      int present = descriptor.getMaxDefinitionLevel();
      List<String> declared = column.counted().get(0).values();
      short ofNull = ValueCodes.ofNull(declared);
      return column.isList()
          ? new ListChunk(first, column.axes().size(), element, values, present, ofNull)
          : new FlatChunk(first, present, values, ofNull);
    }
  }

  /**
   * The layout of a file.
   *
   * @throws NotColumnar if a column is missing, or is stored in a way that is not read here
   */
  static ColumnLayout of(ParquetMetadata footer, List<CodedColumn> columns) throws NotColumnar {
    List<Place> places = new ArrayList<>();
    int first = 0;
    for (CodedColumn column : columns) {
      Place place = place(footer.getFileMetaData().getSchema(), column, first);
      requireRightlyWritten(footer, place.descriptor);
      places.add(place);
      first += column.axes().size();
    }
    return new ColumnLayout(places);
  }

  private static Place place(MessageType schema, CodedColumn column, int first) throws NotColumnar {
    String[] named = path(schema, column.name());
    String[] path = named == null ? path(schema, column.input()) : named;
    if (path == null) {
      throw new NotColumnar("there is no column " + column.name());
    }
    int element = 0;
    if (column.isList()) {
      path = elementPath(schema, path);
      element = schema.getMaxDefinitionLevel(Arrays.copyOf(path, path.length - 1));
    }
    ValueCodes codes = codes(schema, column, path, named != null);
    return new Place(column, first, schema.getColumnDescription(path), codes, element);
  }

  private static ValueCodes codes(
      MessageType schema, CodedColumn column, String[] path, boolean isNamed) throws NotColumnar {
    if (!schema.containsPath(path)) {
      throw otherwise(schema, column, path);
    }
    ColumnDescriptor descriptor = schema.getColumnDescription(path);
    StoredType type =
        StoredType.of(descriptor.getPrimitiveType())
            .orElseThrow(() -> otherwise(schema, column, path));
    boolean isName = type == StoredType.TEXT && isNamed;
    boolean isSingle = descriptor.getMaxRepetitionLevel() == 0;
    boolean isReadable =
        switch (column.kind()) {
          case VALUE -> isSingle;
          case BIN -> isSingle && isName;
          case LIST -> descriptor.getMaxRepetitionLevel() == 1 && type == StoredType.TEXT;
        };
    if (!isReadable || column.declared().size() > ValueCodes.MOST) {
      throw otherwise(schema, column, path);
    }
    return new ValueCodes(type, column.declared(), isName ? Map.of() : column.names());
  }

  private static NotColumnar otherwise(MessageType schema, CodedColumn column, String[] path) {
    return new NotColumnar("column " + column.name() + " is " + schema.getType(path));
  }

  /** A field of this very name, or else a field of a struct; null if there is none. */
  private static String @Nullable [] path(GroupType group, String name) {
    if (group.containsField(name)) {
      return new String[] {name};
    }
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      String head = name.substring(0, dot);
      if (group.containsField(head) && !group.getType(head).isPrimitive()) {
        String[] rest = path(group.getType(head).asGroupType(), name.substring(dot + 1));
        if (rest != null) {
          String[] path = new String[rest.length + 1];
          path[0] = head;
          System.arraycopy(rest, 0, path, 1, rest.length);
          return path;
        }
      }
    }
    return null;
  }

  /** The path to the elements of a list of three levels, as every present writer makes it. */
  private static String[] elementPath(MessageType schema, String[] path) throws NotColumnar {
    Type list = schema.getType(path);
    if (list.isPrimitive()
        || !(list.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation)
        || list.asGroupType().getFieldCount() != 1
        || list.asGroupType().getType(0).isPrimitive()) {
      throw new NotColumnar("column " + String.join(".", path) + " is " + list);
    }
    GroupType repeated = list.asGroupType().getType(0).asGroupType();
    boolean isElement = repeated.getName().equals("array") || repeated.getName().endsWith("_tuple");
    if (repeated.getFieldCount() != 1 || isElement) {
      throw new NotColumnar("column " + String.join(".", path) + " is " + list);
    }
    String[] element = Arrays.copyOf(path, path.length + 2);
    element[path.length] = repeated.getName();
    element[path.length + 1] = repeated.getFieldName(0);
    return element;
  }

  /** Early writers of delta-encoded strings need the pages before to be read (PARQUET-246). */
  static void requireRightlyWritten(ParquetMetadata footer, ColumnDescriptor column)
      throws NotColumnar {
    String writer = footer.getFileMetaData().getCreatedBy();
    ColumnPath path = ColumnPath.get(column.getPath());
    boolean isSequential =
        footer.getBlocks().stream()
            .flatMap(block -> block.getColumns().stream())
            .filter(chunk -> chunk.getPath().equals(path))
            .flatMap(chunk -> chunk.getEncodings().stream())
            .anyMatch(e -> CorruptDeltaByteArrays.requiresSequentialReads(writer, e));
    if (isSequential) {
      throw new NotColumnar("column " + path.toDotString() + " was written by " + writer);
    }
  }

  /** The columns to read; no other is. */
  List<ColumnDescriptor> descriptors() {
    return places.stream().map(Place::descriptor).toList();
  }

  /** The columns of a row group. */
  List<ColumnChunk> open(PageReadStore rowGroup) {
    return places.stream().map(place -> place.open(rowGroup)).toList();
  }

  /** Says why a file needs Spark's own reader. */
  static final class NotColumnar extends Exception {
    private static final long serialVersionUID = 1L;

    NotColumnar(String reason) {
      super(reason);
    }
  }
}
