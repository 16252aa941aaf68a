package dev.stator.lab.bench;

import dev.stator.lab.wire.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.SplittableRandom;

/** Makes a workload's requests, one after the other. Used by one thread. */
final class RequestSource {
  private static final int PAYLOADS = 64;

  private final SplittableRandom random;
  private final KeyChooser keys;
  private final int readPercent;
  private final RequestTemplate read;
  private final RequestTemplate[] writes;
  private boolean lastWasRead;

  RequestSource(RunSpec spec, KeyChooser keys, long seed) {
    this.random = new SplittableRandom(seed);
    this.keys = keys;
    this.readPercent = spec.workload().readPercent();
    this.read = readTemplate(spec);
    this.writes = new RequestTemplate[PAYLOADS];
    for (int i = 0; i < PAYLOADS; i++) {
      writes[i] =
          spec.workload().wholeItems() ? putTemplate(spec, random) : updateTemplate(spec, random);
    }
  }

  private static RequestTemplate readTemplate(RunSpec spec) {
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

  private static Endpoint endpoint(RunSpec spec) {
    return spec.target().endpoint();
  }

  /** A buffer with the next request; the caller gives it to a channel. */
  ByteBuf next(ByteBufAllocator allocator) {
    lastWasRead = readPercent == 100 || (readPercent > 0 && random.nextInt(100) < readPercent);
    RequestTemplate template = lastWasRead ? read : writes[random.nextInt(PAYLOADS)];
    ByteBuf out = allocator.directBuffer(template.length());
    template.writeTo(out, keys.next(random));
    return out;
  }

  /** Whether the request made last was a read. */
  boolean lastWasRead() {
    return lastWasRead;
  }
}
