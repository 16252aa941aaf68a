package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.DynamoNumber;
import dev.stator.model.item.ItemLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values that a statement spells out: literals and parameters, in lists, maps and sets. */
final class Literals {
  static final String ROOT = "root";

  private Literals() {}

  /**
   * @throws ApiException when it is no value by itself, or one that cannot be stored
   */
  static AttributeValue value(Expr expr) {
    AttributeValue value = value(expr, ROOT);
    ItemLimits.checkNesting(value);
    return value;
  }

  /**
   * @param under where in the value this is, for errors
   */
  private static AttributeValue value(Expr expr, String under) {
    return switch (expr) {
      case Expr.Value value -> value.value();
      case Expr.Seq seq ->
          seq.kind() == Expr.Seq.Kind.BAG
              ? set(seq)
              : new AttributeValue.L(elements(seq.elements(), under));
      case Expr.Tuple tuple -> new AttributeValue.M(members(tuple, under, false));
      case Expr.Path _,
          Expr.Missing _,
          Expr.Star _,
          Expr.Call _,
          Expr.Logic _,
          Expr.Binary _,
          Expr.Compare _,
          Expr.Not _,
          Expr.Between _,
          Expr.In _,
          Expr.Is _ ->
          throw Malformed.at(
              "Unsupported data type: " + expr.name() + " under key " + under, expr.at());
    };
  }

  private static List<AttributeValue> elements(List<Expr> elements, String under) {
    List<AttributeValue> values = new ArrayList<>(elements.size());
    for (Expr element : elements) {
      values.add(value(element, under + "[" + values.size() + "]"));
    }
    return values;
  }

  /** An item; errors leave the names of its own attributes out. */
  static Map<String, AttributeValue> item(Expr.Tuple tuple) {
    Map<String, AttributeValue> members = members(tuple, ROOT, true);
    members.values().forEach(ItemLimits::checkNesting);
    return members;
  }

  private static Map<String, AttributeValue> members(Expr.Tuple tuple, String under, boolean item) {
    Map<String, AttributeValue> members = new LinkedHashMap<>();
    for (int i = 0; i < tuple.keys().size(); i++) {
      Expr key = tuple.keys().get(i);
      if (!(key instanceof Expr.Value literal
          && literal.value() instanceof AttributeValue.S name)) {
        throw Malformed.at(
            "Tuple keys must be of type String. Actual type: "
                + (key instanceof Expr.Path ? "VariableReference" : key.name())
                + " under "
                + under,
            key.at());
      }
      String attribute = ExprParser.notEmpty(name.value());
      AttributeValue value = value(tuple.values().get(i), item ? under : under + "." + attribute);
      if (members.put(attribute, value) != null) {
        throw Malformed.at(
            "Duplicate keys in tuple. Key: " + attribute + " under " + under, key.at());
      }
    }
    return members;
  }

  private static AttributeValue set(Expr.Seq bag) {
    if (bag.elements().isEmpty()) {
      throw ApiException.validation("Empty bags are not supported");
    }
    Set<String> texts = new LinkedHashSet<>();
    Set<DynamoNumber> numbers = new LinkedHashSet<>();
    Set<Binary> bytes = new LinkedHashSet<>();
    List<String> shown = new ArrayList<>();
    for (Expr element : bag.elements()) {
      AttributeValue value = element instanceof Expr.Value literal ? literal.value() : null;
      switch (value) {
        case AttributeValue.S text when numbers.isEmpty() && bytes.isEmpty() -> {
          texts.add(text.value());
          shown.add(text.value());
        }
        case AttributeValue.N number when texts.isEmpty() && bytes.isEmpty() -> {
          numbers.add(number.value());
          shown.add(number.value().toString());
        }
        case AttributeValue.B some when texts.isEmpty() && numbers.isEmpty() -> {
          bytes.add(some.value());
          shown.add(some.value().toString());
        }
        case null, default ->
            throw Malformed.at(
                "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in"
                    + " bags",
                element.at());
      }
    }
    if (texts.size() + numbers.size() + bytes.size() < bag.elements().size()) {
      throw ApiException.validation(
          numbers.isEmpty()
              ? "One or more parameter values were invalid: Input collection "
                  + shown
                  + " contains duplicates."
              : "Input collection contains duplicates");
    }
    if (!texts.isEmpty()) {
      return new AttributeValue.SS(texts);
    }
    return numbers.isEmpty() ? new AttributeValue.BS(bytes) : new AttributeValue.NS(numbers);
  }
}
