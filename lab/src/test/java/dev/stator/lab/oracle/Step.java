package dev.stator.lab.oracle;

import java.util.List;

/** What one line of a case file says. */
sealed interface Step {
  /** File and line, to find it by. */
  String where();

  /** One request, whose answers are compared. */
  record Call(String where, String operation, String body) implements Step {}

  /** Wait until these tables are active, or gone. */
  record Await(String where, List<String> tables, boolean gone) implements Step {}

  /**
   * Read page after page to the end. Items of a scan are compared without their order, the pages of
   * a query one by one.
   *
   * @param segments parallel segments, 1 for none
   */
  record Pages(String where, String operation, String body, int segments) implements Step {}

  /** Read until so many items are counted: an index follows its table. */
  record Until(String where, int count, String operation, String body) implements Step {}
}
