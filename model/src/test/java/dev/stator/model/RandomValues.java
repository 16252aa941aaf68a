package dev.stator.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random values that like the edges: bounds, surrogates, zero bytes, empty things. */
public final class RandomValues {
  private final Random random;

  public RandomValues(long seed) {
    random = new Random(seed);
  }

  public DynamoNumber number() {
    return switch (random.nextInt(6)) {
      case 0 -> DynamoNumber.of(random.nextInt(-20, 21));
      case 1 -> DynamoNumber.of(random.nextLong());
      case 2 -> DynamoNumber.of(BigDecimal.valueOf(random.nextInt(-99_999, 100_000), 2));
      case 3 -> edge();
      default -> wide();
    };
  }

  private DynamoNumber edge() {
    String[] edges = {
      "0",
      "1e125",
      "-1e125",
      "1e-130",
      "-1e-130",
      "9.9999999999999999999999999999999999999e125",
      "-9.9999999999999999999999999999999999999e125",
      "1.0000000000000000000000000000000000001e-130",
      "999999999999999999",
      "1000000000000000001",
      "9223372036854775807",
      "-9223372036854775808",
      "9223372036854775808",
      "99",
      "100",
      "0.1",
      "0.01"
    };
    return DynamoNumber.parse(edges[random.nextInt(edges.length)]);
  }

  private DynamoNumber wide() {
    int digits = random.nextInt(1, 39);
    StringBuilder text = new StringBuilder();
    if (random.nextBoolean()) {
      text.append('-');
    }
    text.append((char) ('1' + random.nextInt(9)));
    for (int i = 1; i < digits; i++) {
      text.append((char) ('0' + random.nextInt(10)));
    }
    int magnitude = random.nextBoolean() ? random.nextInt(-130, 126) : random.nextInt(-3, 30);
    int scale = digits - 1 - magnitude;
    return DynamoNumber.of(new BigDecimal(new BigInteger(text.toString()), scale));
  }

  public String text() {
    int length = random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(6);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          switch (random.nextInt(8)) {
            case 0 -> random.nextInt(3);
            case 1 -> random.nextInt(0x80, 0x800);
            case 2 -> 0xE000 + random.nextInt(0x2000);
            case 3 -> random.nextInt(0x10000, 0x110000);
            case 4 -> "\"\\/\u007f\n".charAt(random.nextInt(5));
            default -> 'a' + random.nextInt(3);
          });
    }
    return text.toString();
  }

  public Binary binary() {
    int length = random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(6);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextBoolean() ? -random.nextInt(3) : random.nextInt(3));
    }
    return new Binary(bytes);
  }

  public AttributeValue scalar(ScalarType type) {
    return switch (type) {
      case S -> new AttributeValue.S(text());
      case N -> new AttributeValue.N(number());
      case B -> new AttributeValue.B(binary());
    };
  }

  public AttributeValue value(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 8)) {
      case 0 -> new AttributeValue.S(text());
      case 1 -> new AttributeValue.N(number());
      case 2 -> new AttributeValue.B(binary());
      case 3 -> new AttributeValue.Bool(random.nextBoolean());
      case 4 -> AttributeValue.Null.NULL;
      case 5 -> {
        Set<String> set = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          set.add(text());
        }
        yield new AttributeValue.SS(set);
      }
      case 6 -> {
        Set<DynamoNumber> set = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          set.add(number());
        }
        yield new AttributeValue.NS(set);
      }
      case 7 -> {
        Set<Binary> set = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          set.add(binary());
        }
        yield new AttributeValue.BS(set);
      }
      case 8 -> new AttributeValue.M(entries(depth - 1));
      default -> {
        List<AttributeValue> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          list.add(value(depth - 1));
        }
        yield new AttributeValue.L(list);
      }
    };
  }

  public Item item() {
    return new Item(entries(4));
  }

  private Map<String, AttributeValue> entries(int depth) {
    Map<String, AttributeValue> entries = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      entries.put(text(), value(depth));
    }
    return entries;
  }
}
