package dev.stator.model.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.KeyCondition;
import dev.stator.model.expression.KeyConditionExpression;
import dev.stator.model.wire.RequestReader;
import dev.stator.model.wire.ServiceModel;
import dev.stator.model.wire.Struct;
import dev.stator.model.wire.Validator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the old parameters say is what an expression says, and they are refused in their words. */
class LegacyTest {
  private static final KeySchema HASH = new KeySchema(new KeyAttribute("p", ScalarType.S), null);
  private static final KeySchema RANGE =
      new KeySchema(new KeyAttribute("p", ScalarType.S), new KeyAttribute("s", ScalarType.N));
  private static final Map<String, AttributeValue> VALUES =
      Map.of(":a", text("a"), ":b", text("b"), ":1", number(1), ":2", number(2));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'n':{'Value':{'S':'a'}} | n = :a
          'n':{'Value':{'S':'a'},'Exists':true} | n = :a
          'n':{'Exists':false} | attribute_not_exists(n)
          'n':{'ComparisonOperator':'EQ','Value':{'S':'a'}} | n = :a
          'n':{'ComparisonOperator':'NE','AttributeValueList':[{'S':'a'}]} | n <> :a
          'n':{'ComparisonOperator':'LT','AttributeValueList':[{'N':'1'}]} | n < :1
          'n':{'ComparisonOperator':'LE','AttributeValueList':[{'N':'1'}]} | n <= :1
          'n':{'ComparisonOperator':'GT','AttributeValueList':[{'N':'1'}]} | n > :1
          'n':{'ComparisonOperator':'GE','AttributeValueList':[{'N':'1'}]} | n >= :1
          'n':{'ComparisonOperator':'NULL'} | attribute_not_exists(n)
          'n':{'ComparisonOperator':'NOT_NULL','AttributeValueList':[]} | attribute_exists(n)
          'n':{'ComparisonOperator':'CONTAINS','AttributeValueList':[{'S':'a'}]} | contains(n, :a)
          'n':{'ComparisonOperator':'NOT_CONTAINS','AttributeValueList':[{'S':'a'}]} | attribute_exists(n) AND NOT contains(n, :a)
          'n':{'ComparisonOperator':'BEGINS_WITH','AttributeValueList':[{'S':'a'}]} | begins_with(n, :a)
          'n':{'ComparisonOperator':'IN','AttributeValueList':[{'S':'a'},{'S':'b'}]} | n IN (:a, :b)
          'n':{'ComparisonOperator':'BETWEEN','AttributeValueList':[{'N':'1'},{'N':'2'}]} | n BETWEEN :1 AND :2
          'n':{'Exists':false},'m':{'Value':{'S':'a'}} | attribute_not_exists(n) AND m = :a
          """)
  void expectedIsACondition(String expected, String expression) {
    assertThat(expected(expected, null)).isEqualTo(condition(expression));
  }

  @Test
  void theOperatorJoins() {
    String two = "'n':{'Exists':false},'m':{'Value':{'S':'a'}}";
    assertThat(expected(two, "OR")).isEqualTo(condition("attribute_not_exists(n) OR m = :a"));
    assertThat(expected(two, "AND")).isEqualTo(condition("attribute_not_exists(n) AND m = :a"));
    assertThat(expected("", null)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'n':{} | 1 validation error detected: One or more parameter values were invalid: Value must be provided when Exists is null for Attribute: n
          'n':{'Exists':true} | Value must be provided when Exists is true for Attribute: n
          'n':{'Exists':false,'Value':{'S':'a'}} | Value cannot be used when Exists is false for Attribute: n
          'n':{'AttributeValueList':[{'S':'a'}],'Exists':false} | AttributeValueList can only be used with a ComparisonOperator for Attribute: n
          'n':{'AttributeValueList':[{'S':'a'}],'Value':{'S':'a'}} | Value and AttributeValueList cannot be used together for Attribute: n
          'n':{'ComparisonOperator':'EQ','Exists':true} | Exists and ComparisonOperator cannot be used together for Attribute: n
          'n':{'ComparisonOperator':'EQ'} | Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: n
          'n':{'ComparisonOperator':'IN','AttributeValueList':[]} | Invalid number of argument(s) for the IN ComparisonOperator
          'n':{'ComparisonOperator':'NULL','Value':{'S':'a'}} | Invalid number of argument(s) for the NULL ComparisonOperator
          'n':{'ComparisonOperator':'IN','AttributeValueList':[{'S':'a'},{'N':'1'}]} | AttributeValues inside AttributeValueList must be of same type
          'n':{'ComparisonOperator':'LT','AttributeValueList':[{'BOOL':true}]} | ComparisonOperator LT is not valid for BOOL AttributeValue type
          'n':{'ComparisonOperator':'CONTAINS','AttributeValueList':[{'NS':['1']}]} | ComparisonOperator CONTAINS is not valid for NS AttributeValue type
          'n':{'ComparisonOperator':'BEGINS_WITH','AttributeValueList':[{'N':'1'}]} | ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type
          'n':{'ComparisonOperator':'BETWEEN','AttributeValueList':[{'N':'2'},{'N':'1'}]} | The BETWEEN condition was provided a range where the lower bound is greater
          'n':{'Value':{'N':'x'}} | The parameter cannot be converted to a numeric value: x
          '':{'Exists':false} | Empty attribute name
          """)
  void expectedIsRefused(String expected, String message) {
    assertThatThrownBy(() -> expected(expected, null)).hasMessageContaining(message);
  }

  @Test
  void anOperatorNeedsSomethingToJoin() {
    assertThatThrownBy(() -> expected("", "OR"))
        .hasMessage("ConditionalOperator cannot be used without Filter or Expected");
    assertThatThrownBy(() -> expected("'n':{'Exists':false}", "OR"))
        .hasMessage(
            "ConditionalOperator can only be used when Filter or Expected has two or more"
                + " elements");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'p':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'a'}]} | p = :a
          'p':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'a'}]},'s':{'ComparisonOperator':'LE','AttributeValueList':[{'N':'1'}]} | p = :a AND s <= :1
          'p':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'a'}]},'s':{'ComparisonOperator':'BETWEEN','AttributeValueList':[{'N':'1'},{'N':'2'}]} | p = :a AND s BETWEEN :1 AND :2
          """)
  void keyConditionsAreOne(String conditions, String expression) {
    KeyCondition expected =
        KeyConditionExpression.parse(expression, ExpressionAttributes.of(null, VALUES)).bind(RANGE);
    assertThat(keys(conditions, RANGE)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | Conditions can be of length 1 or 2 only
          'a':{'ComparisonOperator':'NULL'},'b':{'ComparisonOperator':'NULL'},'c':{'ComparisonOperator':'NULL'} | Conditions can be of length 1 or 2 only
          'p':{'ComparisonOperator':'EQ'} | Invalid number of argument(s) for the EQ ComparisonOperator
          's':{'ComparisonOperator':'EQ','AttributeValueList':[{'N':'1'}]} | Query condition missed key schema element: p
          'p':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'a'}]},'v':{'ComparisonOperator':'NULL'} | Query condition missed key schema element: s
          'p':{'ComparisonOperator':'NE','AttributeValueList':[{'S':'a'}]} | Attempted conditional constraint is not an indexable operation
          'p':{'ComparisonOperator':'GT','AttributeValueList':[{'S':'a'}]} | Query key condition not supported
          'p':{'ComparisonOperator':'EQ','AttributeValueList':[{'N':'1'}]} | Condition parameter type does not match schema type
          'p':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':''}]} | cannot contain an empty string value. Key: p
          """)
  void keyConditionsAreRefused(String conditions, String message) {
    assertThatThrownBy(() -> keys(conditions, RANGE)).hasMessageContaining(message);
  }

  @Test
  void aTableWithoutSortKeyTakesOneCondition() {
    assertThatThrownBy(() ->
            keys(
                "'p':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'a'}]},"
                    + "'v':{'ComparisonOperator':'NULL'}",
                HASH))
        .hasMessage("Query key condition not supported");
  }

  @Test
  void actionsChangeTheItem() {
    Item old =
        new Item(
            Map.of(
                "n", number(1), "gone", text("x"), "l", new AttributeValue.L(List.of(text("a")))));
    Item changed =
        Objects.requireNonNull(
                LegacyUpdates.update(
                    updates(
                        "'n':{'Action':'ADD','Value':{'N':'2'}},'gone':{'Action':'DELETE'},"
                            + "'l':{'Action':'ADD','Value':{'L':[{'S':'b'}]}},"
                            + "'k':{'Action':'ADD','Value':{'L':[{'S':'b'}]}},"
                            + "'set':{'Value':{'S':'PUT is what is meant'}}")))
            .apply(old)
            .newItem();
    assertThat(changed.attributes())
        .isEqualTo(
            Map.of(
                "n",
                number(3),
                "l",
                new AttributeValue.L(List.of(text("a"), text("b"))),
                "k",
                new AttributeValue.L(List.of(text("b"))),
                "set",
                text("PUT is what is meant")));
    assertThat(LegacyUpdates.update(Map.of())).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'a':{} | Only DELETE action is allowed when no attribute value is specified
          'a':{'Action':'ADD'} | Only DELETE action is allowed when no attribute value is specified
          'a':{'Action':'ADD','Value':{'S':'a'}} | ADD action is not supported for the type S
          'a':{'Action':'DELETE','Value':{'L':[]}} | DELETE action with value is not supported for the type L
          '':{'Action':'DELETE'} | Empty attribute name
          """)
  void updatesAreRefused(String updates, String message) {
    assertThatThrownBy(() -> LegacyUpdates.update(updates(updates))).hasMessageContaining(message);
  }

  @Test
  void anAttributeIsAskedForOnce() {
    assertThat(LegacyProjection.projection(List.of("a.b", "c")).topLevelNames())
        .containsExactly("a.b", "c");
    assertThatThrownBy(() -> LegacyProjection.projection(List.of("a", "b", "a")))
        .hasMessage(
            "One or more parameter values were invalid: Duplicate value in attribute name: a");
    assertThatThrownBy(() -> LegacyProjection.projection(List.of("")))
        .hasMessage("Empty attribute name");
  }

  private static AttributeValue text(String value) {
    return new AttributeValue.S(value);
  }

  private static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  private static ConditionExpression condition(String expression) {
    return ConditionExpression.parse(
        ExpressionKind.CONDITION, expression, ExpressionAttributes.of(null, VALUES));
  }

  private static @Nullable ConditionExpression expected(String members, @Nullable String operator) {
    return LegacyExpected.condition(member("DeleteItem", "Expected", members), operator);
  }

  private static KeyCondition keys(String members, KeySchema schema) {
    return LegacyKeyConditions.of(member("Query", "KeyConditions", members), false).bind(schema);
  }

  @Test
  void aSortKeyThatIsTooLong() {
    KeySchema texts =
        new KeySchema(new KeyAttribute("p", ScalarType.S), new KeyAttribute("s", ScalarType.S));
    String members =
        "'p':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'a'}]},"
            + "'s':{'ComparisonOperator':'GT','AttributeValueList':[{'S':'"
            + "x".repeat(1025)
            + "'}]}";
    assertThatThrownBy(() -> keys(members, texts))
        .hasMessage(
            "One or more parameter values were invalid: Aggregated size of all range keys has"
                + " exceeded the size limit of 1024 bytes");
  }

  private static Map<String, Struct> updates(String members) {
    return member("UpdateItem", "AttributeUpdates", members);
  }

  private static Map<String, Struct> member(String operation, String name, String members) {
    String json = "{'TableName':'table','Key':{},'" + name + "':{" + members + "}}";
    Struct request =
        RequestReader.read(
            ServiceModel.dynamoDb().operation(operation),
            json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    Validator.check(request);
    return Objects.requireNonNull(request.structMap(name));
  }
}
