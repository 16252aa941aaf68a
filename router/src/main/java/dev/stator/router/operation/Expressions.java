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
import dev.stator.model.legacy.LegacyConditions;
import dev.stator.model.legacy.LegacyExpected;
import dev.stator.model.legacy.LegacyProjection;
import dev.stator.model.legacy.LegacyUpdates;
import dev.stator.model.wire.Struct;
import dev.stator.model.wire.ValueFlaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of one request, or what it has in their place from before there were expressions,
 * parsed in the service's order.
 */
final class Expressions {
  private static final String VALUES = "ExpressionAttributeValues";

  /** The parameters from before expressions, in the order in which the service names them. */
  private static final List<String> LEGACY =
      List.of(
          "AttributesToGet",
          "AttributeUpdates",
          "QueryFilter",
          "ScanFilter",
          "Expected",
          "ConditionalOperator",
          "KeyConditions");

  private final Struct request;
  private final ExpressionAttributes attributes;

  /**
   * @param kinds the expressions that this operation has, in the order in which the service names
   *     them
   */
  Expressions(Struct request, ExpressionKind... kinds) {
    this.request = request;
    refuseMixed(request, kinds);
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
    if (flaw != null && flaw.tooLarge()) {
      throw ApiException.validation(VALUES + " exceeds max size");
    }
    if (flaw != null) {
      throw ApiException.validation(
          VALUES + " contains invalid value: " + flaw.message() + " for key " + flaw.attribute());
    }
    return request.attributes(VALUES);
  }

  /**
   * Refuses parameters from before expressions beside expressions. The service asks for this before
   * it looks at any value. Only key conditions may be of the old kind beside other expressions.
   */
  static void refuseMixed(Struct request, ExpressionKind... kinds) {
    List<String> expressions = new ArrayList<>();
    for (ExpressionKind kind : kinds) {
      if (request.string(kind.wireName()) != null) {
        expressions.add(kind.wireName());
      }
    }
    if (expressions.isEmpty()) {
      return;
    }
    List<String> used = new ArrayList<>();
    for (String legacy : LEGACY) {
      boolean mayBeMixed =
          legacy.equals("KeyConditions")
              && !expressions.contains(ExpressionKind.KEY_CONDITION.wireName());
      if (!mayBeMixed && Requests.given(request, legacy)) {
        used.add(legacy);
      }
    }
    if (!used.isEmpty()) {
      throw ApiException.validation(
          "Can not use both expression and non-expression parameters in the same request:"
              + " Non-expression parameters: {"
              + String.join(", ", used)
              + "} Expression parameters: {"
              + String.join(", ", expressions)
              + "}");
    }
  }

  /** {@code ConditionExpression} or {@code Expected}. */
  @Nullable ConditionExpression condition() {
    String text = request.string("ConditionExpression");
    return text == null
        ? LegacyExpected.condition(
            request.structMap("Expected"), request.string("ConditionalOperator"))
        : ConditionExpression.parse(ExpressionKind.CONDITION, text, attributes);
  }

  /**
   * {@code FilterExpression} or a filter from before expressions.
   *
   * @param legacy the name of the latter
   */
  @Nullable ConditionExpression filter(String legacy) {
    String text = request.string("FilterExpression");
    return text == null
        ? LegacyConditions.filter(request.structMap(legacy), request.string("ConditionalOperator"))
        : ConditionExpression.parse(ExpressionKind.FILTER, text, attributes);
  }

  /** {@code UpdateExpression} or {@code AttributeUpdates}. */
  @Nullable UpdateExpression update() {
    String text = request.string("UpdateExpression");
    if (text != null) {
      return UpdateExpression.parse(text, attributes);
    }
    Map<String, Struct> updates = request.structMap("AttributeUpdates");
    return updates == null ? null : LegacyUpdates.update(updates);
  }

  /** {@code ProjectionExpression} or {@code AttributesToGet}. */
  @Nullable ProjectionExpression projection() {
    String text = request.string("ProjectionExpression");
    if (text != null) {
      return ProjectionExpression.parse(text, attributes);
    }
    List<String> names = request.strings("AttributesToGet");
    return names == null ? null : LegacyProjection.projection(names);
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
