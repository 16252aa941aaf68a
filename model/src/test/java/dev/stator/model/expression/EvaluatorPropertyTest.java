package dev.stator.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Laws that hold for all items, on random ones; a failure names its seed. */
final class EvaluatorPropertyTest {
  private static final int ROUNDS = 3_000;
  private static final String[] NAMES = {"a", "b", "c", "d"};

  private static Item item(Random random) {
    Map<String, AttributeValue> members = new LinkedHashMap<>();
    for (String name : NAMES) {
      if (random.nextInt(5) > 0) {
        members.put(name, value(random, 3));
      }
    }
    return new Item(members);
  }

  private static AttributeValue value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 7)) {
      case 0 -> Fixture.s("xyz".substring(random.nextInt(4)));
      case 1 -> Fixture.n(String.valueOf(random.nextInt(5) - 2));
      case 2 -> Fixture.b(random.nextInt(256));
      case 3 -> new AttributeValue.Bool(random.nextBoolean());
      case 4 -> AttributeValue.Null.NULL;
      case 5 -> Fixture.ss("x", "y" + random.nextInt(2));
      case 6 -> Fixture.ns("1", String.valueOf(2 + random.nextInt(2)));
      case 7 -> new AttributeValue.L(values(random, depth));
      default -> {
        Map<String, AttributeValue> members = new LinkedHashMap<>();
        for (AttributeValue member : values(random, depth)) {
          members.put(NAMES[random.nextInt(NAMES.length)], member);
        }
        yield new AttributeValue.M(members);
      }
    };
  }

  private static List<AttributeValue> values(Random random, int depth) {
    List<AttributeValue> values = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.add(value(random, depth - 1));
    }
    return values;
  }

  private static DocumentPath path(Random random) {
    List<PathStep> steps = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      steps.add(
          random.nextBoolean()
              ? new PathStep.Attribute(NAMES[random.nextInt(NAMES.length)])
              : new PathStep.Index(random.nextInt(3)));
    }
    return new DocumentPath(NAMES[random.nextInt(NAMES.length)], steps);
  }

  private static Operand operand(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Operand.Literal(value(random, 1));
      case 1 -> new Operand.Size(new Operand.Path(path(random)));
      default -> new Operand.Path(path(random));
    };
  }

  private static boolean test(Condition condition, Item item) {
    return new ConditionExpression(condition).test(item);
  }

  @Test
  void comparisons() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Item item = item(random);
      Operand left = operand(random);
      Operand right = operand(random);
      boolean[] holds = new boolean[Comparison.values().length];
      for (Comparison comparison : Comparison.values()) {
        holds[comparison.ordinal()] = test(new Condition.Compare(left, comparison, right), item);
        assertThat(holds[comparison.ordinal()])
            .as("seed %d: %s swapped", seed, comparison)
            .isEqualTo(test(new Condition.Compare(right, comparison.swapped(), left), item));
      }
      assertThat(holds[Comparison.EQ.ordinal()])
          .as("seed %d: = is the opposite of <>", seed)
          .isNotEqualTo(holds[Comparison.NE.ordinal()]);
      boolean ordered = holds[Comparison.LE.ordinal()] || holds[Comparison.GE.ordinal()];
      int outcomes = 0;
      for (Comparison comparison : new Comparison[] {Comparison.LT, Comparison.EQ, Comparison.GT}) {
        outcomes += holds[comparison.ordinal()] ? 1 : 0;
      }
      assertThat(outcomes).as("seed %d: one of <, =, >", seed).isLessThanOrEqualTo(1);
      if (ordered) {
        assertThat(outcomes).as("seed %d: ordered", seed).isEqualTo(1);
      }
      assertThat(test(new Condition.In(left, List.of(right)), item))
          .as("seed %d: IN one is =", seed)
          .isEqualTo(holds[Comparison.EQ.ordinal()]);
      assertThat(test(new Condition.Between(left, right, right), item))
          .as("seed %d: BETWEEN", seed)
          .isEqualTo(holds[Comparison.LE.ordinal()] && holds[Comparison.GE.ordinal()]);
    }
  }

  @Test
  void whatIsSetIsThere() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Item item = item(random);
      DocumentPath path = path(random);
      AttributeValue value = value(random, 2);
      UpdateExpression set =
          UpdateExpression.of(List.of(new UpdateAction.Set(path, new Operand.Literal(value))));
      String shown = Fixture.show(item);
      String outcome =
          Fixture.outcome(() -> {
            UpdateOutcome applied = set.apply(item);
            AttributeValue now = path.in(applied.newItem());
            if (now != null) {
              assertThat(now).isEqualTo(value);
              assertThat(set.apply(applied.newItem()).newItem()).isEqualTo(applied.newItem());
              assertThat(applied.updatedOld().equals(Item.EMPTY)).isEqualTo(path.in(item) == null);
            } else {
              assertThat(path.steps().getLast()).isInstanceOf(PathStep.Index.class);
            }
            return "ok";
          });
      assertThat(outcome)
          .as("seed %d", seed)
          .isIn("ok", "The document path provided in the update expression is invalid for update");
      assertThat(Fixture.show(item)).as("seed %d: the old item stays", seed).isEqualTo(shown);
    }
  }

  @Test
  void projections() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      Item item = item(random);
      DocumentPath path = path(random);
      Item part = ProjectionExpression.of(List.of(path)).apply(item);
      AttributeValue value = path.in(item);
      assertThat(part.equals(Item.EMPTY)).as("seed %d", seed).isEqualTo(value == null);
      if (value != null) {
        assertThat(innermost(part, path)).as("seed %d", seed).isEqualTo(value);
      }
    }
  }

  /** The value at a path in its own projection, where lists have one element. */
  private static AttributeValue innermost(Item part, DocumentPath path) {
    List<PathStep> steps =
        path.steps().stream()
            .map(step -> step instanceof PathStep.Index ? new PathStep.Index(0) : step)
            .toList();
    AttributeValue value = new DocumentPath(path.name(), steps).in(part);
    assertThat(value).isNotNull();
    return java.util.Objects.requireNonNull(value);
  }
}
