package dev.stator.lab.jmh;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.key.KeyEncoding;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
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

/** From a key's attributes to the bytes that order rows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KeyBenchmark {
  private final Item item = SampleItems.item(7);
  private final PrimaryKey key = Keys.fromItem(SampleItems.SCHEMA, item);
  private final byte[] row = RowKeys.itemKey(1, key);
  private final AttributeValue number =
      new AttributeValue.N(DynamoNumber.parse("-12345678901234567890.123456789"));

  @Benchmark
  public PrimaryKey fromItem() {
    return Keys.fromItem(SampleItems.SCHEMA, item);
  }

  @Benchmark
  public byte[] rowKey() {
    return RowKeys.itemKey(1, key);
  }

  @Benchmark
  public PrimaryKey decodeRowKey() {
    return RowKeys.decode(SampleItems.SCHEMA, row);
  }

  @Benchmark
  public byte[] numberKey() {
    return KeyEncoding.encodeLast(number);
  }
}
