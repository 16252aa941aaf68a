package dev.stator.lab.bench;

import java.util.Locale;

/** What is asked: YCSB's core mixes, the pure ones, and transactions of two items. */
enum Workload {
  /** Whole items put, nothing read. */
  PUT("put-only", 0, true),
  /** Whole items read: the same mix as YCSB C. */
  GET("GetItem", 100, false),
  /** Whole items read by a statement that names the whole key. */
  STATEMENT("ExecuteStatement", 100, false),
  /** YCSB A: half reads, half updates of one field. */
  A("YCSB A", 50, false),
  /** YCSB B: 95 % reads, 5 % updates of one field. */
  B("YCSB B", 95, false),
  /** YCSB C: reads only. */
  C("YCSB C", 100, false),
  /** Two whole items put as one, in different partitions. */
  TRANSACT_WRITE("TransactWriteItems, 2 items of 2 partitions", 0, true, Pair.APART),
  /** Two whole items put as one, in the same partition. */
  TRANSACT_WRITE_ONE("TransactWriteItems, 2 items of 1 partition", 0, true, Pair.TOGETHER),
  /** Two items read as one, of different partitions. */
  TRANSACT_GET("TransactGetItems, 2 items of 2 partitions", 100, false, Pair.APART),
  /** Two items read as one, of the same partition. */
  TRANSACT_GET_ONE("TransactGetItems, 2 items of 1 partition", 100, false, Pair.TOGETHER);

  /** Whether a request is about one item or two, and where the second is. */
  enum Pair {
    NONE,
    APART,
    TOGETHER
  }

  private final String title;
  private final int readPercent;
  private final boolean wholeItems;
  private final Pair pair;

  Workload(String title, int readPercent, boolean wholeItems) {
    this(title, readPercent, wholeItems, Pair.NONE);
  }

  Workload(String title, int readPercent, boolean wholeItems, Pair pair) {
    this.pair = pair;
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

  Pair pair() {
    return pair;
  }

  /** Whether a write is a PutItem of the whole item rather than an UpdateItem of one field. */
  boolean wholeItems() {
    return wholeItems;
  }

  static Workload parse(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
