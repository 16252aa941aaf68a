package dev.stator.lab.bench;

/**
 * What is fed from a table of a benchmark.
 *
 * @param globalIndexes how many, all attributes projected: the first by {@code visits}, the others
 *     by a field each
 * @param stream whether it has one, of new and old images
 */
record TableShape(int globalIndexes, boolean stream) {
  static final TableShape PLAIN = new TableShape(0, false);

  TableShape {
    if (globalIndexes < 0 || globalIndexes > BenchItem.FIELDS + 1) {
      throw new IllegalArgumentException("No attributes for " + globalIndexes + " indexes");
    }
  }

  /** The attribute that an index has for its key. */
  static String attribute(int index) {
    return index == 0 ? "visits" : "field" + (index - 1);
  }

  static String definition(int index) {
    return "{\"AttributeName\":\"%s\",\"AttributeType\":\"%s\"}"
        .formatted(attribute(index), index == 0 ? "N" : "S");
  }

  /** Name, key and projection, as CreateTable and UpdateTable want them. */
  static String index(int index) {
    return """
    {"IndexName":"by-%s","KeySchema":[{"AttributeName":"%s","KeyType":"HASH"}],
     "Projection":{"ProjectionType":"ALL"}}\
    """
        .formatted(attribute(index), attribute(index));
  }

  String create(String name) {
    StringBuilder attributes = new StringBuilder();
    StringBuilder indexes = new StringBuilder();
    for (int i = 0; i < globalIndexes; i++) {
      attributes.append(',').append(definition(i));
      indexes.append(i == 0 ? "" : ",").append(index(i));
    }
    return """
    {"TableName":"%s","BillingMode":"PAY_PER_REQUEST",
     "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}%s],
     "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]%s%s}\
    """
        .formatted(
            name,
            attributes,
            globalIndexes == 0 ? "" : ",\"GlobalSecondaryIndexes\":[" + indexes + "]",
            stream
                ? ",\"StreamSpecification\":{\"StreamEnabled\":true,"
                    + "\"StreamViewType\":\"NEW_AND_OLD_IMAGES\"}"
                : "");
  }
}
