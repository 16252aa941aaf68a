package dev.stator.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.key.SortCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyConditionExpressionTest {
  private static final AttributeValue K = Fixture.s("k");
  private static final AttributeValue S = Fixture.s("s");

  private static KeyCondition bind(String text) {
    return KeyConditionExpression.parse(text, Fixture.attributes(text)).bind(Fixture.SCHEMA);
  }

  private static String refusal(String text, KeySchema schema) {
    return Fixture.outcome(
        () -> KeyConditionExpression.parse(text, Fixture.attributes(text)).bind(schema).toString());
  }

  @Test
  void whatItYields() {
    assertThat(bind("pk = :p")).isEqualTo(new KeyCondition(K, SortCondition.All.ALL));
    assertThat(bind(":p = #pk")).isEqualTo(new KeyCondition(K, SortCondition.All.ALL));
    assertThat(bind("sk = :r AND pk = :p"))
        .isEqualTo(new KeyCondition(K, new SortCondition.Equal(S)));
    assertThat(bind("pk = :p AND sk < :r"))
        .isEqualTo(new KeyCondition(K, new SortCondition.Less(S)));
    assertThat(bind("pk = :p AND :r < sk"))
        .isEqualTo(new KeyCondition(K, new SortCondition.Greater(S)));
    assertThat(bind("(pk = :p) AND (:r >= sk)"))
        .isEqualTo(new KeyCondition(K, new SortCondition.LessOrEqual(S)));
    assertThat(bind("pk = :p AND sk BETWEEN :r AND :r2"))
        .isEqualTo(new KeyCondition(K, new SortCondition.Between(S, Fixture.s("z"))));
    assertThat(bind("pk = :p AND begins_with(sk, :r)"))
        .isEqualTo(new KeyCondition(K, new SortCondition.BeginsWith(S)));
  }

  @Test
  void aTableWithoutSortKey() {
    KeySchema hash = new KeySchema(new KeyAttribute("pk", ScalarType.S), null);
    assertThat(refusal("pk = :p AND sk = :r", hash)).isEqualTo("Query key condition not supported");
    assertThat(refusal("sk = :r", hash)).isEqualTo("Query condition missed key schema element: pk");
    assertThat(refusal("pk = :p AND pk = :p", hash))
        .isEqualTo(
            "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one"
                + " condition per key");
  }

  @Test
  void otherKeyTypes() {
    KeySchema numbers =
        new KeySchema(new KeyAttribute("pk", ScalarType.N), new KeyAttribute("sk", ScalarType.N));
    String mismatch =
        "One or more parameter values were invalid: Condition parameter type does not match schema"
            + " type";
    assertThat(refusal("pk = :n AND sk > :one", numbers)).startsWith("KeyCondition[");
    assertThat(refusal("pk = :p", numbers)).isEqualTo(mismatch);
    assertThat(refusal("pk = :n AND begins_with(sk, :r)", numbers)).isEqualTo(mismatch);
    KeySchema bytes =
        new KeySchema(new KeyAttribute("pk", ScalarType.B), new KeyAttribute("sk", ScalarType.B));
    assertThat(refusal("pk = :b AND begins_with(sk, :b)", bytes)).startsWith("KeyCondition[");
    assertThat(refusal("pk = :b AND begins_with(sk, :r)", bytes)).isEqualTo(mismatch);
  }

  @Test
  void moreConditionsThanKeys() {
    assertThat(refusal("pk = :p AND sk > :r AND x = :r", Fixture.SCHEMA))
        .isEqualTo(
            "The number of query conditions (3) exceeds the number of key attributes defined in the"
                + " schema (2)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk = :long",
        "sk > :long",
        "sk >= :long",
        "sk < :long",
        "sk <= :long",
        "sk BETWEEN :r AND :long",
        "begins_with(sk, :long)"
      })
  void sortKeysThatAreTooLong(String condition) {
    assertThat(refusal("pk = :p AND " + condition, Fixture.SCHEMA))
        .isEqualTo(
            "One or more parameter values were invalid: Aggregated size of all range keys has"
                + " exceeded the size limit of 1024 bytes");
  }

  @Test
  void emptyKeysAreRefused() {
    assertThat(refusal("pk = :e", Fixture.SCHEMA))
        .isEqualTo(
            "One or more parameter values are not valid. The AttributeValue for a key attribute"
                + " cannot contain an empty string value. Key: pk");
  }
}
