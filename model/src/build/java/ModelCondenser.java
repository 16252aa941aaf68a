import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Build step: turns the official Smithy model of DynamoDB (JSON AST, megabytes of documentation)
 * into the few kilobytes that the wire layer needs. The output's form is described in {@code
 * dev.stator.model.wire}'s package page and read by {@code ModelParser}. An unknown trait stops the
 * build: it could be a constraint that nobody checks.
 */
final class ModelCondenser {
  private static final String NAMESPACE = "com.amazonaws.dynamodb#";

  private static final Set<String> WITHOUT_MEANING_HERE =
      Set.of(
          "aws.api#clientDiscoveredEndpoint",
          "aws.api#clientEndpointDiscovery",
          "aws.api#service",
          "aws.auth#sigv4",
          "aws.protocols#awsJson1_0",
          "aws.protocols#awsQueryError",
          "smithy.api#deprecated",
          "smithy.api#documentation",
          "smithy.api#error",
          "smithy.api#examples",
          "smithy.api#httpError",
          "smithy.api#httpHeader",
          "smithy.api#idempotencyToken",
          "smithy.api#input",
          "smithy.api#output",
          "smithy.api#paginated",
          "smithy.api#retryable",
          "smithy.api#suppress",
          "smithy.api#title",
          "smithy.api#xmlNamespace",
          "smithy.rules#contextParam",
          "smithy.rules#endpointBdd",
          "smithy.rules#endpointRuleSet",
          "smithy.rules#endpointTests",
          "smithy.rules#operationContextParams",
          "smithy.rules#staticContextParams",
          "smithy.test#smokeTests",
          "smithy.waiters#waitable");

  private static final Set<String> KEPT =
      Set.of(
          "smithy.api#default",
          "smithy.api#enumValue",
          "smithy.api#length",
          "smithy.api#pattern",
          "smithy.api#range",
          "smithy.api#required");

  private final Map<String, Map<String, Object>> shapes;
  private final StringBuilder out = new StringBuilder(1 << 16);
  private final Map<String, Boolean> wanted = new TreeMap<>();

  private ModelCondenser(Map<String, Map<String, Object>> shapes) {
    this.shapes = shapes;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("usage: ModelCondenser <smithy model> <output>");
    }
    Map<String, Object> model = object(readJson(Path.of(args[0])));
    Map<String, Map<String, Object>> shapes = new TreeMap<>();
    object(model.get("shapes")).forEach((name, shape) -> shapes.put(name, object(shape)));
    String text = new ModelCondenser(shapes).condense();
    Path output = Path.of(args[1]);
    Files.createDirectories(output.toAbsolutePath().getParent());
    Files.writeString(output, text, StandardCharsets.UTF_8);
  }

  private String condense() {
    line("stator-service-model", "1");
    shapes.forEach(this::checkTraits);
    shapes.forEach((name, shape) -> {
      if (type(shape).equals("operation")) {
        String input = target(shape.get("input"));
        String output = target(shape.get("output"));
        line("operation", bare(name), bare(input), bare(output));
        want(input);
        want(output);
      }
    });
    wanted.keySet().forEach(name -> writeShape(name, shapes.get(name)));
    return out.toString();
  }

  private void want(String name) {
    Map<String, Object> shape = shapes.get(name);
    if (shape == null) {
      if (name.startsWith("smithy.api#")) {
        return;
      }
      throw new IllegalStateException("no shape " + name);
    }
    if (wanted.put(name, true) != null) {
      return;
    }
    for (String key : List.of("member", "key", "value")) {
      if (shape.containsKey(key)) {
        want(target(shape.get(key)));
      }
    }
    if (!type(shape).equals("enum")) {
      members(shape).values().forEach(member -> want(target(member)));
    }
  }

  private void writeShape(String name, Map<String, Object> shape) {
    Map<String, Object> traits = traits(shape);
    String type = type(shape);
    switch (type) {
      case "structure", "union" -> writeStructure(name, type, shape);
      case "enum" -> {
        List<String> values = new ArrayList<>();
        members(shape)
            .values()
            .forEach(
                m -> values.add(String.valueOf(traits(object(m)).get("smithy.api#enumValue"))));
        line("enum", bare(name), String.join(",", values));
      }
      case "list" -> line("list", bare(name), bare(target(shape.get("member"))), length(traits));
      case "map" ->
          line(
              "map",
              bare(name),
              bare(target(shape.get("key"))),
              bare(target(shape.get("value"))),
              length(traits));
      case "string" ->
          line(
              "string",
              bare(name),
              length(traits),
              String.valueOf(traits.getOrDefault("smithy.api#pattern", "")));
      case "integer", "long", "double" ->
          line(type, bare(name), bounds(traits.get("smithy.api#range")));
      case "boolean", "blob", "timestamp" -> line(type, bare(name));
      default -> throw new IllegalStateException(name + " is of unknown type " + type);
    }
  }

  private void writeStructure(String name, String type, Map<String, Object> shape) {
    line(type, bare(name));
    members(shape)
        .forEach((member, definition) -> {
          Map<String, Object> traits = traits(object(definition));
          line(
              "",
              member,
              bare(target(definition)),
              traits.containsKey("smithy.api#required") ? "required" : "",
              String.valueOf(traits.getOrDefault("smithy.api#default", "")));
        });
  }

  private void checkTraits(String name, Map<String, Object> shape) {
    traits(shape).keySet().forEach(trait -> checkTrait(name, trait));
    members(shape)
        .forEach((member, definition) -> {
          for (String trait : traits(object(definition)).keySet()) {
            checkTrait(name + "$" + member, trait);
            boolean ownConstraint =
                trait.equals("smithy.api#length")
                    || trait.equals("smithy.api#pattern")
                    || trait.equals("smithy.api#range");
            if (ownConstraint) {
              throw new IllegalStateException(
                  "constraint on the member " + name + "$" + member + " rather than its shape");
            }
          }
        });
  }

  private static void checkTrait(String where, String trait) {
    if (!KEPT.contains(trait) && !WITHOUT_MEANING_HERE.contains(trait)) {
      throw new IllegalStateException("unknown trait " + trait + " at " + where);
    }
  }

  private void line(String... fields) {
    for (String field : fields) {
      if (field.indexOf('\t') >= 0 || field.indexOf('\n') >= 0) {
        throw new IllegalStateException("field with a separator: " + field);
      }
    }
    out.append(String.join("\t", fields)).append('\n');
  }

  private static String length(Map<String, Object> traits) {
    return bounds(traits.get("smithy.api#length"));
  }

  private static String bounds(Object trait) {
    if (trait == null) {
      return "";
    }
    Map<String, Object> bounds = object(trait);
    return bounds.getOrDefault("min", "") + ".." + bounds.getOrDefault("max", "");
  }

  private static String type(Map<String, Object> shape) {
    return String.valueOf(shape.get("type"));
  }

  private static String target(Object reference) {
    return String.valueOf(object(reference).get("target"));
  }

  private static String bare(String name) {
    return name.startsWith(NAMESPACE) ? name.substring(NAMESPACE.length()) : name;
  }

  private static Map<String, Object> traits(Map<String, Object> shape) {
    return object(shape.getOrDefault("traits", Map.of()));
  }

  private static Map<String, Object> members(Map<String, Object> shape) {
    return object(shape.getOrDefault("members", Map.of()));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  private static Object readJson(Path path) throws IOException {
    JsonFactory factory = new JsonFactory();
    try (JsonParser parser =
        factory.createParser(ObjectReadContext.empty(), Files.readAllBytes(path))) {
      parser.nextToken();
      return readValue(parser);
    }
  }

  private static Object readValue(JsonParser parser) {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, readValue(parser));
        }
        return map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(readValue(parser));
        }
        return list;
      }
      default -> {
        return parser.getString();
      }
    }
  }
}
