package dev.stator.cluster.wire;

import dev.stator.model.AttributeValue;
import dev.stator.model.expression.Comparison;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.Operand;
import dev.stator.model.expression.PathStep;
import dev.stator.model.expression.UpdateAction;
import dev.stator.model.item.ItemCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * Conditions and updates as trees: what was parsed and checked by the router is not parsed again,
 * and a condition that no text stands for travels alike.
 */
final class ExpressionCodec1 {
  /** An expression has 300 operators at most, and so hardly more levels. */
  private static final int DEPTH_MAX = 400;

  private static final int AND = 1;
  private static final int OR = 2;
  private static final int NOT = 3;
  private static final int COMPARE = 4;
  private static final int BETWEEN = 5;
  private static final int IN = 6;
  private static final int EXISTS = 7;
  private static final int NOT_EXISTS = 8;
  private static final int HAS_TYPE = 9;
  private static final int BEGINS_WITH = 10;
  private static final int CONTAINS = 11;

  private static final int PATH = 1;
  private static final int LITERAL = 2;
  private static final int SIZE = 3;
  private static final int SUM = 4;
  private static final int IF_NOT_EXISTS = 5;
  private static final int LIST_APPEND = 6;

  private static final int SET = 1;
  private static final int REMOVE = 2;
  private static final int ADD = 3;
  private static final int DELETE = 4;

  private static final int ATTRIBUTE = 1;
  private static final int INDEX = 2;

  private ExpressionCodec1() {}

  static void put(WireWriter out, Condition condition) {
    switch (condition) {
      case Condition.And and -> putAll(out, AND, and.operands());
      case Condition.Or or -> putAll(out, OR, or.operands());
      case Condition.Not not -> {
        out.u8(NOT);
        put(out, not.operand());
      }
      case Condition.Compare compare -> {
        out.u8(COMPARE);
        out.u8(code(compare.comparison()));
        putAll(out, compare.left(), compare.right());
      }
      case Condition.Between between -> {
        out.u8(BETWEEN);
        putAll(out, between.value(), between.low(), between.high());
      }
      case Condition.In in -> {
        out.u8(IN);
        put(out, in.value());
        out.i32(in.options().size());
        in.options().forEach(option -> put(out, option));
      }
      case Condition.Exists exists -> {
        out.u8(EXISTS);
        put(out, exists.path());
      }
      case Condition.NotExists notExists -> {
        out.u8(NOT_EXISTS);
        put(out, notExists.path());
      }
      case Condition.HasType hasType -> {
        out.u8(HAS_TYPE);
        put(out, hasType.value());
        out.longText(hasType.typeName());
      }
      case Condition.BeginsWith beginsWith -> {
        out.u8(BEGINS_WITH);
        putAll(out, beginsWith.value(), beginsWith.prefix());
      }
      case Condition.Contains contains -> {
        out.u8(CONTAINS);
        putAll(out, contains.value(), contains.part());
      }
    }
  }

  static void put(WireWriter out, UpdateAction action) {
    switch (action) {
      case UpdateAction.Set set -> {
        out.u8(SET);
        put(out, set.path());
        put(out, set.value());
      }
      case UpdateAction.Remove remove -> {
        out.u8(REMOVE);
        put(out, remove.path());
      }
      case UpdateAction.Add add -> {
        out.u8(ADD);
        put(out, add.path());
        put(out, add.operand());
      }
      case UpdateAction.Delete delete -> {
        out.u8(DELETE);
        put(out, delete.path());
        put(out, delete.operand());
      }
    }
  }

  private static void put(WireWriter out, Operand operand) {
    switch (operand) {
      case Operand.Path path -> {
        out.u8(PATH);
        put(out, path.path());
      }
      case Operand.Literal literal -> {
        out.u8(LITERAL);
        put(out, literal.value());
      }
      case Operand.Size size -> {
        out.u8(SIZE);
        put(out, size.of());
      }
      case Operand.Sum sum -> {
        out.u8(SUM);
        out.bool(sum.minus());
        putAll(out, sum.left(), sum.right());
      }
      case Operand.IfNotExists ifNotExists -> {
        out.u8(IF_NOT_EXISTS);
        put(out, ifNotExists.path());
        put(out, ifNotExists.otherwise());
      }
      case Operand.ListAppend append -> {
        out.u8(LIST_APPEND);
        putAll(out, append.first(), append.second());
      }
    }
  }

  private static void putAll(WireWriter out, int type, List<Condition> conditions) {
    out.u8(type);
    out.i32(conditions.size());
    conditions.forEach(condition -> put(out, condition));
  }

  private static void putAll(WireWriter out, Operand... operands) {
    for (Operand operand : operands) {
      put(out, operand);
    }
  }

  private static void put(WireWriter out, DocumentPath path) {
    out.longText(path.name());
    out.u8(path.steps().size());
    for (PathStep step : path.steps()) {
      switch (step) {
        case PathStep.Attribute attribute -> {
          out.u8(ATTRIBUTE);
          out.longText(attribute.name());
        }
        case PathStep.Index at -> {
          out.u8(INDEX);
          out.i32(at.index());
        }
      }
    }
  }

  private static void put(WireWriter out, AttributeValue value) {
    out.bytes(ItemCodec.encodeValue(value));
  }

  static Condition condition(WireReader in) {
    return condition(in, 0);
  }

  private static Condition condition(WireReader in, int depth) {
    int inner = deeper(depth);
    int type = in.u8();
    return switch (type) {
      case AND -> new Condition.And(in.list(() -> condition(in, inner)));
      case OR -> new Condition.Or(in.list(() -> condition(in, inner)));
      case NOT -> new Condition.Not(condition(in, inner));
      case COMPARE -> {
        Comparison comparison = comparison(in.u8());
        yield new Condition.Compare(tested(in, inner), comparison, tested(in, inner));
      }
      case BETWEEN ->
          new Condition.Between(tested(in, inner), tested(in, inner), tested(in, inner));
      case IN -> new Condition.In(tested(in, inner), in.list(() -> tested(in, inner)));
      case EXISTS -> new Condition.Exists(path(in));
      case NOT_EXISTS -> new Condition.NotExists(path(in));
      case HAS_TYPE -> new Condition.HasType(tested(in, inner), in.longText());
      case BEGINS_WITH -> new Condition.BeginsWith(tested(in, inner), tested(in, inner));
      case CONTAINS -> new Condition.Contains(tested(in, inner), tested(in, inner));
      default -> throw new MalformedMessageException("a condition of type " + type);
    };
  }

  static UpdateAction action(WireReader in) {
    int type = in.u8();
    return switch (type) {
      case SET -> new UpdateAction.Set(path(in), computed(in, 0));
      case REMOVE -> new UpdateAction.Remove(path(in));
      case ADD -> new UpdateAction.Add(path(in), value(in));
      case DELETE -> new UpdateAction.Delete(path(in), value(in));
      default -> throw new MalformedMessageException("an action of type " + type);
    };
  }

  /** An operand of a condition. */
  private static Operand tested(WireReader in, int depth) {
    int type = in.u8();
    return switch (type) {
      case PATH -> new Operand.Path(path(in));
      case LITERAL -> new Operand.Literal(value(in));
      case SIZE -> new Operand.Size(tested(in, deeper(depth)));
      default -> throw new MalformedMessageException("an operand of type " + type + " in a test");
    };
  }

  /** An operand of an update. */
  private static Operand computed(WireReader in, int depth) {
    int inner = deeper(depth);
    int type = in.u8();
    return switch (type) {
      case PATH -> new Operand.Path(path(in));
      case LITERAL -> new Operand.Literal(value(in));
      case SUM -> {
        boolean minus = in.bool();
        yield new Operand.Sum(computed(in, inner), minus, computed(in, inner));
      }
      case IF_NOT_EXISTS -> new Operand.IfNotExists(path(in), computed(in, inner));
      case LIST_APPEND -> new Operand.ListAppend(computed(in, inner), computed(in, inner));
      default ->
          throw new MalformedMessageException("an operand of type " + type + " in an update");
    };
  }

  private static DocumentPath path(WireReader in) {
    String name = in.longText();
    int count = in.u8();
    if (count >= DocumentPath.ELEMENTS_MAX) {
      throw new MalformedMessageException("a path of " + count + " steps");
    }
    List<PathStep> steps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int type = in.u8();
      steps.add(
          switch (type) {
            case ATTRIBUTE -> new PathStep.Attribute(in.longText());
            case INDEX -> new PathStep.Index(in.size());
            default -> throw new MalformedMessageException("a step of type " + type);
          });
    }
    return new DocumentPath(name, steps);
  }

  private static AttributeValue value(WireReader in) {
    return ItemCodec.decodeValue(in.bytes());
  }

  private static int deeper(int depth) {
    if (depth >= DEPTH_MAX) {
      throw new MalformedMessageException("an expression of more than " + DEPTH_MAX + " levels");
    }
    return depth + 1;
  }

  private static int code(Comparison comparison) {
    return switch (comparison) {
      case EQ -> 1;
      case NE -> 2;
      case LT -> 3;
      case LE -> 4;
      case GT -> 5;
      case GE -> 6;
    };
  }

  private static Comparison comparison(int code) {
    return switch (code) {
      case 1 -> Comparison.EQ;
      case 2 -> Comparison.NE;
      case 3 -> Comparison.LT;
      case 4 -> Comparison.LE;
      case 5 -> Comparison.GT;
      case 6 -> Comparison.GE;
      default -> throw new MalformedMessageException("a comparison of code " + code);
    };
  }
}
