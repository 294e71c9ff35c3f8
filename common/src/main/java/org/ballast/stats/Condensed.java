package org.ballast.stats;

import java.util.List;

/**
 * What an audit with many cells leaves to Parquet tables, which hold everything.
 *
 * @param cells declared cells of a split, in each column and each table
 * @param tables tables in all splits
 * @param withheldTables those of them that are withheld
 * @param lists the lists that lack entries or fields here, in the order of this record
 */
public record Condensed(long cells, long tables, long withheldTables, List<Part> lists) {
  /** The folder of the tables. */
  public static final String FOLDER = "details";

  /** Copies the lists. */
  public Condensed {
    lists = List.copyOf(lists);
  }

  /**
   * One list.
   *
   * @param list where it stands, as {@code data_measures.cells}
   * @param here its entries here, or what is left of them
   * @param all all its entries
   * @param file the table with all of them, beside this file
   */
  public record Part(String list, long here, long all, String file) {
    static Part of(String list, long here, long all) {
      return new Part(list, here, all, Condensed.file(list));
    }
  }

  /** The table of a list, as {@code details/data_measures.cells.parquet}. */
  public static String file(String list) {
    return FOLDER + "/" + list + ".parquet";
  }
}
