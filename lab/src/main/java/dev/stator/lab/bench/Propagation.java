package dev.stator.lab.bench;

import dev.stator.lab.wire.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How long after the answer to a put a reader finds it: by a Query of a global index, and by
 * GetRecords. One put at a time, at a low rate, on a server that has nothing else to do; a reader
 * asks again half a millisecond after each answer.
 */
final class Propagation {
  private static final double AIM_MS = 50;
  private static final long ASK_AGAIN_NANOS = 500_000;
  private static final long FOUND_WITHIN_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int WARM_UP = 50;

  /** Items that no load writes. */
  private static final int FIRST_ITEM = 50_000_000;

  private final FeatureBench bench;
  private final double rate;
  private final SplittableRandom random = new SplittableRandom(11);
  private final Histogram puts = LoopStats.histogram();
  private int lastItem = FIRST_ITEM;

  /** What a put is looked for by. */
  private sealed interface Reader {
    /** Asks once. */
    boolean finds(String key, String value) throws IOException;
  }

  /**
   * @param rate puts per second
   */
  Propagation(FeatureBench bench, double rate) {
    this.bench = bench;
    this.rate = rate;
  }

  void measure() {
    BenchTable one = bench.table("one", new TableShape(1, false), "");
    BenchTable stream = bench.table("stream", new TableShape(0, true), "");
    BenchTable five = bench.table("five", new TableShape(5, true), "");
    List<BenchTable> tables = List.of(one, stream, five);
    Histogram[] delays = new Histogram[4];
    for (int i = 0; i < delays.length; i++) {
      delays[i] = LoopStats.histogram();
    }
    tables.forEach(table -> table.prepare(1_000));
    try {
      FeatureBench.talk(() -> {
        for (int round = 1; round <= bench.options().rounds; round++) {
          bench.out().printf("%n== propagation, round %d%n", round);
          probe(one, 0, delays[0]);
          probe(five, 4, delays[1]);
          probe(stream, -1, delays[2]);
          probe(five, -1, delays[3]);
        }
      });
    } finally {
      tables.forEach(BenchTable::remove);
    }
    // One sync of the same disk: what a machine does to a put it does to what is fed from it.
    bench.fact("The puts that were looked for", FeatureReport.percentiles(puts));
    report("a Query of the only global index", delays[0]);
    report("a Query of the last of 5 global indexes, beside a stream", delays[1]);
    report("GetRecords of a stream", delays[2]);
    report("GetRecords of a stream, beside 5 global indexes", delays[3]);
  }

  private void report(String reader, Histogram delays) {
    String figures = FeatureReport.percentiles(delays);
    bench.fact("From a put's answer to " + reader, figures);
    bench
        .report()
        .aim(
            Numbers.format("From a put's answer to %s: p99 at most %.0f ms", reader, AIM_MS),
            figures);
  }

  /**
   * @param index the index that is asked; -1 for the stream
   */
  private void probe(BenchTable table, int index, Histogram delays) throws IOException {
    bench.quiet();
    try (RawClient writer = RawClient.to(bench.server().endpoint());
        RawClient asking = RawClient.to(bench.server().endpoint())) {
      Reader reader =
          index < 0
              ? StreamTail.atTheEnd(asking, table.name())
              : new IndexReader(asking, table.name(), index);
      int puts = (int) Math.round(rate * bench.options().duration.toSeconds());
      long start = System.nanoTime();
      for (int i = -WARM_UP; i < puts; i++) {
        long due = start + (long) ((i + WARM_UP) * 1e9 / rate);
        LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        long delay = delay(writer, table.name(), Math.max(0, index), reader);
        if (i >= 0) {
          delays.recordValue(Math.clamp(delay, 0, LoopStats.HIGHEST_NANOS));
        }
      }
    }
    bench
        .out()
        .printf("%s, %s: %s%n", table.name(), name(index), FeatureReport.percentiles(delays));
  }

  private static String name(int index) {
    return index < 0 ? "stream" : "by-" + TableShape.attribute(index);
  }

  private long delay(RawClient writer, String table, int index, Reader reader) throws IOException {
    String key = BenchItem.key(++lastItem);
    String value = Integer.toString(lastItem);
    String item =
        BenchItem.json(key, random)
            .replaceFirst(
                "\"" + TableShape.attribute(index) + "\":\\{\"([NS])\":\"[^\"]*\"",
                "\"" + TableShape.attribute(index) + "\":{\"$1\":\"" + value + "\"");
    long sent = System.nanoTime();
    writer.call("PutItem", "{\"TableName\":\"%s\",\"Item\":%s}".formatted(table, item)).orThrow();
    long answered = System.nanoTime();
    puts.recordValue(Math.clamp(answered - sent, 0, LoopStats.HIGHEST_NANOS));
    while (!reader.finds(key, value)) {
      if (System.nanoTime() - answered > FOUND_WITHIN_NANOS) {
        throw new IllegalStateException("What was put into " + table + " is nowhere to be read");
      }
      LockSupport.parkNanos(ASK_AGAIN_NANOS);
    }
    return System.nanoTime() - answered;
  }

  private record IndexReader(RawClient client, String table, int index) implements Reader {
    @Override
    public boolean finds(String key, String value) throws IOException {
      String attribute = TableShape.attribute(index);
      String query =
          """
          {"TableName":"%s","IndexName":"by-%s","KeyConditionExpression":"%s = :v",
           "ExpressionAttributeValues":{":v":{"%s":"%s"}},"Select":"COUNT"}\
          """
              .formatted(table, attribute, attribute, index == 0 ? "N" : "S", value);
      return client.call("Query", query).orThrow().body().replace(" ", "").contains("\"Count\":1");
    }
  }

  /** The ends of all shards of a stream. */
  private static final class StreamTail implements Reader {
    private static final String STREAMS = "DynamoDBStreams_20120810.";

    private final RawClient client;
    private final List<String> iterators = new ArrayList<>();

    private StreamTail(RawClient client) {
      this.client = client;
    }

    static StreamTail atTheEnd(RawClient client, String table) throws IOException {
      StreamTail tail = new StreamTail(client);
      String described =
          client.call("DescribeTable", "{\"TableName\":\"%s\"}".formatted(table)).orThrow().body();
      String arn = Texts.members(described, "LatestStreamArn").getFirst();
      String shards =
          client
              .call(STREAMS + "DescribeStream", "{\"StreamArn\":\"%s\"}".formatted(arn))
              .orThrow()
              .body();
      for (String shard : Texts.members(shards, "ShardId")) {
        String asked =
            "{\"StreamArn\":\"%s\",\"ShardId\":\"%s\",\"ShardIteratorType\":\"LATEST\"}"
                .formatted(arn, shard);
        String iterator = client.call(STREAMS + "GetShardIterator", asked).orThrow().body();
        tail.iterators.add(Texts.members(iterator, "ShardIterator").getFirst());
      }
      return tail;
    }

    @Override
    public boolean finds(String key, String value) throws IOException {
      boolean found = false;
      for (int i = 0; i < iterators.size(); i++) {
        String body =
            client
                .call(
                    STREAMS + "GetRecords",
                    "{\"ShardIterator\":\"%s\"}".formatted(iterators.get(i)))
                .orThrow()
                .body();
        iterators.set(i, Texts.members(body, "NextShardIterator").getFirst());
        found |= body.contains(key);
      }
      return found;
    }
  }
}
