package org.ballast.spark;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.ballast.config.NearestName;
import org.ballast.run.ExitCode;
import org.ballast.run.Fingerprint;
import org.ballast.run.JobException;
import org.ballast.run.Manifest;
import scala.Tuple2;

/** Finds a table by its name, and what it is known again by. */
final class TableLookup {
  private static final String CATALOGS = "spark.sql.catalog.";
  private static final String ICEBERG = "iceberg";

  /** A property that Iceberg gives its tables; {@value #NO_SNAPSHOT} before the first write. */
  private static final String SNAPSHOT = "current-snapshot-id";

  private static final String NO_SNAPSHOT = "none";
  private static final Set<String> MADE_OF_FILES =
      Set.of("parquet", "orc", "csv", "json", "text", "avro", "hive");
  private static final Set<String> ABSENT = Set.of("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND");

  private final SparkSession spark;
  private final TableName name;
  private final String path;
  private final String key;

  TableLookup(SparkSession spark, TableName name, String path, String key) {
    this.spark = spark;
    this.name = name;
    this.path = path;
    this.key = key;
  }

  CatalogTable find() {
    Table table = load();
    String provider = property(table, TableCatalog.PROP_PROVIDER).toLowerCase(Locale.ROOT);
    if (name.version().isPresent()) {
      return at(name.version().get());
    }
    if (provider.equals(ICEBERG)) {
      return at(snapshot(table));
    }
    if (MADE_OF_FILES.contains(provider)) {
      return ofFiles(table);
    }
    throw refused(
        "an Iceberg table, or one that is made of files",
        provider.isEmpty() ? "a view, or a source without files" : "one of " + provider,
        "Nobody could tell whether its rows change: name a version, as "
            + name.quoted()
            + " VERSION AS OF 12, or write its rows to a table of one of these kinds.");
  }

  private static String property(Table table, String property) {
    return table.properties().getOrDefault(property, "");
  }

  private CatalogTable at(String version) {
    return new CatalogTable(
        path, name.quoted(), Optional.of(version), new Manifest.Input(path, 0, version));
  }

  private String snapshot(Table table) {
    String id = property(table, SNAPSHOT);
    if (id.isEmpty() || id.equals(NO_SNAPSHOT)) {
      throw refused("a table with a snapshot", "one that has none yet", "Write its rows first.");
    }
    return id;
  }

  private CatalogTable ofFiles(Table table) {
    spark.catalog().refreshTable(name.quoted());
    String location = property(table, TableCatalog.PROP_LOCATION);
    List<String> folders =
        Arrays.stream(spark.table(name.quoted()).inputFiles())
            .map(uri -> folder(new Path(URI.create(uri)), location))
            .distinct()
            .sorted()
            .toList();
    if (folders.isEmpty()) {
      throw refused("a table with files", "one that has none yet", "Write its rows first.");
    }
    InputFiles files = InputFiles.find(folders, spark.sessionState().newHadoopConf());
    List<Object> described = new ArrayList<>();
    files.files().forEach(f -> described.add(List.of(f.name(), f.bytes(), f.modified())));
    return new CatalogTable(
        path,
        name.quoted(),
        Optional.empty(),
        new Manifest.Input(path, files.bytes(), Fingerprint.of(described)));
  }

  /** Spark names the files of a table or, of some tables of Hive, its folder. */
  private static String folder(Path file, String location) {
    boolean isTable = !location.isEmpty() && new Path(location).toUri().equals(file.toUri());
    return (isTable ? file : file.getParent()).toString();
  }

  private Table load() {
    CatalogPlugin catalog = catalog();
    Identifier table = identifier();
    if (!(catalog instanceof TableCatalog tables)) {
      throw refused(
          "a catalog with tables", catalog.name() + ", which has none", "Correct " + key + ".");
    }
    try {
      tables.invalidateTable(table);
      return tables.loadTable(table);
    } catch (Exception e) {
      throw absent(e)
          ? refused(
              "a table of the catalog " + catalog.name(),
              "none of that name",
              nearest(tables, table) + "Correct " + key + ".")
          : broken("a table that can be opened", e, "Mend it, or correct " + key + ".");
    }
  }

  private static boolean absent(Exception e) {
    return e instanceof SparkThrowable named && ABSENT.contains(named.getCondition());
  }

  private CatalogPlugin catalog() {
    CatalogManager catalogs = spark.sessionState().catalogManager();
    try {
      if (isQualified(catalogs)) {
        return catalogs.catalog(name.parts().get(0));
      }
      requireCatalog(catalogs.currentCatalog());
      return catalogs.currentCatalog();
    } catch (JobException e) {
      throw e;
    } catch (Exception e) {
      throw broken(
          "a catalog that can be opened",
          e,
          "Its jar must be on the class path: deploy/README.md says how to bring it.");
    }
  }

  private boolean isQualified(CatalogManager catalogs) {
    return name.parts().size() > 1 && catalogs.isCatalogRegistered(name.parts().get(0));
  }

  /**
   * Spark's own catalog has no namespaces in namespaces: the first part was meant for a catalog.
   */
  private void requireCatalog(CatalogPlugin current) {
    boolean isOwn = current.name().equals(CatalogManager.SESSION_CATALOG_NAME());
    if (isOwn && name.parts().size() > 2) {
      String catalog = name.parts().get(0);
      throw refused(
          "a catalog named " + catalog,
          "none",
          NearestName.of(catalog, catalogs()).map(n -> "Did you mean " + n + "? ").orElse("")
              + "Correct "
              + key
              + ", or declare it: "
              + CATALOGS
              + catalog
              + " under run.spark or to spark-submit.");
    }
  }

  private List<String> catalogs() {
    return Arrays.stream(spark.sparkContext().getConf().getAllWithPrefix(CATALOGS))
        .map(Tuple2::_1)
        .filter(catalog -> !catalog.contains("."))
        .toList();
  }

  private Identifier identifier() {
    List<String> parts = name.parts();
    CatalogManager catalogs = spark.sessionState().catalogManager();
    int last = parts.size() - 1;
    String[] namespace =
        last == 0
            ? catalogs.currentNamespace()
            : parts.subList(isQualified(catalogs) ? 1 : 0, last).toArray(String[]::new);
    return Identifier.of(namespace, parts.get(last));
  }

  private static String nearest(TableCatalog catalog, Identifier table) {
    try {
      List<String> names =
          Arrays.stream(catalog.listTables(table.namespace())).map(Identifier::name).toList();
      return NearestName.of(table.name(), names).map(n -> "Did you mean " + n + "? ").orElse("");
    } catch (Exception e) {
      return "";
    }
  }

  private JobException broken(String expected, Exception cause, String remedy) {
    return new JobException(
        ExitCode.CONFIGURATION, message(expected, SqlError.brief(cause), remedy), cause);
  }

  private JobException refused(String expected, String found, String remedy) {
    return new JobException(ExitCode.CONFIGURATION, message(expected, found, remedy));
  }

  private String message(String expected, String found, String remedy) {
    return "Cannot read the table "
        + name.quoted()
        + ": expected "
        + expected
        + ", found "
        + found
        + ". "
        + remedy;
  }
}
