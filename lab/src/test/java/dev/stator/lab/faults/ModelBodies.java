package dev.stator.lab.faults;

import dev.stator.model.wire.Bounds;
import dev.stator.model.wire.Member;
import dev.stator.model.wire.Operation;
import dev.stator.model.wire.ServiceModel;
import dev.stator.model.wire.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Bodies for every operation of both models, made after the shape of its request: required members
 * always, others by chance, with values that mostly keep the model's constraints. What they ask is
 * seldom sensible, but it gets past the first checks.
 */
final class ModelBodies {
  /** As deep as shapes are followed. */
  private static final int DEPTH_MAX = 6;

  private static final List<String> EXPRESSIONS =
      List.of(
          "pk = :v",
          "v0 > :v AND size(ballast) < :v",
          "attribute_not_exists(pk)",
          "SET v0 = :v",
          "ADD v0 :v REMOVE a.b[1]",
          "pk, v0, a.b[0].c",
          "#n = :v OR begins_with(#n, :v)");

  /** Tables that come and go; few, so that they stay few. */
  private static final int CHURNING = 4;

  private static final TreeSet<String> CHANGES_TABLES =
      new TreeSet<>(List.of("CreateTable", "DeleteTable", "UpdateTable", "UpdateTimeToLive"));

  private final List<Operation> operations = new ArrayList<>();
  private final String table;
  private final SplittableRandom random;

  ModelBodies(String table, SplittableRandom random) {
    this.table = table;
    this.random = random;
    operations.addAll(ServiceModel.dynamoDb().operations());
    operations.addAll(ServiceModel.streams().operations());
  }

  /** Any operation. */
  Operation operation() {
    return operations.get(random.nextInt(operations.size()));
  }

  /** Whether it is one of DynamoDB Streams. */
  static boolean ofStreams(String operation) {
    return ServiceModel.streams().find(operation) != null;
  }

  String body(Operation operation) {
    boolean churns = CHANGES_TABLES.contains(operation.name());
    String name = churns ? "churn-" + random.nextInt(CHURNING) : table;
    return structure(operation.input(), name, 0);
  }

  private String structure(Shape.Structure shape, String name, int depth) {
    List<String> members = new ArrayList<>();
    for (Member member : shape.members()) {
      boolean wanted = member.required() || (depth < DEPTH_MAX && random.nextInt(3) == 0);
      if (wanted) {
        members.add(
            quoted(member.name()) + ":" + value(member.target(), member.name(), name, depth));
      }
    }
    return "{" + String.join(",", members) + "}";
  }

  private String value(Shape shape, String member, String name, int depth) {
    return switch (shape) {
      case Shape.Text text -> quoted(text(text, member, name));
      case Shape.TableName _ -> quoted(name);
      case Shape.Choice choice -> quoted(pick(choice.values()));
      case Shape.Whole whole -> Long.toString(number(whole.range()));
      case Shape.Real _ -> Double.toString(random.nextInt(100) / 4.0);
      case Shape.Truth _ -> Boolean.toString(random.nextBoolean());
      case Shape.Moment _ -> Integer.toString(random.nextInt(2_000_000_000));
      case Shape.Bytes _ -> quoted("AAEC");
      case Shape.Value _ -> attribute(depth);
      case Shape.Sequence list -> {
        List<String> elements = new ArrayList<>();
        for (int i = count(list.length()); i > 0; i--) {
          elements.add(value(list.element(), member, name, depth + 1));
        }
        yield "[" + String.join(",", elements) + "]";
      }
      case Shape.Dictionary map -> {
        List<String> entries = new ArrayList<>();
        for (int i = count(map.length()); i > 0; i--) {
          String key = key(map, member, name, i);
          entries.add(quoted(key) + ":" + value(map.value(), key, name, depth + 1));
        }
        yield "{" + String.join(",", entries) + "}";
      }
      case Shape.Structure inner -> structure(inner, name, depth + 1);
    };
  }

  private String key(Shape.Dictionary map, String member, String name, int place) {
    if (map.key() instanceof Shape.TableName) {
      return name;
    }
    return switch (member) {
      case "Key", "Item", "ExclusiveStartKey", "KeyConditions" -> place == 1 ? "pk" : "v" + place;
      case "ExpressionAttributeNames" -> "#n" + (place == 1 ? "" : place);
      case "ExpressionAttributeValues" -> ":v" + (place == 1 ? "" : place);
      default -> place == 1 ? "pk" : "v" + place;
    };
  }

  private String text(Shape.Text shape, String member, String name) {
    String arn = "arn:aws:dynamodb:us-east-1:000000000000:table/" + name;
    String text =
        switch (member) {
          case "Statement" -> Statements.right(name, random);
          case "AttributeName" -> random.nextInt(4) == 0 ? "v0" : "pk";
          case "IndexName" -> "index" + random.nextInt(3);
          case "StreamArn", "ExclusiveStartStreamArn" ->
              arn + "/stream/2026-01-01T00:00:00." + (100 + random.nextInt(900));
          case "ResourceArn", "TableArn" -> arn;
          case "BackupArn" -> arn + "/backup/01489602797149-73d8d5bc";
          case "ExportArn" -> arn + "/export/01695097218000-d6299cbd";
          case "ImportArn" -> arn + "/import/01695097218000-d6299cbd";
          case "ShardId", "ExclusiveStartShardId" ->
              "shardId-00000001767225600000-%016x-%016x"
                  .formatted(random.nextInt(3_000), random.nextInt(9));
          case "ShardIterator" -> arn + "/stream/2026-01-01T00:00:00.000|1|AAAA";
          case "SequenceNumber" -> "1000000000000000000" + random.nextInt(10_000);
          default -> member.endsWith("Expression") ? pick(EXPRESSIONS) : "text-" + member;
        };
    Bounds length = shape.length();
    if (text.length() > length.max()) {
      return text.substring(0, (int) length.max());
    }
    return text.length() < length.min()
        ? text + "x".repeat((int) Math.min(100, length.min() - text.length()))
        : text;
  }

  private long number(Bounds range) {
    long low = range.min() == Long.MIN_VALUE ? -1 : range.min();
    long high = range.max() == Long.MAX_VALUE ? low + 20 : range.max();
    return low + random.nextLong(Math.max(1, Math.min(20, high - low + 1)));
  }

  private int count(Bounds length) {
    int least = length.min() == Long.MIN_VALUE ? 0 : (int) length.min();
    int most = (int) Math.min(Math.max(least, 3), length.max());
    return least + random.nextInt(most - least + 1);
  }

  private String attribute(int depth) {
    return switch (random.nextInt(depth > DEPTH_MAX ? 5 : 10)) {
      case 0, 1, 2 -> "{\"S\":\"k" + random.nextInt(100) + "\"}";
      case 3 -> "{\"N\":\"" + random.nextInt(100) + "\"}";
      case 4 -> "{\"B\":\"AAE=\"}";
      case 5 -> "{\"BOOL\":true}";
      case 6 -> "{\"NULL\":true}";
      case 7 -> "{\"SS\":[\"a\",\"b\"]}";
      case 8 -> "{\"L\":[" + attribute(depth + 1) + "]}";
      default -> "{\"M\":{\"b\":" + attribute(depth + 1) + "}}";
    };
  }

  private String pick(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
