package dev.stator.lab.bench;

import dev.stator.lab.wire.Endpoint;
import dev.stator.model.AttributeValue;
import dev.stator.model.key.RowKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.SplittableRandom;

/** Makes a workload's requests, one after the other. Used by one thread. */
final class RequestSource {
  private static final int PAYLOADS = 64;

  private final SplittableRandom random;
  private final KeyChooser keys;
  private final int firstItem;
  private final int readPercent;
  private final RequestTemplate read;
  private final RequestTemplate[] writes;
  private final Workload.Pair pair;
  private int token = (int) (System.nanoTime() / 1000 % 1_000_000_000);
  private boolean lastWasRead;

  RequestSource(RunSpec spec, KeyChooser keys, long seed) {
    this.random = new SplittableRandom(seed);
    this.keys = keys;
    this.firstItem = spec.firstItem();
    this.readPercent = spec.workload().readPercent();
    this.pair = spec.workload().pair();
    boolean pairs = pair != Workload.Pair.NONE;
    this.read = readTemplate(spec);
    this.writes = new RequestTemplate[PAYLOADS];
    for (int i = 0; i < PAYLOADS; i++) {
      writes[i] =
          pairs
              ? putPairTemplate(spec, random)
              : spec.workload().wholeItems()
                  ? putTemplate(spec, random)
                  : updateTemplate(spec, random);
    }
  }

  private static RequestTemplate readTemplate(RunSpec spec) {
    if (spec.workload() == Workload.STATEMENT) {
      return statementTemplate(spec);
    }
    return spec.workload().pair() == Workload.Pair.NONE
        ? getTemplate(spec)
        : readPairTemplate(spec);
  }

  private static RequestTemplate statementTemplate(RunSpec spec) {
    String body =
        ("{\"Statement\":\"SELECT * FROM \\\"%s\\\" WHERE pk = ?\",\"Parameters\":[{\"S\":\"%s\"}],"
                + "\"ConsistentRead\":%s}")
            .formatted(spec.table(), BenchItem.KEY_MARK, spec.strong());
    return RequestTemplate.of(endpoint(spec), "ExecuteStatement", body);
  }

  private static RequestTemplate getTemplate(RunSpec spec) {
    String body =
        "{\"TableName\":\"%s\",\"Key\":{\"pk\":{\"S\":\"%s\"}},\"ConsistentRead\":%s}"
            .formatted(spec.table(), BenchItem.KEY_MARK, spec.strong());
    return RequestTemplate.of(endpoint(spec), "GetItem", body);
  }

  private static RequestTemplate putTemplate(RunSpec spec, SplittableRandom random) {
    String item = BenchItem.json(BenchItem.KEY_MARK, random);
    String body = "{\"TableName\":\"%s\",\"Item\":%s}".formatted(spec.table(), item);
    return RequestTemplate.of(endpoint(spec), "PutItem", body);
  }

  private static RequestTemplate updateTemplate(RunSpec spec, SplittableRandom random) {
    String body =
        ("{\"TableName\":\"%s\",\"Key\":{\"pk\":{\"S\":\"%s\"}},"
                + "\"UpdateExpression\":\"SET field%d = :v\","
                + "\"ExpressionAttributeValues\":{\":v\":{\"S\":\"%s\"}}}")
            .formatted(
                spec.table(),
                BenchItem.KEY_MARK,
                random.nextInt(BenchItem.FIELDS),
                BenchItem.fieldValue(random));
    return RequestTemplate.of(endpoint(spec), "UpdateItem", body);
  }

  private static RequestTemplate readPairTemplate(RunSpec spec) {
    String get =
        "{\"Get\":{\"TableName\":\"%s\",\"Key\":{\"pk\":{\"S\":\"%s\"}}}}"
            .formatted(spec.table(), BenchItem.KEY_MARK);
    String body = "{\"TransactItems\":[%s,%s]}".formatted(get, get);
    return RequestTemplate.of(endpoint(spec), "TransactGetItems", body, 2);
  }

  /** With a token, as every SDK sends one. */
  private static RequestTemplate putPairTemplate(RunSpec spec, SplittableRandom random) {
    String put = "{\"Put\":{\"TableName\":\"%s\",\"Item\":%s}}";
    String body =
        ("{\"TransactItems\":[" + put + "," + put + "],\"ClientRequestToken\":\"%s\"}")
            .formatted(
                spec.table(),
                BenchItem.json(BenchItem.KEY_MARK, random),
                spec.table(),
                BenchItem.json(BenchItem.KEY_MARK, random),
                BenchItem.KEY_MARK);
    return RequestTemplate.of(endpoint(spec), "TransactWriteItems", body, 3);
  }

  private static Endpoint endpoint(RunSpec spec) {
    return spec.target().endpoint();
  }

  /** A buffer with the next request; the caller gives it to a channel. */
  ByteBuf next(ByteBufAllocator allocator) {
    lastWasRead = readPercent == 100 || (readPercent > 0 && random.nextInt(100) < readPercent);
    RequestTemplate template = lastWasRead ? read : writes[random.nextInt(PAYLOADS)];
    ByteBuf out = allocator.directBuffer(template.length());
    if (pair == Workload.Pair.NONE) {
      template.writeTo(out, item());
    } else {
      int first = item();
      template.writeTo(out, first, partner(first), token++);
    }
    return out;
  }

  private int item() {
    return firstItem + keys.next(random);
  }

  /**
   * Another item, in the same quarter of the hash space or not: a new table has four partitions.
   */
  private int partner(int first) {
    int quarter = quarter(first);
    while (true) {
      int other = item();
      boolean together = quarter(other) == quarter;
      if (other != first && together == (pair == Workload.Pair.TOGETHER)) {
        return other;
      }
    }
  }

  private static int quarter(int item) {
    return (int) (RowKeys.hash(new AttributeValue.S(BenchItem.key(item))) >>> (Long.SIZE - 2));
  }

  /** Whether the request made last was a read. */
  boolean lastWasRead() {
    return lastWasRead;
  }
}
