package dev.stator.model.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the condensed model; its form is described at the package. */
final class ModelParser {
  private static final String HEADER = "stator-service-model\t1";
  private static final Shape.Structure EMPTY =
      new Shape.Structure("smithy.api#Unit", List.of(), List.of());

  private final Map<String, String[]> lines = new HashMap<>();
  private final Map<String, List<String[]>> memberLines = new HashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  private ModelParser() {}

  static ServiceModel parse(String text) {
    return new ModelParser().model(text);
  }

  private ServiceModel model(String text) {
    List<String[]> operations = new ArrayList<>();
    int at = text.indexOf('\n') + 1;
    if (at == 0 || !text.substring(0, at - 1).equals(HEADER)) {
      throw new IllegalStateException("the condensed model is not of version 1");
    }
    List<String[]> members = new ArrayList<>();
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      String[] fields = split(text, at, end);
      if (fields[0].isEmpty()) {
        members.add(fields);
      } else if (fields[0].equals("operation")) {
        operations.add(fields);
      } else {
        members = new ArrayList<>();
        lines.put(fields[1], fields);
        memberLines.put(fields[1], members);
      }
      at = end + 1;
    }
    Map<String, Operation> byName = new TreeMap<>();
    for (String[] op : operations) {
      byName.put(op[1], new Operation(op[1], structure(op[2]), structure(op[3])));
    }
    return new ServiceModel(byName);
  }

  private static String[] split(String text, int from, int end) {
    String[] fields = new String[5];
    Arrays.fill(fields, "");
    int start = from;
    for (int field = 0; start <= end; field++) {
      int tab = text.indexOf('\t', start, end);
      int stop = tab < 0 ? end : tab;
      fields[field] = text.substring(start, stop);
      start = stop + 1;
    }
    return fields;
  }

  private Shape.Structure structure(String name) {
    return name.equals(EMPTY.name()) ? EMPTY : (Shape.Structure) shape(name);
  }

  private Shape shape(String name) {
    @Nullable Shape known = shapes.get(name);
    if (known == null) {
      known = create(name);
      shapes.put(name, known);
    }
    return known;
  }

  private Shape create(String name) {
    String[] line = lines.get(name);
    if (line == null) {
      throw new IllegalStateException("the condensed model lacks the shape " + name);
    }
    return switch (line[0]) {
      case "string" -> text(name, line);
      case "enum" ->
          new Shape.Choice(name, ServiceFacts.choices(name, List.of(line[2].split(","))));
      case "integer" -> new Shape.Whole(name, false, Bounds.parse(line[2]));
      case "long" -> new Shape.Whole(name, true, Bounds.parse(line[2]));
      case "double" -> new Shape.Real(name);
      case "boolean" -> new Shape.Truth(name);
      case "timestamp" -> new Shape.Moment(name);
      case "blob" -> new Shape.Bytes(name);
      case "list" -> new Shape.Sequence(name, shape(line[2]), Bounds.parse(line[3]));
      case "map" ->
          new Shape.Dictionary(
              name, ServiceFacts.key(shape(line[2])), shape(line[3]), Bounds.parse(line[4]));
      case "union" -> union(name);
      case "structure" -> newStructure(name);
      default -> throw new IllegalStateException("unknown kind of shape: " + line[0]);
    };
  }

  private static Shape text(String name, String[] line) {
    TextPattern pattern =
        line[3].isEmpty() ? null : new TextPattern(ServiceFacts.pattern(name, line[3]));
    return new Shape.Text(name, Bounds.parse(line[2]), pattern);
  }

  private static Shape union(String name) {
    if (!name.equals("AttributeValue")) {
      throw new IllegalStateException("no decoder for the union " + name);
    }
    return new Shape.Value(name);
  }

  private static String path(String member) {
    char[] chars = member.toCharArray();
    chars[0] = Character.toLowerCase(chars[0]);
    return new String(chars);
  }

  private Shape.Structure newStructure(String name) {
    List<Member> members = new ArrayList<>();
    for (String[] line : memberLines.getOrDefault(name, List.of())) {
      String member = line[1];
      members.add(
          new Member(
              member,
              path(member),
              members.size(),
              ServiceFacts.target(name, member, shape(line[2])),
              !line[3].isEmpty() || ServiceFacts.alsoRequired(name, member),
              ServiceFacts.unless(name, member)));
    }
    return new Shape.Structure(name, members, ServiceFacts.checkOrder(name, members));
  }
}
