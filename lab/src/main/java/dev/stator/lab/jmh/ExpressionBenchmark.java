package dev.stator.lab.jmh;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.expression.UpdateOutcome;
import java.util.Map;
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

/** Reading and evaluating what conditional writes and updates carry. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ExpressionBenchmark {
  private static final String CONDITION =
      "attribute_exists(pk) AND visits BETWEEN :low AND :high AND NOT begins_with(field0, :text)";
  private static final String UPDATE = "SET field1 = :text, visits = visits + :low REMOVE field2";

  private final Item item = SampleItems.item(7);
  private final Map<String, AttributeValue> conditionValues =
      Map.of(":low", number(1), ":high", number(100), ":text", new AttributeValue.S("no"));
  private final Map<String, AttributeValue> updateValues =
      Map.of(":low", number(1), ":text", new AttributeValue.S("y".repeat(100)));
  private final ConditionExpression condition = parseCondition();
  private final UpdateExpression update = parseUpdate();

  private static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  @Benchmark
  public final ConditionExpression parseCondition() {
    return ConditionExpression.parse(
        ExpressionKind.CONDITION, CONDITION, ExpressionAttributes.of(null, conditionValues));
  }

  @Benchmark
  public final UpdateExpression parseUpdate() {
    return UpdateExpression.parse(UPDATE, ExpressionAttributes.of(null, updateValues));
  }

  @Benchmark
  public boolean testCondition() {
    return condition.test(item);
  }

  @Benchmark
  public UpdateOutcome applyUpdate() {
    return update.apply(item);
  }
}
