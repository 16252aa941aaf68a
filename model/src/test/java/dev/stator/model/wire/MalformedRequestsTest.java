package dev.stator.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.json.ErrorJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, a request is decoded or refused with an error of the client's. */
class MalformedRequestsTest {
  private static final long SEED = 20120810;
  private static final int ROUNDS = 50_000;

  private static final List<String> SEEDS =
      List.of(
          """
          PutItem {"TableName":"users","Item":{"s":{"S":"aé€"},"n":{"N":"-12.5e-3"},"b":{"B":"AQI="},\
          "t":{"BOOL":true},"z":{"NULL":true},"m":{"M":{"x":{"S":"y"}}},"l":{"L":[{"N":"1"}]},\
          "ss":{"SS":["a","b"]},"ns":{"NS":["1","2"]},"bs":{"BS":["AQ==","Ag=="]}},\
          "ConditionExpression":"attribute_not_exists(s)","ReturnValues":"ALL_OLD"}\
          """,
          """
          BatchWriteItem {"RequestItems":{"tab":[{"PutRequest":{"Item":{"a":{"S":"\\u00e9\\ud83d\\ude00"}}}},\
          {"DeleteRequest":{"Key":{"a":{"N":"1"}}}}]},"ReturnConsumedCapacity":"TOTAL"}\
          """,
          """
          BatchGetItem {"RequestItems":{"tab":{"Keys":[{"a":{"S":"x"}}],"ConsistentRead":true,\
          "ExpressionAttributeNames":{"#a":"b"}}}}\
          """,
          """
          Query {"TableName":"tab","KeyConditions":{"a":{"ComparisonOperator":"EQ",\
          "AttributeValueList":[{"S":"x"}]}},"Limit":10,"ScanIndexForward":false,\
          "ExclusiveStartKey":{"a":{"S":"x"},"b":{"N":"1e10"}}}\
          """,
          """
          CreateTable {"TableName":"tab","AttributeDefinitions":[{"AttributeName":"a",\
          "AttributeType":"S"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],\
          "ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5},\
          "Tags":[{"Key":"k","Value":"v"}]}\
          """);

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "null",
          "true",
          "1e999999999",
          "-0",
          "\\ud800",
          "{\"S\":5}",
          "{\"N\":\"1e999999999\"}",
          "{\"SS\":[null]}",
          "[[[[",
          "\"\"",
          "\u0000",
          "{\"L\":[",
          "{\"M\":{\"a\":",
          "{}",
          "[]",
          "123456789012345678901234567890",
          "NaN");

  private final Random random = new Random(SEED);

  @Test
  void onlyErrorsOfTheClientComeOut() {
    Map<ErrorCode, Integer> seen = new EnumMap<>(ErrorCode.class);
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String seed = SEEDS.get(round % SEEDS.size());
      int space = seed.indexOf(' ');
      Operation operation = ServiceModel.dynamoDb().operation(seed.substring(0, space));
      byte[] body = mutate(seed.substring(space + 1).getBytes(StandardCharsets.UTF_8));
      try {
        Struct struct = RequestReader.read(operation, body);
        Validator.check(struct);
        Reading.all(struct);
        accepted++;
      } catch (ApiException e) {
        seen.merge(e.code(), 1, Integer::sum);
        assertThat(ErrorJson.write(e)).hasSizeLessThan(400_000);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("round " + round + ": " + text(body), e);
      }
    }
    assertThat(seen).containsOnlyKeys(ErrorCode.VALIDATION, ErrorCode.SERIALIZATION);
    assertThat(seen.get(ErrorCode.VALIDATION)).isGreaterThan(ROUNDS / 50);
    assertThat(seen.get(ErrorCode.SERIALIZATION)).isGreaterThan(ROUNDS / 10);
    assertThat(accepted).isGreaterThan(ROUNDS / 100);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.ISO_8859_1);
  }

  private byte[] mutate(byte[] body) {
    byte[] result = body;
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      result = change(result);
    }
    return result;
  }

  private byte[] change(byte[] body) {
    if (body.length < 4) {
      return body;
    }
    int at = random.nextInt(body.length);
    int more = 1 + random.nextInt(Math.min(20, body.length));
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(body, at);
      case 1 -> flipped(body, at);
      case 2 -> spliced(body, at, at, piece());
      case 3 -> spliced(body, at, Math.min(body.length, at + more), piece());
      case 4 -> spliced(body, at, Math.min(body.length, at + more), new byte[0]);
      case 5 -> spliced(body, valueAt(body, at), valueEnd(body, at), piece());
      case 6 ->
          spliced(body, at, at, Arrays.copyOfRange(body, at, Math.min(body.length, at + more)));
      default -> spliced(body, at, at, piece(1 + random.nextInt(100)));
    };
  }

  private byte[] flipped(byte[] body, int at) {
    byte[] copy = body.clone();
    copy[at] ^= (byte) (1 << random.nextInt(8));
    return copy;
  }

  private static int valueAt(byte[] body, int from) {
    int at = from;
    while (at < body.length && body[at] != ':') {
      at++;
    }
    return Math.min(at + 1, body.length);
  }

  private static int valueEnd(byte[] body, int from) {
    int at = valueAt(body, from);
    while (at < body.length && body[at] != ',' && body[at] != '}') {
      at++;
    }
    return at;
  }

  private byte[] piece() {
    return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] piece(int times) {
    return PIECES.get(random.nextInt(PIECES.size())).repeat(times).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] spliced(byte[] body, int from, int to, byte[] middle) {
    byte[] out = new byte[body.length - (to - from) + middle.length];
    System.arraycopy(body, 0, out, 0, from);
    System.arraycopy(middle, 0, out, from, middle.length);
    System.arraycopy(body, to, out, from + middle.length, body.length - to);
    return out;
  }
}
