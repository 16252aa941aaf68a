package dev.stator.lab.jmh;

import dev.stator.model.Item;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.ItemJson;
import dev.stator.model.item.StoredRow;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Encoding, decoding and transcoding a 900 B item. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ItemBenchmark {
  private final JsonFactory json = new JsonFactory();
  private final Item item = SampleItems.item(7);
  private final byte[] encoded = ItemCodec.encode(item);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(4096);

  @Benchmark
  public byte[] encode() {
    return ItemCodec.encode(item);
  }

  @Benchmark
  public byte[] encodeRow() {
    return StoredRow.encode(1, 2, item);
  }

  @Benchmark
  public Item decode() {
    return ItemCodec.decode(encoded);
  }

  @Benchmark
  public int transcodeToJson() {
    out.reset();
    try (JsonGenerator generator = json.createGenerator(ObjectWriteContext.empty(), out)) {
      ItemJson.write(generator, encoded, 0, encoded.length);
    }
    return out.size();
  }

  @Benchmark
  public int objectsToJson() {
    out.reset();
    try (JsonGenerator generator = json.createGenerator(ObjectWriteContext.empty(), out)) {
      ItemJson.write(generator, item);
    }
    return out.size();
  }
}
