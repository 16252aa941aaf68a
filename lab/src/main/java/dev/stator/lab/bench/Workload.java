package dev.stator.lab.bench;

import java.util.Locale;

/** What is asked: YCSB's core mixes, and the two pure ones. */
enum Workload {
  /** Whole items put, nothing read. */
  PUT("put-only", 0, true),
  /** Whole items read: the same mix as YCSB C. */
  GET("GetItem", 100, false),
  /** YCSB A: half reads, half updates of one field. */
  A("YCSB A", 50, false),
  /** YCSB B: 95 % reads, 5 % updates of one field. */
  B("YCSB B", 95, false),
  /** YCSB C: reads only. */
  C("YCSB C", 100, false);

  private final String title;
  private final int readPercent;
  private final boolean wholeItems;

  Workload(String title, int readPercent, boolean wholeItems) {
    this.title = title;
    this.readPercent = readPercent;
    this.wholeItems = wholeItems;
  }

  String title() {
    return title;
  }

  int readPercent() {
    return readPercent;
  }

  /** Whether a write is a PutItem of the whole item rather than an UpdateItem of one field. */
  boolean wholeItems() {
    return wholeItems;
  }

  static Workload parse(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
