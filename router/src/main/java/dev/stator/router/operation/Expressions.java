package dev.stator.router.operation;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.ExpressionText;
import dev.stator.model.expression.KeyConditionExpression;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.wire.Struct;
import dev.stator.model.wire.ValueFlaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The expressions of one request, parsed in the service's order. */
final class Expressions {
  private static final String VALUES = "ExpressionAttributeValues";
  private static final List<String> LEGACY =
      List.of(
          "AttributesToGet",
          "AttributeUpdates",
          "ConditionalOperator",
          "Expected",
          "KeyConditions",
          "QueryFilter",
          "ScanFilter");

  private final Struct request;
  private final ExpressionAttributes attributes;

  /**
   * @param kinds the expressions that this operation has, in the order in which the service names
   *     them
   */
  Expressions(Struct request, ExpressionKind... kinds) {
    this.request = request;
    refuseLegacy(request, kinds);
    ExpressionText[] texts = new ExpressionText[kinds.length];
    boolean values = false;
    for (int i = 0; i < kinds.length; i++) {
      texts[i] = new ExpressionText(kinds[i], request.string(kinds[i].wireName()));
      values |= kinds[i].usesValues();
    }
    this.attributes =
        ExpressionAttributes.of(
            request.stringMap("ExpressionAttributeNames"), values ? values(request) : null, texts);
  }

  private static @Nullable Map<String, AttributeValue> values(Struct request) {
    ValueFlaw flaw = request.flaw(VALUES);
    if (flaw != null) {
      throw ApiException.validation(
          VALUES + " contains invalid value: " + flaw.message() + " for key " + flaw.attribute());
    }
    return request.attributes(VALUES);
  }

  /**
   * The parameters from before expressions are not built yet; they must not be ignored. The service
   * asks for this before it looks at any value.
   */
  static void refuseLegacy(Struct request, ExpressionKind... kinds) {
    List<String> used = new ArrayList<>();
    for (String legacy : LEGACY) {
      if (Requests.given(request, legacy)) {
        used.add(legacy);
      }
    }
    if (used.isEmpty()) {
      return;
    }
    List<String> expressions = new ArrayList<>();
    for (ExpressionKind kind : kinds) {
      if (request.string(kind.wireName()) != null) {
        expressions.add(kind.wireName());
      }
    }
    if (!expressions.isEmpty()) {
      throw ApiException.validation(
          "Can not use both expression and non-expression parameters in the same request:"
              + " Non-expression parameters: {"
              + String.join(", ", used)
              + "} Expression parameters: {"
              + String.join(", ", expressions)
              + "}");
    }
    throw ApiException.validation(
        "The legacy parameters {"
            + String.join(", ", used)
            + "} are not available in this version of Stator: use expression parameters instead");
  }

  @Nullable ConditionExpression condition() {
    return conditional("ConditionExpression", ExpressionKind.CONDITION);
  }

  @Nullable ConditionExpression filter() {
    return conditional("FilterExpression", ExpressionKind.FILTER);
  }

  private @Nullable ConditionExpression conditional(String member, ExpressionKind kind) {
    String text = request.string(member);
    return text == null ? null : ConditionExpression.parse(kind, text, attributes);
  }

  @Nullable UpdateExpression update() {
    String text = request.string("UpdateExpression");
    return text == null ? null : UpdateExpression.parse(text, attributes);
  }

  @Nullable ProjectionExpression projection() {
    String text = request.string("ProjectionExpression");
    return text == null ? null : ProjectionExpression.parse(text, attributes);
  }

  @Nullable KeyConditionExpression keyCondition() {
    String text = request.string("KeyConditionExpression");
    return text == null ? null : KeyConditionExpression.parse(text, attributes);
  }

  /** Refuses names and values that no expression has used. */
  void requireAllUsed() {
    attributes.requireAllUsed();
  }
}
